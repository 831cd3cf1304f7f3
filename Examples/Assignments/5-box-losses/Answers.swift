// Your answers to assignment 5, Box losses. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 5.1
// README.md says what each function is given and gives:
//   5.1  smoothL1(difference:beta:)  Smooth L1
//   5.2  slope(difference:beta:)  Its slope
//   5.3  iouLoss(predicted:object:)  The IoU loss
//   5.4  boxLoss(codes:targets:states:beta:)  The box loss of an image
//   5.5  differenceOfLoss()  From the loss to the difference
//   5.6  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: BoxLossTask {
}
