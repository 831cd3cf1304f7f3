// Numbers as findings show them, and the few statistics that they are made of.

import Text

extension Double {
  /// A share as a percentage with one digit: "11.3 %".
  var percentText: String { "\(percent(digits: 1)) %" }

  /// Four significant digits, as short as they can be.
  var short: String { significant(digits: 4) }
}

extension Collection where Element == Double {
  /// The middle of the values, the mean of the two middle ones of an even number; nil of none.
  var median: Double? {
    let sorted = self.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Their sum divided by their number; nil of none.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

  /// The root of the mean square distance to the mean; nil of none.
  var deviation: Double? {
    guard let mean else { return nil }
    return (map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)).squareRoot()
  }
}

extension Collection where Element == Float {
  /// The root of the sum of their squares.
  var norm: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
}

extension Collection {
  /// The share of the elements for which something holds, 0…1; 0 of none.
  func share(where isMeant: (Element) -> Bool) -> Double {
    isEmpty ? 0 : Double(count(where: isMeant)) / Double(count)
  }
}
