// Your answers to assignment 1, Focal loss. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 1.1
// README.md says what each function is given and gives:
//   1.1  weight(isPositive:alpha:)  The weight αt
//   1.2  loss(logit:isPositive:alpha:gamma:)  The loss of one output
//   1.3  slope(logit:isPositive:alpha:gamma:)  The slope by the logit
//   1.4  sum(logits:targets:alpha:gamma:)  The sum of an image
//   1.5  normalized(losses:positives:)  The normalizer
//   1.6  priorBias(probability:)  The prior's bias
//   1.7  firstLoss()  The first loss
//   1.8  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: FocalLossTask {
}
