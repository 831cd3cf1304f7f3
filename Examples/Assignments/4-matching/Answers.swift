// Your answers to assignment 4, Matching. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 4.1
// README.md says what each function is given and gives:
//   4.1  bestObjects(ious:)  Each anchor's best object
//   4.2  states(overlaps:positiveThreshold:negativeThreshold:)  Positive, ignored, negative
//   4.3  match(ious:positiveThreshold:negativeThreshold:)  The whole rule
//   4.4  targets(states:labels:)  From objects to classes
//   4.5  objects(rows:)  Padding is no object
//   4.6  picture()  The picture of a scene
//   4.7  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: MatchingTask {
}
