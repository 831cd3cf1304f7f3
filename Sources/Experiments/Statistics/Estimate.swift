// What is known of a setting from its runs, and of the difference of two settings.

import Foundation

/// A setting's AP over its seeds, and how far it would move with other pictures.
public struct Estimate: Hashable, Sendable {
  /// AP of each seed, in 0…1; a training that failed counts as 0.
  public let seeds: [Double]
  /// The mean over the seeds on each draw of the pictures; empty if nothing was drawn.
  public let draws: [Double]

  /// An estimate of one setting.
  ///
  /// - Precondition: there is at least one seed.
  public init(seeds: [Double], draws: [Double]) {
    precondition(!seeds.isEmpty, "seeds must be at least one, found none")
    self.seeds = seeds
    self.draws = draws
  }

  /// An estimate from the results of one setting, one for each seed.
  public init(_ results: [ExperimentResult], _ bootstrap: Bootstrap) {
    let drawn = results.map { result in
      result.pictures.map(bootstrap.aps) ?? [Double](repeating: 0, count: bootstrap.draws)
    }
    self.init(
      seeds: results.map { $0.ap ?? 0 },
      draws: (0..<bootstrap.draws).map { draw in drawn.reduce(0) { $0 + $1[draw] } / Double(drawn.count) })
  }

  /// The mean over the seeds.
  public var ap: Double { seeds.reduce(0, +) / Double(seeds.count) }

  /// Where AP lies with other pictures, for 95 of 100 draws.
  public var overPictures: Interval? { Interval(quantilesOf: draws) }

  /// The lowest and the highest seed; nil for a single one.
  public var overSeeds: Interval? {
    guard seeds.count > 1, let low = seeds.min(), let high = seeds.max() else { return nil }
    return Interval(low: low, high: high)
  }
}

/// By how much one setting is better than another, and whether that is more than noise.
///
/// Two things can move it: other pictures, for which the draws of both are compared one by one, and other seeds, for
/// which the differences of equal seeds are taken as a sample:
///
/// ```
/// mean ± t · s / √n       n seeds, s the deviation of the differences, t of Student's distribution with n - 1
/// ```
public struct Difference: Hashable, Sendable {
  /// The first minus the second.
  public let ap: Double
  /// Over pictures.
  public let overPictures: Interval?
  /// Over seeds; nil if there are not two at least.
  public let overSeeds: Interval?

  /// The first minus the second, of equally many seeds in the same order, and with the same draws.
  public init(_ first: Estimate, minus second: Estimate) {
    precondition(
      first.seeds.count == second.seeds.count && first.draws.count == second.draws.count,
      "estimates must have the same seeds and draws to be compared, found \(first.seeds.count) and \(second.seeds.count) "
        + "seeds, \(first.draws.count) and \(second.draws.count) draws")
    ap = first.ap - second.ap
    overPictures = Interval(quantilesOf: zip(first.draws, second.draws).map(-))
    overSeeds = Self.interval(of: zip(first.seeds, second.seeds).map(-))
  }

  /// Whether every interval that there is lies on one side of 0; false without any.
  public var isBeyondNoise: Bool {
    let intervals = [overPictures, overSeeds].compactMap(\.self)
    return !intervals.isEmpty && intervals.allSatisfy(\.excludesZero)
  }

  /// The 95 % interval of the mean of some values.
  static func interval(of values: [Double]) -> Interval? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    let half = student(degrees: values.count - 1) * (variance / Double(values.count)).squareRoot()
    return Interval(low: mean - half, high: mean + half)
  }

  /// The 97.5 % quantile of Student's distribution: 12.706 for one degree of freedom, 1.960 for very many.
  static func student(degrees: Int) -> Double {
    let table = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
    if degrees <= table.count { return table[max(degrees, 1) - 1] }
    let inverse = 1 / Double(degrees)
    // The normal distribution's quantile and the first terms of the expansion by 1/n (Abramowitz and Stegun, 26.7.5).
    return 1.95996 + inverse * (2.3723 + inverse * (2.8225 + inverse * 2.5558))
  }
}
