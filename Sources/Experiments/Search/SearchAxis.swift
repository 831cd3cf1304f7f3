// One axis of a search: an option with a list of values or a range, as the command line says it.

import Formats
import Foundation
import Randomness
import Text

/// Why a text says no axis of a search.
public struct SearchSpaceError: Error, Hashable, CustomStringConvertible {
  /// The text.
  public var text: String
  /// What was expected.
  public var expected: String

  /// An error of a text.
  public init(text: String, expected: String) {
    self.text = text
    self.expected = expected
  }

  /// What was expected and what was found.
  public var description: String { "expected \(expected), found '\(text)'" }
}

/// An option and the values that it can have.
///
/// ```
/// lr=0.001..0.03     every number between, by factors for rates, priors and decay; a grid takes three of them
/// lr=0.001..0.03:5   a grid takes five
/// gamma=1|2|3        these
/// augment=none|flip  these
/// ```
public struct SearchAxis: Hashable, Sendable {
  /// The values.
  public enum Values: Hashable, Sendable {
    /// Some, by their words.
    case choices([String])
    /// All between two numbers; of them a grid takes so many.
    case range(ClosedRange<Double>, points: Int)
  }

  /// What is varied.
  public let parameter: SearchParameter
  /// The values that it can have.
  public let values: Values

  /// Reads an axis.
  ///
  /// - Throws: `SearchSpaceError` for an option that cannot be varied, and for values that it cannot have.
  public init(_ text: String) throws(SearchSpaceError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let parameter = SearchParameter(rawValue: parts[0]) else {
      throw SearchSpaceError(
        text: text,
        expected: "an option and its values, such as lr=0.001..0.03 or gamma=1|2|3, of "
          + SearchParameter.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.parameter = parameter
    if parts[1].contains("..") {
      values = try Self.range(parts[1], of: parameter, text)
      return
    }
    let words = parts[1].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    for word in words where parameter.change(word) == nil {
      throw SearchSpaceError(text: text, expected: Self.expectation(parameter))
    }
    guard Set(words.compactMap(parameter.change)).count == words.count else {
      throw SearchSpaceError(text: text, expected: "different values")
    }
    values = .choices(words)
  }

  private static func expectation(_ parameter: SearchParameter) -> String {
    switch parameter {
    case .augment: "none, flip or standard with | between"
    case .scales, .ratios: "whole numbers with | between, such as 1|3"
    default: "numbers with | between, such as 1|2|3, or a range such as 0.001..0.03"
    }
  }

  private static func range(
    _ text: String, of parameter: SearchParameter, _ whole: String
  ) throws(SearchSpaceError) -> Values {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let ends = parts[0].components(separatedBy: "..").map { decimalNumber($0) }
    let points = parts.count == 2 ? Int(parts[1]) : 3
    guard parts.count <= 2, let points, points >= 2, points <= 1_000, ends.count == 2, let low = ends[0],
      let high = ends[1], low.isFinite, high.isFinite, low < high, parameter != .augment, !parameter.isWhole,
      low > 0 || !parameter.isLogarithmic
    else {
      throw SearchSpaceError(
        text: whole,
        expected: parameter == .augment || parameter.isWhole
          ? expectation(parameter)
          : "a range from a lower to a higher number\(parameter.isLogarithmic ? " above 0" : ""), and after a colon how "
            + "many of them a grid takes, such as 0.001..0.03:4")
    }
    return .range(low...high, points: points)
  }

  /// The words of a grid.
  var words: [String] {
    switch values {
    case .choices(let words): words
    case .range(let range, let points):
      (0..<points).map { Self.word(number(at: Double($0) / Double(points - 1), in: range)) }
    }
  }

  /// A word drawn at random.
  func word(using generator: inout SeededGenerator) -> String {
    switch values {
    case .choices(let words): words[generator.integer(in: 0...words.count - 1)]
    case .range(let range, _): Self.word(number(at: generator.uniform(), in: range))
    }
  }

  private func number(at place: Double, in range: ClosedRange<Double>) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    return parameter.isLogarithmic ? low * pow(high / low, place) : low + (high - low) * place
  }

  /// Three digits are enough for settings, and can be typed again.
  private static func word(_ number: Double) -> String { number.significant(digits: 3) }
}
