// What goes into a student's function and what comes out of it, as a value that can cross between two processes.
// It knows nothing of boxes or losses: a box is a list of four numbers here.

import Foundation

/// An argument or a result of a task's function.
public indirect enum Value: Hashable, Sendable {
  /// A real number, NaN and infinities included.
  case number(Double)
  /// A whole number.
  case integer(Int)
  /// True or false.
  case truth(Bool)
  /// A text.
  case text(String)
  /// Several values in order.
  case list([Value])
  /// No value, `nil`.
  case none
}

extension Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number; where a number is asked for it is that number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .truth(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A list.
  public init(arrayLiteral values: Value...) { self = .list(values) }
  /// No value.
  public init(nilLiteral: ()) { self = .none }
}

extension Value {
  /// The number that this is, whole or not; nil for everything else.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// How much there is to look at: the smallest failing instance is the one to show.
  var size: Int {
    switch self {
    case .list(let values): values.reduce(1) { $0 + $1.size }
    case .text(let text): 1 + text.count
    default: 1
    }
  }

  /// Whether two values say the same: whole numbers exactly, other numbers within a relative tolerance.
  ///
  /// NaN agrees with NaN, an infinity with itself.
  ///
  /// - Parameter nothing: numbers that differ by less are equal, however small they are.
  func agrees(with other: Value, tolerance: Double, nothing: Double = 1e-300) -> Bool {
    switch (self, other) {
    case (.list(let left), .list(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { $0.agrees(with: $1, tolerance: tolerance, nothing: nothing) }
    case (.truth, _), (.text, _), (.none, _): return self == other
    default:
      guard let left = double, let right = other.double else { return false }
      if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
      if left == right { return true }
      if left.isInfinite || right.isInfinite { return false }
      return abs(left - right) <= max(tolerance * max(abs(left), abs(right)), nothing)
    }
  }
}

extension Value: CustomStringConvertible {
  /// The value as it is shown to a reader: numbers with six digits that count.
  public var description: String { text(digits: 6) }

  /// The value with so many digits of each number; 17 tell any two numbers apart.
  func text(digits: Int) -> String {
    switch self {
    case .number(let value): Self.text(value, digits)
    case .integer(let value): String(value)
    case .truth(let value): value ? "true" : "false"
    case .text(let text): "\"\(text)\""
    case .list(let values):
      values.count == 4 && values.allSatisfy { $0.double != nil }
        ? "(" + values.map { $0.text(digits: digits) }.joined(separator: ", ") + ")"
        : "[" + values.map { $0.text(digits: digits) }.joined(separator: ", ") + "]"
    case .none: "nil"
    }
  }

  /// The digits that count; very large and very small numbers with an exponent.
  private static func text(_ number: Double, _ digits: Int) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-infinity" : "infinity" }
    if number == number.rounded() && abs(number) < 1e15 { return String(Int(number)) }
    // The decimal digits themselves are rounded; scaling by powers of ten and back would leave crumbs behind them.
    return String(format: "%.\(digits)g", number)
  }
}
