// The values of COCO's entries in the forms in which tools write them.

import Boxes
import Formats

extension COCOScan {
  /// A whole number, 7 or 7.0, or a text; nil for null.
  mutating func identifier() throws(JSONError) -> COCOIdentifier? {
    let start = scanner.position
    switch try scanner.kind() {
    case .null where scanner.takeNull(): return nil
    case .string: return COCOIdentifier(try scanner.string())
    case .number:
      let number = try scanner.number()
      if let value = number.int { return .number(value) }
      switch number {
      case .unsigned(let value): return .digits("\(value)")
      case .digits(let text): return .digits(text)
      default: throw scanner.failure("a whole number or a text", at: start)
      }
    default: throw scanner.failure("a whole number or a text", at: start)
    }
  }

  /// A text, or a number as one; nil for null.
  mutating func name() throws(JSONError) -> String? {
    switch try scanner.kind() {
    case .null where scanner.takeNull(): return nil
    case .string: return try scanner.string()
    case .number:
      let number = try scanner.number()
      return number.int.map { "\($0)" } ?? number.text
    default: throw scanner.failure("a text")
    }
  }

  /// A whole number of pixels, perhaps as a text; nil for null.
  mutating func length() throws(JSONError) -> Int? {
    let start = scanner.position
    switch try scanner.kind() {
    case .null where scanner.takeNull(): return nil
    case .number:
      guard let value = try scanner.number().int else {
        throw scanner.failure("a whole number of pixels", at: start)
      }
      return value
    case .string:
      guard let value = Int(try scanner.string()) else { throw scanner.failure("a whole number of pixels", at: start) }
      return value
    default: throw scanner.failure("a whole number of pixels")
    }
  }

  /// 0 or 1, false or true, or one of these as a text; null is false.
  mutating func isCrowd() throws(JSONError) -> Bool {
    let start = scanner.position
    switch try scanner.kind() {
    case .null where scanner.takeNull(): return false
    case .bool: return try scanner.bool()
    case .number:
      let value = try scanner.double()
      guard value == 0 || value == 1 else { throw scanner.failure("0 or 1, or false or true", at: start) }
      return value == 1
    case .string:
      switch try scanner.string().lowercased() {
      case "0", "false", "": return false
      case "1", "true": return true
      default: throw scanner.failure("0 or 1, or false or true", at: start)
      }
    default: throw scanner.failure("0 or 1, or false or true", at: start)
    }
  }

  private static let rotationNames = JSONNames(["rotation"])

  /// Whether attributes have a rotation, in degrees, after which a box is another one than before.
  mutating func isTurned() throws(JSONError) -> Bool {
    guard try scanner.kind() == .object else {
      try scanner.skipValue()
      return false
    }
    var rotation = 0.0
    try scanner.beginObject()
    while let key = try scanner.nextKey(Self.rotationNames) {
      if key == 0, try scanner.kind() == .number {
        rotation = try scanner.double()
      } else {
        try scanner.skipValue()
      }
    }
    return rotation.isFinite && rotation.remainder(dividingBy: 180) != 0
  }

  /// Four numbers; a null or an empty list is none.
  mutating func box() throws(JSONError) -> RawBox {
    let start = scanner.position
    guard try scanner.kind() == .list else {
      if scanner.takeNull() { return .missing }
      try scanner.skipValue()
      return .other(start)
    }
    var numbers = Frame(x: 0, y: 0, width: 0, height: 0)
    var count = 0
    var isOther = false
    try scanner.beginList()
    while try scanner.nextElement() {
      defer { count += 1 }
      guard try scanner.kind() == .number else {
        isOther = true
        try scanner.skipValue()
        continue
      }
      let value = try scanner.double()
      switch count {
      case 0: numbers.x = value
      case 1: numbers.y = value
      case 2: numbers.width = value
      case 3: numbers.height = value
      default: isOther = true
      }
    }
    if count == 0 { return .missing }
    return isOther || count != 4 ? .other(start) : .frame(numbers)
  }

  /// The value that begins at a place of the text, fit to be shown, at most 60 characters of one line.
  func quoted(at place: Int) -> String {
    var scanner = scanner
    scanner.position = place
    try? scanner.skipValue()
    return self.scanner.text(at: place, before: scanner.position, limit: 60)
  }
}
