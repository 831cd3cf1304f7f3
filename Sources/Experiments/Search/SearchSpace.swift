// The axes of a search together: all their combinations, or some drawn at random.

import Randomness

/// One place of a search: a value for each axis.
public struct SearchPoint: Hashable, Sendable {
  /// A value.
  public struct Value: Hashable, Sendable {
    /// Of what.
    public var parameter: SearchParameter
    /// As the command line says it.
    public var word: String
    /// What it changes.
    public var change: Change
  }

  /// A value for each axis, in their order.
  public var values: [Value]
  /// "lr 0.004, gamma 2".
  public var name: String { values.map { "\($0.parameter.rawValue) \($0.word)" }.joined(separator: ", ") }
  /// What it changes.
  public var changes: [Change] { values.map(\.change) }
}

/// The axes of a search.
public struct SearchSpace: Hashable, Sendable {
  /// At least one, each option once.
  public let axes: [SearchAxis]

  /// The axes of texts with commas between.
  ///
  /// - Throws: `SearchSpaceError` for a text that is no axis, and for an option that is there twice.
  public init(_ texts: [String]) throws(SearchSpaceError) {
    var axes: [SearchAxis] = []
    for text in texts.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }) {
      let axis = try SearchAxis(text)
      if axes.contains(where: { $0.parameter == axis.parameter }) {
        throw SearchSpaceError(text: text, expected: "each option once")
      }
      axes.append(axis)
    }
    self.axes = axes
  }

  private func point(_ words: [String]) -> SearchPoint {
    SearchPoint(
      values: zip(axes, words).compactMap { axis, word in
        axis.parameter.change(word).map { .init(parameter: axis.parameter, word: word, change: $0) }
      })
  }

  /// All combinations, in an order that a seed decides: a search that ends early has not been in one corner alone.
  public func grid(seed: UInt64) -> [SearchPoint] {
    var rows: [[String]] = [[]]
    for axis in axes { rows = rows.flatMap { row in axis.words.map { row + [$0] } } }
    var generator = SeededGenerator(seed: seed, 1)
    return rows.shuffled(using: &generator).map(point)
  }

  /// How many combinations there are; `Int.max` for more than can be counted.
  public var gridCount: Int {
    axes.reduce(1) { count, axis in
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.words.count)
      return overflows ? .max : product
    }
  }

  /// A place drawn at random: the same for the same seed and number.
  public func point(_ number: Int, seed: UInt64) -> SearchPoint {
    var generator = SeededGenerator(seed: seed, 2, UInt64(number))
    return point(axes.map { $0.word(using: &generator) })
  }
}
