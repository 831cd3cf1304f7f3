// Your answers to assignment 9, The training loop. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 9.1
// README.md says what each function is given and gives:
//   9.1  descend(weight:points:rate:)  A step is a step
//   9.2  flip(box:width:)  Mirror
//   9.3  resize(box:from:to:)  Resize
//   9.4  normalize(pixels:mean:deviation:isTraining:)  What the network is shown
//   9.5  batchNorm(numbers:runningMean:runningVariance:isTraining:)  Batch normalization
//   9.6  rate(step:stepsPerEpoch:base:warmup:drops:)  The learning rate
//   9.7  decays(kinds:)  What decays
//   9.8  rateOfFour()  Fewer images
//   9.9  diagnosis(patient:)  What ails them
//   9.10  loss(logit:isPositive:alpha:gamma:), slope(logit:isPositive:alpha:gamma:)  Your loss trains the detector
//   9.11  ious(anchors:objects:), match(ious:positiveThreshold:negativeThreshold:)  Your assigner teaches the detector
//   9.12  encode(object:anchor:deviations:), decode(code:anchor:deviations:)  Your coding carries the boxes
//   9.13  suppressPerClass(boxes:scores:labels:threshold:)  Your suppression thins out detections
//   9.14  All of it: overfit one picture

import Assignments
import Foundation

struct Answers: LoopTask {
}
