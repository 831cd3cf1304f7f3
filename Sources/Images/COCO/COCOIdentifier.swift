// What names a picture, a class or an object in a COCO file: most often a number, but text is found too.

import Formats

/// An identifier of a COCO file: a whole number of any size, or a text.
///
/// A text that is a whole number, "12", is that number: tools write the same identifier now in one form, now in the
/// other. "012" stays a text. Numbers come before texts, texts are ordered by their code points, as in Python.
public enum COCOIdentifier: Hashable, Sendable {
  /// A number that `Int` holds.
  case number(Int)
  /// A larger one, by its digits.
  case digits(String)
  /// A text that is no number.
  case text(String)

  /// An identifier from a text, which may be a number.
  public init(_ text: String) {
    if let number = Int(text), "\(number)" == text {
      self = .number(number)
    } else if Self.isCanonicalNumber(text) {
      self = .digits(text)
    } else {
      self = .text(text)
    }
  }

  /// The identifier as a number, if `Int` holds it.
  public var int: Int? { if case .number(let number) = self { number } else { nil } }

  /// Digits, without a zero before them, and perhaps a "-" in front.
  private static func isCanonicalNumber(_ text: String) -> Bool {
    let digits = text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, (0x31...0x39).contains(first), digits.count <= 1000 else { return false }
    return digits.allSatisfy { (0x30...0x39).contains($0) }
  }
}

extension COCOIdentifier: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// A number.
  public init(integerLiteral value: Int) { self = .number(value) }
  /// A text, or the number that it is.
  public init(stringLiteral value: String) { self.init(value) }
}

extension COCOIdentifier: CustomStringConvertible {
  /// The number, or the text in quotation marks, fit to be shown.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .digits(let text): shown(text, limit: 40)
    case .text(let text): "\"\(shown(text, limit: 60))\""
    }
  }

  /// The number's digits or the text as it is.
  public var name: String {
    switch self {
    case .number(let number): "\(number)"
    case .digits(let text), .text(let text): text
    }
  }
}

extension COCOIdentifier: Comparable {
  /// Numbers by size, before texts by their code points.
  public static func < (first: COCOIdentifier, second: COCOIdentifier) -> Bool {
    switch (first, second) {
    case (.number(let first), .number(let second)): first < second
    case (.text(let first), .text(let second)): first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
    case (.text, _): false
    case (_, .text): true
    case (.number, .digits(let second)): !second.hasPrefix("-")
    case (.digits(let first), .number): first.hasPrefix("-")
    case (.digits(let first), .digits(let second)): precedes(first, second)
    }
  }

  private static func precedes(_ first: String, _ second: String) -> Bool {
    let (isFirstNegative, isSecondNegative) = (first.hasPrefix("-"), second.hasPrefix("-"))
    guard isFirstNegative == isSecondNegative else { return isFirstNegative }
    let isBelow = first.utf8.count == second.utf8.count ? first < second : first.utf8.count < second.utf8.count
    return isFirstNegative ? first != second && !isBelow : isBelow
  }
}

extension COCOIdentifier: Codable {
  /// A number or a text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else if let number = try? container.decode(UInt64.self) {
      self = .digits("\(number)")
    } else {
      self.init(try container.decode(String.self))
    }
  }

  /// A number where 64 bits hold it, else a text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .digits(let text):
      if let number = UInt64(text) { try container.encode(number) } else { try container.encode(text) }
    case .text(let text): try container.encode(text)
    }
  }
}
