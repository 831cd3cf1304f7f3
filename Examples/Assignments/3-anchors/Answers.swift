// Your answers to assignment 3, Anchors. Everything starts unanswered.
// Write a function into `Answers`, save, and check it: swift run course check 3.1
// README.md says what each function is given and gives:
//   3.1  shape(size:ratio:)  The shape of an anchor
//   3.2  sizes(base:count:)  Sizes within an octave
//   3.3  cells(side:stride:)  How many cells
//   3.4  center(row:column:stride:)  The center of a cell
//   3.5  anchors(rows:columns:stride:shapes:)  All anchors of a level
//   3.6  index(level:row:column:shape:levels:shapes:)  The index of an anchor
//   3.7  location(index:levels:shapes:)  Where an index is
//   3.8  anchorCount()  How many anchors
//   3.9  diagnosis(patient:)  What ails them

import Assignments
import Foundation

struct Answers: AnchorTask {
}
