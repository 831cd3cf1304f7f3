// The two plain types of the assignments: a rectangle and what an anchor is told.
// They can do nothing, on purpose: what can be done with them is what the assignments ask for.

/// A rectangle in an image from its four edges, in pixels; x to the right, y down, continuous coordinates.
public struct Rectangle: Hashable, Sendable, ValueConvertible {
  /// The left edge.
  public var xMin: Double
  /// The top edge.
  public var yMin: Double
  /// The right edge.
  public var xMax: Double
  /// The bottom edge.
  public var yMax: Double

  /// A rectangle from its left, top, right and bottom edge.
  public init(_ xMin: Double, _ yMin: Double, _ xMax: Double, _ yMax: Double) {
    self.xMin = xMin
    self.yMin = yMin
    self.xMax = xMax
    self.yMax = yMax
  }

  /// The four edges as a list.
  public var value: Value { [xMin, yMin, xMax, yMax].value }

  /// A rectangle from a list of four numbers.
  public init?(value: Value) {
    guard let edges = [Double](value: value), edges.count == 4 else { return nil }
    self.init(edges[0], edges[1], edges[2], edges[3])
  }
}

/// What an anchor is told: that it sees nothing, that it does not count, or which object (or class) it learns.
public enum AnchorState: Hashable, Sendable, ValueConvertible {
  /// Background.
  case negative
  /// Between the thresholds: no say in the loss.
  case ignored
  /// The object of this index, or the class of this label, from 0.
  case positive(Int)

  /// "N", "I", or the index.
  public var value: Value {
    switch self {
    case .negative: "N"
    case .ignored: "I"
    case .positive(let index): .integer(index)
    }
  }

  /// The state that a value stands for.
  public init?(value: Value) {
    switch value {
    case "N": self = .negative
    case "I": self = .ignored
    case .integer(let index): self = .positive(index)
    default: return nil
    }
  }

  /// The index of a positive; nil for the others.
  var index: Int? { if case .positive(let index) = self { index } else { nil } }
}
