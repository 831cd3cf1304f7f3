// Your answers to assignment 2, Boxes. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 2.1
// README.md says what each function is given and gives:
//   2.1  rectangle(x:y:width:height:)  From corner and size
//   2.2  intersection(a:b:)  The intersection
//   2.3  iou(a:b:)  Intersection over union
//   2.4  ious(anchors:objects:)  The matrix of IoUs
//   2.5  encode(object:anchor:deviations:)  The code of a box
//   2.6  decode(code:anchor:deviations:)  The box of a code
//   2.7  clip(box:height:width:)  Clip to the image
//   2.8  shiftToHalf()  How far to half
//   2.9  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: BoxTask {
}
