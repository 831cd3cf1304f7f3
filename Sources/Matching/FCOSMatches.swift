// What FCOS's assignment found: for every point an object, four distances and a center-ness; for every object a
// verdict.

import Boxes
import Text

/// The box and the center-ness that a point learns.
public struct FCOSTarget: Hashable, Sendable {
  /// l, pixels from the point to the box's left edge.
  public var left: Double
  /// t, pixels to the top edge.
  public var top: Double
  /// r, pixels to the right edge.
  public var right: Double
  /// b, pixels to the lower edge.
  public var bottom: Double

  /// The distances of a point from the edges of a box, negative if it is outside.
  public init(point: FCOS.Point, box: Box) {
    left = point.x - box.xMin
    top = point.y - box.yMin
    right = box.xMax - point.x
    bottom = box.yMax - point.y
  }

  /// The smallest distance: positive if the point is in the box.
  public var shortest: Double { min(min(left, top), min(right, bottom)) }

  /// The largest distance, which says on which level the object belongs.
  public var longest: Double { max(max(left, top), max(right, bottom)) }

  /// How near the point is to the middle of the box: 1 at the center, towards 0 at the edges.
  ///
  /// ```
  /// √( min(l, r) / max(l, r) · min(t, b) / max(t, b) )
  /// ```
  ///
  /// Edge cases: 0 on an edge or outside.
  public var centerness: Double {
    guard shortest > 0 else { return 0 }
    return (min(left, right) / max(left, right) * (min(top, bottom) / max(top, bottom))).squareRoot()
  }

  /// The box that the distances stand for.
  public func box(at point: FCOS.Point) -> Box {
    Box(xMin: point.x - left, yMin: point.y - top, xMax: point.x + right, yMax: point.y + bottom)
  }
}

/// The outcome of `FCOS`: an assignment and a target for every point.
public struct FCOSMatches: Hashable, Sendable {
  /// How many points come near an object.
  struct Reach: Hashable, Sendable {
    /// Points in the object (in its middle, with center sampling).
    var inside = 0
    /// Those of them on a level of its size.
    var inRange = 0
  }

  /// The points.
  public let points: [FCOS.Point]
  /// The objects, crowds included.
  public let objects: [LabeledBox]
  /// What each point is for the loss; none is ignored.
  public internal(set) var assignments: [Assignment]
  /// The distances that each point learns, nil where it is negative.
  public internal(set) var targets: [FCOSTarget?]
  var reach: [Reach]

  init(points: [FCOS.Point], objects: [LabeledBox]) {
    self.points = points
    self.objects = objects
    assignments = Array(repeating: .negative, count: points.count)
    targets = Array(repeating: nil, count: points.count)
    reach = Array(repeating: Reach(), count: objects.count)
  }

  /// The number of positive points.
  public var positiveCount: Int { assignments.positiveCount }

  /// One letter a point: P positive, N negative.
  public var letters: String { assignments.letters }

  /// The points that learn an object, ascending.
  public func positives(ofObject object: Int) -> [Int] {
    precondition(objects.indices.contains(object), "object must be in 0..<\(objects.count), found \(object)")
    return assignments.indices.filter { assignments[$0] == .positive(object: object) }
  }

  /// Why an object has, or lacks, positive points.
  public func verdict(object: Int) -> FCOSVerdict {
    let count = positives(ofObject: object).count
    let reach = reach[object]
    let reason: FCOSVerdict.Reason =
      if objects[object].isCrowd {
        .crowd
      } else if count > 0 {
        .matched
      } else if reach.inside == 0 {
        .noPointInside
      } else {
        reach.inRange == 0 ? .noLevel(reach.inside) : .taken(reach.inRange)
      }
    return FCOSVerdict(object: object, positiveCount: count, reason: reason)
  }

  /// A verdict for every object, in order.
  public var objectVerdicts: [FCOSVerdict] { objects.indices.map { verdict(object: $0) } }
}

/// Whether an object is learnt by points, and why.
public struct FCOSVerdict: Hashable, Sendable {
  /// Why the object has, or lacks, positive points.
  public enum Reason: Hashable, Sendable {
    /// At least one point is in it, on a level of its size, and in no smaller object.
    case matched
    /// No point is in it, or none near its center where that is asked for.
    case noPointInside
    /// So many points are in it, but on levels for objects of other sizes.
    case noLevel(Int)
    /// So many points could learn it, but are in objects that are as small or smaller.
    case taken(Int)
    /// The object is a crowd, which is never matched.
    case crowd
  }

  /// The object's index.
  public var object: Int
  /// The number of its positive points.
  public var positiveCount: Int
  /// Why the object has, or lacks, positive points.
  public var reason: Reason

  /// The verdict as a sentence.
  public var sentence: String {
    switch reason {
    case .matched: return "Object \(object) is learnt by \(positiveCount.counted("point"))."
    case .noPointInside: return "Object \(object) is not learnt: no point is in it, or near enough to its center."
    case .noLevel(let count):
      return "Object \(object) is not learnt: \(count.counted("point")) in it \(count == 1 ? "is" : "are") on levels "
        + "for objects of another size."
    case .taken(let count):
      return
        "Object \(object) is not learnt: objects as small or smaller have the \(count.counted("point")) that could "
        + "learn it."
    case .crowd: return "Object \(object) is a crowd and not matched."
    }
  }
}
