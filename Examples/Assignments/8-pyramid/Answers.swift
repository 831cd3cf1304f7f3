// Your answers to assignment 8, Pyramid and heads. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 8.1
// README.md says what each function is given and gives:
//   8.1  upsample(map:rows:columns:)  To the finer size
//   8.2  pyramid(laterals:smoothing:)  From the top down
//   8.3  coarse(p5:weight:)  P6 and P7
//   8.4  parameters(channels:levels:anchors:classes:)  The head's parameters
//   8.5  flatten(levels:classes:)  The order of the outputs
//   8.6  images(levels:)  Whose row is this
//   8.7  parametersOfSmallHead()  The small head
//   8.8  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: PyramidTask {
}
