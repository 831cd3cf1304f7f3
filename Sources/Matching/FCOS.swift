// Assignment without anchors: every point of the grid that is in an object learns it, on the level of its size.
// Not the network that predicts it, and not anchors: those are Matcher's and ATSS's.

import Boxes

/// Assigns the points of a feature pyramid to objects (FCOS).
///
/// ```
/// point           ((column + ½) · stride, (row + ½) · stride)
/// l = x - xMin    t = y - yMin    r = xMax - x    b = yMax - y
/// in the object   min(l, t, r, b) > 0
/// on its level    lower ≤ max(l, t, r, b) ≤ upper       0–64, 64–128, 128–256, 256–512, 512–∞ for P3 … P7
/// positive        both; for the object of the smallest area, if there are several
/// the rest        negative; nothing is ignored
/// ```
///
/// With center sampling a point must lie within `radius` strides of the object's center in x and in y, and in the
/// object.
///
/// Properties:
/// - The point (12, 12) in the box (4, 8, 36, 28) has l 8, t 4, r 24, b 16, on P3, and center-ness √(8/24 · 4/16) =
///   0.2887.
/// - A point on the object's edge is outside.
/// - A largest distance of exactly 64 px is both P3's and P4's.
/// - Of objects of equal area the first in the list takes the point.
/// - A crowd takes no point.
///
/// The paper: Tian et al., FCOS: Fully Convolutional One-Stage Object Detection (2019), sections 3.1 and 3.2; center
/// sampling is from its journal version (2020).
public struct FCOS: Hashable, Sendable, Codable {
  /// One level of the pyramid and the objects that are its own.
  public struct Level: Hashable, Sendable, Codable {
    /// Pixels of the image from one point to the next.
    public let stride: Int
    /// The smallest largest distance from a point to an edge of its object, in pixels.
    public let lower: Double
    /// The largest such distance.
    public let upper: Double

    /// A level of the given stride and range, both in pixels.
    ///
    /// - Precondition: `stride` is at least 1, 0 ≤ `lower` ≤ `upper`.
    public init(stride: Int, lower: Double, upper: Double) {
      self.stride = stride
      self.lower = lower
      self.upper = upper
      if let problem { preconditionFailure(problem) }
    }

    fileprivate var problem: String? {
      if stride < 1 { return "stride must be at least 1, found \(stride)" }
      return 0 <= lower && lower <= upper ? nil : "the range must be 0 ≤ lower ≤ upper, found \(lower) and \(upper)"
    }
  }

  /// A place of the grid, where the network predicts one box.
  public struct Point: Hashable, Sendable {
    /// Pixels from the left.
    public var x: Double
    /// Pixels from the top.
    public var y: Double
    /// An index into the levels.
    public var level: Int

    /// A point of a level.
    public init(x: Double, y: Double, level: Int) {
      self.x = x
      self.y = y
      self.level = level
    }
  }

  /// P3 … P7 with the paper's ranges.
  public static let paperLevels = [
    Level(stride: 8, lower: 0, upper: 64), Level(stride: 16, lower: 64, upper: 128),
    Level(stride: 32, lower: 128, upper: 256), Level(stride: 64, lower: 256, upper: 512),
    Level(stride: 128, lower: 512, upper: .infinity),
  ]

  /// The levels, finest first.
  public let levels: [Level]
  /// How many strides from the object's center a point may be; nil for the whole object.
  public let centerSamplingRadius: Double?

  /// The paper's levels without center sampling; with it the usual radius is 1.5.
  ///
  /// - Precondition: there is a level, and the radius is positive.
  public init(levels: [Level] = FCOS.paperLevels, centerSamplingRadius: Double? = nil) {
    self.levels = levels
    self.centerSamplingRadius = centerSamplingRadius
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    if levels.isEmpty { return "levels must not be empty" }
    if let radius = centerSamplingRadius, !(radius > 0) {
      return "centerSamplingRadius must be positive, found \(radius)"
    }
    return levels.lazy.compactMap(\.problem).first
  }

  /// The points of an image, by level, row, column: ⌈height / stride⌉ × ⌈width / stride⌉ on each level.
  ///
  /// - Precondition: height and width of `size` are at least 1.
  public func points(on size: ImageSize) -> [Point] {
    precondition(size.height >= 1 && size.width >= 1, "size must be at least 1 × 1, found \(size)")
    return levels.indices.flatMap { index -> [Point] in
      let stride = levels[index].stride
      let columns = (size.width + stride - 1) / stride
      let rows = (size.height + stride - 1) / stride
      return (0..<rows * columns).map { cell in
        let (row, column) = cell.quotientAndRemainder(dividingBy: columns)
        return Point(
          x: (Double(column) + 0.5) * Double(stride), y: (Double(row) + 0.5) * Double(stride), level: index)
      }
    }
  }

  /// Assigns every point; crowds are never matched.
  ///
  /// - Precondition: each point's level is one of `levels`.
  /// - Complexity: O(points × objects).
  public func match(points: [Point], objects: [LabeledBox]) -> FCOSMatches {
    var matches = FCOSMatches(points: points, objects: objects)
    for (index, point) in points.enumerated() {
      precondition(levels.indices.contains(point.level), "level must be in 0..<\(levels.count), found \(point.level)")
      var smallest = Double.infinity
      for (object, labeled) in objects.enumerated() where !labeled.isCrowd {
        guard isInside(point, labeled.box) else { continue }
        matches.reach[object].inside += 1
        let target = FCOSTarget(point: point, box: labeled.box)
        guard levels[point.level].lower <= target.longest && target.longest <= levels[point.level].upper else {
          continue
        }
        matches.reach[object].inRange += 1
        if labeled.box.area < smallest {
          smallest = labeled.box.area
          matches.assignments[index] = .positive(object: object)
          matches.targets[index] = target
        }
      }
    }
    return matches
  }

  /// True if the point is in the object and, with center sampling, near its center.
  private func isInside(_ point: Point, _ box: Box) -> Bool {
    guard FCOSTarget(point: point, box: box).shortest > 0 else { return false }
    guard let radius = centerSamplingRadius else { return true }
    let reach = radius * Double(levels[point.level].stride)
    return abs(point.x - box.centerX) < reach && abs(point.y - box.centerY) < reach
  }
}

extension FCOS {
  /// Reads it; throws `DecodingError` for what no initializer accepts.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    levels = try values.decode([Level].self, forKey: .levels)
    centerSamplingRadius = try values.decodeIfPresent(Double.self, forKey: .centerSamplingRadius)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}
