// The types that values on the command line can have: how each is read, checked, shown and called in help.

import Boxes
import Formats
import Foundation

/// Reads one value from its text, and says what was expected when it cannot.
public struct ValueType<Value: Sendable>: Sendable {
  /// What stands for the value in help.
  public var placeholder: String
  /// The admitted words, if there are only some.
  public var choices: [String] = []
  /// What a value must be, for the message: "an integer from 1 to 10".
  public var expectation: String
  /// The value of a text, or nil.
  public var value: @Sendable (String) -> Value?
  /// The text of a value, as help shows a default.
  public var text: @Sendable (Value) -> String

  /// A type from how it is read, shown and called.
  public init(
    placeholder: String, choices: [String] = [], expectation: String,
    value: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
  ) {
    self.placeholder = placeholder
    self.choices = choices
    self.expectation = expectation
    self.value = value
    self.text = text
  }

  func parsed(_ text: String, for label: String) throws(UsageError) -> Value {
    guard let value = value(text) else {
      guard !choices.isEmpty else { throw .value(text, for: label, expected: expectation) }
      throw .choice(text, for: label, among: choices)
    }
    return value
  }

  func parsed(_ texts: [String], for label: String) throws(UsageError) -> [Value] {
    var values: [Value] = []
    for text in texts { values.append(try parsed(text, for: label)) }
    return values
  }

  /// The same type under another name in help.
  public func named(_ placeholder: String) -> ValueType {
    var copy = self
    copy.placeholder = placeholder
    return copy
  }
}

extension ValueType<Int> {
  /// An integer within a range.
  public static func integer(_ placeholder: String = "n", in range: ClosedRange<Int> = Int.min...Int.max) -> ValueType {
    ValueType(
      placeholder: placeholder, expectation: "an integer" + bounds(range, lowest: .min, highest: .max),
      value: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, text: { "\($0)" })
  }
}

extension ValueType<UInt64> {
  /// A seed: any integer of 64 bits without a sign.
  public static let seed = ValueType(
    placeholder: "seed", expectation: "an integer from 0 to \(UInt64.max)", value: { UInt64($0) }, text: { "\($0)" })
}

extension ValueType<Double> {
  /// A finite number within a range.
  public static func number(
    _ placeholder: String = "x",
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) -> ValueType {
    ValueType(
      placeholder: placeholder,
      expectation: "a number"
        + bounds(range, lowest: -.greatestFiniteMagnitude, highest: .greatestFiniteMagnitude, text: plain),
      value: { decimalNumber($0).flatMap { range.contains($0) ? $0 : nil } }, text: plain)
  }

  /// A number above 0, such as a rate that would do nothing at 0.
  public static func positive(_ placeholder: String = "x", upTo limit: Double) -> ValueType {
    ValueType(
      placeholder: placeholder, expectation: "a number above 0 and at most \(plain(limit))",
      value: { decimalNumber($0).flatMap { $0 > 0 && $0 <= limit ? $0 : nil } }, text: plain)
  }
}

extension ValueType<String> {
  /// Any text, such as a word to look for.
  public static func text(_ placeholder: String) -> ValueType {
    ValueType(placeholder: placeholder, expectation: "a text", value: { $0 }, text: { $0 })
  }
}

extension ValueType<URL> {
  /// The path of a file or folder; whether it exists is for the command to find out.
  public static func path(_ placeholder: String = "file") -> ValueType {
    ValueType(
      placeholder: placeholder, expectation: "a path", value: { $0.isEmpty ? nil : URL(fileURLWithPath: $0) },
      text: { $0.relativePath })
  }
}

extension ValueType<URL> {
  /// The path of a PNG file that is written: under another ending it would be taken for what it is not.
  public static let png = ValueType(
    placeholder: "file", expectation: "a path that ends in .png, for PNG is what is written",
    value: { text in
      let url = URL(fileURLWithPath: text)
      let ending = url.pathExtension.lowercased()
      return !text.isEmpty && ["", "png"].contains(ending) ? url : nil
    },
    text: { $0.relativePath })
}

extension ValueType where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the words of an enumeration.
  public static func choice(_ placeholder: String) -> ValueType {
    let words = Value.allCases.map(\.rawValue)
    return ValueType(
      placeholder: placeholder, choices: words, expectation: "one of \(words.joined(separator: ", "))",
      value: { Value(rawValue: $0) }, text: { $0.rawValue })
  }
}

extension ValueType<ImageSize> {
  /// `HxW` or one number for a square, each side within the range.
  public static func imageSize(in range: ClosedRange<Int>) -> ValueType {
    ValueType(
      placeholder: "size",
      expectation:
        "a height and width such as 480x640, or one number for both,\(bounds(range, lowest: .min, highest: .max))",
      value: { text in
        let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        switch sides.count {
        case 1: return square(sides[0], sides[0], in: range)
        case 2: return square(sides[0], sides[1], in: range)
        default: return nil
        }
      },
      text: { $0.height == $0.width ? "\($0.height)" : "\($0.height)x\($0.width)" })
  }

  private static func square(_ height: Int?, _ width: Int?, in range: ClosedRange<Int>) -> ImageSize? {
    guard let height, let width, range.contains(height), range.contains(width) else { return nil }
    return ImageSize(height: height, width: width)
  }
}

/// " from 1 to 10", " of at least 1", " of at most 10", or nothing where there is no bound.
private func bounds<Bound>(
  _ range: ClosedRange<Bound>, lowest: Bound, highest: Bound, text: (Bound) -> String = { "\($0)" }
) -> String {
  switch (range.lowerBound == lowest, range.upperBound == highest) {
  case (true, true): ""
  case (false, true): " of at least \(text(range.lowerBound))"
  case (true, false): " of at most \(text(range.upperBound))"
  case (false, false): " from \(text(range.lowerBound)) to \(text(range.upperBound))"
  }
}

/// A number as one types it: 3 and not 3.0.
private func plain(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
