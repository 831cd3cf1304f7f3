// What students write who have not seen the catalogue: each function in its writer's own words, and what the grader has
// to call it. Nothing here is made of the catalogue's functions, so that a name is earned.

import Foundation

@testable import Assignments

/// A wrong function that somebody wrote.
struct Stranger: Sendable, CustomStringConvertible {
  var task: String
  var what: String
  /// The catalogue's numbers that it has to be given; none where it may only be shown its place.
  var names: [String]
  var make: @Sendable () -> Function
  var description: String { "\(task): \(what)" }

  init(_ task: String, _ what: String, _ names: [String], _ function: @escaping @autoclosure @Sendable () -> Function) {
    (self.task, self.what, self.names, make) = (task, what, names, function)
  }

  static let all: [Stranger] = [
    loss, boxes, anchors, matching, boxLosses, suppression, evaluation, pyramid, loop, doctor,
  ].flatMap { $0 }

  static func area(_ box: Rectangle) -> Double { (box.xMax - box.xMin) * (box.yMax - box.yMin) }

  static func common(_ a: Rectangle, _ b: Rectangle) -> Double {
    let left = max(a.xMin, b.xMin)
    let right = min(a.xMax, b.xMax)
    let top = max(a.yMin, b.yMin)
    let bottom = min(a.yMax, b.yMax)
    return right > left && bottom > top ? (right - left) * (bottom - top) : 0
  }

  static func overlap(_ a: Rectangle, _ b: Rectangle) -> Double {
    let inter = common(a, b)
    return inter > 0 ? inter / (area(a) + area(b) - inter) : 0
  }
}
