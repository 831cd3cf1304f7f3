// How far AP would move with other pictures: the pictures drawn again, with replacement (Efron, 1979).

import Randomness

/// A range that holds 95 of 100 values.
public struct Interval: Hashable, Sendable, Codable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// A range from its ends.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether all of it lies on one side of 0.
  public var excludesZero: Bool { low > 0 || high < 0 }

  /// The 2.5 % and 97.5 % quantiles of some values; nil for none.
  ///
  /// Of the values in order those at ⌊0.025 n⌋ and ⌈0.975 n⌉ - 1 are taken: of 40 the second and the 39th.
  public init?(quantilesOf values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let cut = Int(0.025 * Double(sorted.count))
    (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
  }
}

/// Draws of a set's pictures, the same for every result that is compared.
///
/// Two detectors that were measured on the same pictures find the same ones hard. Their difference is much surer than
/// either number: so both are computed on each draw, and the differences are looked at (the paired bootstrap).
public struct Bootstrap: Hashable, Sendable {
  /// How many draws there are.
  public let draws: Int
  /// What decides them.
  public let seed: UInt64

  /// Draws of a seed.
  ///
  /// - Precondition: `draws` ≥ 1.
  public init(draws: Int = 400, seed: UInt64 = 0) {
    precondition(draws >= 1, "draws must be at least 1, found \(draws)")
    self.draws = draws
    self.seed = seed
  }

  /// How often each of so many pictures is in a draw; the sum is their number.
  public func times(pictures: Int, draw: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, UInt64(draw))
    var times = [Int](repeating: 0, count: pictures)
    for _ in 0..<pictures { times[generator.integer(in: 0...pictures - 1)] += 1 }
    return times
  }

  /// AP of every draw; 0 where a draw has nothing to be found.
  public func aps(of pictures: ScoredPictures) -> [Double] {
    (0..<draws).map { pictures.ap(times: times(pictures: pictures.count, draw: $0)) ?? 0 }
  }
}
