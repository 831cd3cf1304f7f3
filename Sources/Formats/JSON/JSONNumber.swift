// A number as a JSON text has it: whole numbers stay whole, however large.

/// A number of a JSON text, without loss.
package enum JSONNumber: Hashable, Sendable {
  /// A whole number written without point and exponent that `Int` holds.
  case integer(Int)
  /// One above `Int.max` that 64 bits hold.
  case unsigned(UInt64)
  /// One that is larger still: its digits, with a "-" before them if it is negative.
  case digits(String)
  /// One with a point or an exponent, NaN, or an infinity.
  case real(Double)

  /// The nearest `Double`; infinite for digits beyond what it holds.
  package var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .digits(let text): Double(text) ?? .nan
    case .real(let value): value
    }
  }

  /// The number as an `Int`, if it is one: 3 and 3.0 are, 3.5 is not.
  package var int: Int? {
    switch self {
    case .integer(let value): value
    case .unsigned, .digits: nil
    case .real(let value): Int(exactly: value)
    }
  }

  /// The number as JSON writes it, NaN and the infinities as Python does.
  package var text: String {
    switch self {
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .digits(let text): text
    case .real(let value): value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
    }
  }
}
