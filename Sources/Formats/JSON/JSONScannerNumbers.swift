// Numbers of a JSON file, each to the nearest Double or whole as it stands.

extension JSONScanner {
  /// A number's parts, as its characters say: (-1)^isNegative · mantissa · 10^exponent.
  struct NumberParts {
    var start: Int
    var end: Int
    var isNegative = false
    /// Neither a point nor an exponent.
    var isWhole = true
    /// The digits before and behind the point, leading zeros apart; of more than 19 the first 19.
    var mantissa: UInt64 = 0
    var digits = 0
    /// Behind the mantissa's last digit.
    var exponent = 0
    /// NaN or an infinity.
    var special: Double?
  }

  /// More characters than any number needs.
  private static let longest = 1000

  /// The number that begins here.
  package mutating func number() throws(JSONError) -> JSONNumber {
    let parts = try scanNumber()
    guard parts.isWhole, parts.special == nil else { return .real(try value(of: parts)) }
    if parts.digits <= 19 {
      if !parts.isNegative { return Int(exactly: parts.mantissa).map { .integer($0) } ?? .unsigned(parts.mantissa) }
      if parts.mantissa <= UInt64(Int.max) { return .integer(-Int(parts.mantissa)) }
    }
    let text = String(decoding: bytes[parts.start..<parts.end], as: UTF8.self)
    if let value = Int(text) { return .integer(value) }
    return UInt64(text).map { .unsigned($0) } ?? .digits(text)
  }

  /// The nearest `Double` to the number that begins here.
  package mutating func double() throws(JSONError) -> Double {
    let parts = try scanNumber()
    return try value(of: parts)
  }

  private func value(of parts: NumberParts) throws(JSONError) -> Double {
    if let special = parts.special { return special }
    if parts.digits <= 19, parts.mantissa <= 1 << 53, -22...22 ~= parts.exponent {
      // Both are held exactly, so that one division or product rounds once, to the nearest.
      let mantissa = Double(parts.mantissa)
      let value = parts.exponent < 0 ? mantissa / powersOfTen[-parts.exponent] : mantissa * powersOfTen[parts.exponent]
      return parts.isNegative ? -value : value
    }
    let text = String(decoding: bytes[parts.start..<parts.end], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw failure("a number that a Double can hold, below 1.8e308", at: parts.start)
    }
    return value
  }

  /// Goes behind the number that begins here.
  mutating func scanNumber() throws(JSONError) -> NumberParts {
    let start = position
    var parts = NumberParts(start: start, end: start)
    if bytes[position] == 0x2D {
      parts.isNegative = true
      position += 1
    }
    switch bytes[position] {
    case 0x30: position += 1
    case 0x31...0x39: takeDigits(&parts)
    case 0x49 where takes(Self.infinity):
      parts.special = parts.isNegative ? -.infinity : .infinity
    case 0x4E where !parts.isNegative && takes(Self.nan): parts.special = .nan
    default: throw failure(parts.isNegative ? "a digit behind '-'" : "a number", at: parts.isNegative ? nil : start)
    }
    if parts.special == nil {
      if bytes[position] == 0x2E {
        parts.isWhole = false
        position += 1
        let point = position
        takeDigits(&parts)
        guard position > point else { throw failure("a digit behind the point") }
        // Digits that were passed over raise the exponent, those behind the point lower it.
        parts.exponent -= position - point
      }
      if bytes[position] | 0x20 == 0x65 {
        parts.isWhole = false
        try takeExponent(&parts)
      }
    }
    switch bytes[position] {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2B, 0x2D, 0x5F:
      throw failure("the end of the number, or ',' or a bracket")
    default: break
    }
    parts.end = position
    guard parts.end - start <= Self.longest else {
      throw failure("a number of at most \(Self.longest) characters", at: start)
    }
    return parts
  }

  private mutating func takeDigits(_ parts: inout NumberParts) {
    while true {
      let digit = bytes[position] &- 0x30
      guard digit <= 9 else { return }
      if parts.digits < 19 {
        parts.mantissa = parts.mantissa &* 10 &+ UInt64(digit)
        if parts.mantissa != 0 { parts.digits += 1 }
      } else {
        // The 20th digit and later ones: too many for the short way.
        parts.digits = 20
        parts.exponent += 1
      }
      position += 1
    }
  }

  private mutating func takeExponent(_ parts: inout NumberParts) throws(JSONError) {
    position += 1
    let isNegative = bytes[position] == 0x2D
    if isNegative || bytes[position] == 0x2B { position += 1 }
    let first = position
    var exponent = 0
    while true {
      let digit = bytes[position] &- 0x30
      guard digit <= 9 else { break }
      // Beyond a million it is 0 or infinity anyway.
      if exponent < 1_000_000 { exponent = exponent * 10 + Int(digit) }
      position += 1
    }
    guard position > first else { throw failure("a digit of the exponent") }
    parts.exponent += isNegative ? -exponent : exponent
  }

  private static let infinity = Array("Infinity".utf8)
  private static let nan = Array("NaN".utf8)
}

/// 10⁰ … 10²², which `Double` holds exactly.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]
