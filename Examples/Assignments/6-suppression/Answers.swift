// Your answers to assignment 6, From numbers to boxes. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 6.1
// README.md says what each function is given and gives:
//   6.1  candidates(scores:threshold:)  Candidates
//   6.2  top(scores:count:)  The best so many
//   6.3  suppress(boxes:scores:threshold:)  Suppression
//   6.4  suppressPerClass(boxes:scores:labels:threshold:)  Each class alone
//   6.5  detections(boxes:scores:labels:threshold:)  Detections
//   6.6  keptInRow()  A row of boxes
//   6.7  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: SuppressionTask {
}
