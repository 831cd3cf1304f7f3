// COCO's object sizes: which objects and detections an evaluation looks at.

/// A range of areas in square pixels, both ends included.
///
/// An object is measured by its annotation's own area (in COCO the area of its mask, not of its box), a detection
/// by its box. An object of exactly 32² px is small and medium at once, as in COCO's own evaluation. Coverage by
/// anchors divides objects instead: an `Anchors.SizeBucket` has its lower end and not its upper one, so that each
/// object is in one of them, and it is the box that is measured.
public struct AreaRange: Hashable, Sendable, Codable {
  /// As it stands in COCO's table.
  public var name: String
  /// The smallest area, in square pixels.
  public var lowerBound: Double
  /// The largest area, in square pixels.
  public var upperBound: Double

  /// A range of areas in square pixels.
  public init(name: String, lowerBound: Double, upperBound: Double) {
    precondition(lowerBound <= upperBound, "lowerBound must be at most upperBound \(upperBound), found \(lowerBound)")
    self.name = name
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// 0 … 100 000² px.
  public static let all = Self(name: "all", lowerBound: 0, upperBound: 1e5 * 1e5)
  /// 0 … 32² px.
  public static let small = Self(name: "small", lowerBound: 0, upperBound: 32 * 32)
  /// 32² … 96² px.
  public static let medium = Self(name: "medium", lowerBound: 32 * 32, upperBound: 96 * 96)
  /// 96² … 100 000² px.
  public static let large = Self(name: "large", lowerBound: 96 * 96, upperBound: 1e5 * 1e5)
  /// All, small, medium and large, in the order of COCO's table.
  public static let coco = [all, small, medium, large]

  /// Whether an area lies in the range.
  public func contains(_ area: Double) -> Bool { !(area < lowerBound || area > upperBound) }
}
