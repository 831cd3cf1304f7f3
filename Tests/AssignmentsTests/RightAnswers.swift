// Right answers by other ways: another algorithm, another order of sums, 32 bits on the way, another choice where the
// task leaves one. All of them have to score everything.

import Foundation

@testable import Assignments

/// A right function that somebody wrote.
struct RightAnswer: Sendable, CustomStringConvertible {
  var task: String
  var what: String
  var make: @Sendable () -> Function
  var description: String { "\(task): \(what)" }

  init(_ task: String, _ what: String, _ function: @escaping @autoclosure @Sendable () -> Function) {
    (self.task, self.what, make) = (task, what, function)
  }

  static let all: [RightAnswer] = [
    loss, boxes, anchors, matching, boxLosses, suppression, evaluation, pyramid, loop,
  ].flatMap { $0 }

  static func area(_ b: Rectangle) -> Double { (b.xMax - b.xMin) * (b.yMax - b.yMin) }
}
