// Your answers to assignment 7, Evaluation. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 7.1
// README.md says what each function is given and gives:
//   7.1  hits(ious:threshold:)  Who found what
//   7.2  ranked(scores:hits:)  One ranking
//   7.3  objectCount(labels:detections:label:)  How many objects
//   7.4  curve(hits:objects:)  The curve
//   7.5  envelope(precisions:)  The envelope
//   7.6  averagePrecision(hits:objects:)  Average precision
//   7.7  mean(averagePrecisions:)  The mean over classes
//   7.8  found(ids:)  Ids are names
//   7.9  averageOfThree()  The average of three
//   7.10  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: EvaluationTask {
}
