// What came of a table: each row's AP with its intervals, and what that says of the paper's order and claims. All of it
// is computed; the words are AblationText's, the page AblationPage's.

import Foundation
import Text

/// A table with its results.
public struct AblationReport: Hashable, Sendable {
  /// A row with what came of it.
  public struct Row: Hashable, Sendable {
    /// The row.
    public var row: AblationTable.Row
    /// Which of its variants is the best, by AP.
    public var chosen: Int
    /// Its AP, with its intervals.
    public var estimate: Estimate
    /// The chosen variant's results, seed by seed.
    public var results: [ExperimentResult]

    /// The chosen variant in words, where there was a choice: "α 0.25".
    public var choice: String {
      guard row.variants.count > 1 else { return "" }
      let others = row.variants.indices.filter { $0 != chosen }.map { Set(row.variants[$0]) }
      return row.variants[chosen].filter { change in others.contains { !$0.contains(change) } }.map(\.text)
        .joined(separator: ", ")
    }
    /// Trainings of it that came to no end.
    public var failures: [String] { results.compactMap(\.failure) }
  }

  /// What came of a claim.
  public struct Verdict: Hashable, Sendable {
    /// The claim.
    public var claim: AblationTable.Claim
    /// By how much the row that should be better is better here.
    public var difference: Difference
    /// The same in the paper, in percent points; nil where it has no numbers.
    public var paper: Double?

    /// What it comes to.
    public var kind: Kind {
      if difference.ap == 0 { return .undecided }
      return difference.isBeyondNoise
        ? (difference.ap > 0 ? .holds : .contradicted) : (difference.ap > 0 ? .sameDirection : .otherDirection)
    }

    /// The five ways in which a claim can end.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
      /// Better here, too, beyond noise.
      case holds
      /// Better here, too, but no more than noise.
      case sameDirection = "same direction"
      /// Equal.
      case undecided
      /// Worse here, but no more than noise.
      case otherDirection = "other direction"
      /// Worse here, beyond noise.
      case contradicted
    }
  }

  /// The table.
  public let table: AblationTable
  /// What all its rows were made from.
  public let base: Experiment
  /// The seeds, in order.
  public let seeds: [UInt64]
  /// In the table's order.
  public let rows: [Row]
  /// Whether the paper's order is found; nil where it has fewer than two numbers.
  public let agreement: OrderAgreement?
  /// What came of each claim.
  public let verdicts: [Verdict]

  /// A report of results.
  ///
  /// - Throws: `ChangeError` if the base cannot have a row's changes, `MissingResultError` if a result is not there.
  public init(
    _ table: AblationTable, base: Experiment, seeds: [UInt64], results: [Experiment: ExperimentResult],
    bootstrap: Bootstrap = Bootstrap()
  ) throws {
    self.table = table
    self.base = base
    self.seeds = seeds
    let draws = table.measured == .precision ? bootstrap : Bootstrap(draws: 1)
    rows = try table.rows.map { row in
      let variants = try row.variants.map { changes in
        try seeds.map { seed in
          let experiment = try table.experiment(changes, base: base, seed: seed)
          guard let result = results[experiment] else {
            throw MissingResultError(table: table.id, row: row.name, seed: seed)
          }
          return result
        }
      }
      // Intervals cost hundreds of evaluations each: only the best variant has them.
      let aps = variants.map { Estimate(seeds: $0.map { $0.ap ?? 0 }, draws: []).ap }
      let chosen = aps.indices.max { (aps[$0], $1) < (aps[$1], $0) } ?? 0
      return Row(row: row, chosen: chosen, estimate: Estimate(variants[chosen], draws), results: variants[chosen])
    }
    let rows = rows
    let known = rows.filter { $0.row.paper != nil }
    agreement =
      known.count > 1 && table.measured == .precision
      ? OrderAgreement(known.map(\.estimate), paper: known.compactMap(\.row.paper)) : nil
    verdicts = table.claims.map { claim in
      let (better, worse) = (rows[claim.better], rows[claim.worse])
      return Verdict(
        claim: claim, difference: Difference(better.estimate, minus: worse.estimate),
        paper: better.row.paper.flatMap { first in worse.row.paper.map { first - $0 } })
    }
  }

  /// The rows that the paper has numbers of, in the order of the agreement.
  public var rowsOfPaper: [Row] { rows.filter { $0.row.paper != nil } }

  /// The measured curves of Figure 4, seed by seed.
  public var focus: [FocusMeasurement] { rows.flatMap { $0.results.compactMap(\.focus) } }
}

/// A result that a report needs and that was not made.
public struct MissingResultError: Error, Hashable, CustomStringConvertible {
  /// The table.
  public var table: String
  /// The row.
  public var row: String
  /// The seed.
  public var seed: UInt64

  /// A result that is missing.
  public init(table: String, row: String, seed: UInt64) {
    self.table = table
    self.row = row
    self.seed = seed
  }

  /// What is missing and what to do.
  public var description: String {
    "table \(table): there is no result of the row '\(row)' with seed \(seed); make the experiments of the table first"
  }
}
