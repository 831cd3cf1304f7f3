// A report of a table as values for other programs: what `retinanet ablate --json` prints.

/// A table's results as JSON holds them; AP in 0…1, the paper's in percent as it is printed there.
public struct AblationRecord: Hashable, Sendable, Codable {
  /// One row.
  public struct Row: Hashable, Sendable, Codable {
    /// The cells before the numbers.
    public var cells: [String]
    /// Which of several settings is the row's; empty without a choice.
    public var choice: String
    /// The paper's AP, in percent.
    public var paper: Double?
    /// The mean over the seeds.
    public var ap: Double
    /// Of each seed.
    public var seeds: [Double]
    /// Where AP lies with other pictures.
    public var overPictures: Interval?
    /// Trainings that came to no end.
    public var failures: [String]
  }

  /// One claim.
  public struct Claim: Hashable, Sendable, Codable {
    /// What the paper says.
    public var text: String
    /// What came of it.
    public var verdict: AblationReport.Verdict.Kind
    /// The difference of the two rows.
    public var ap: Double
    /// Over pictures.
    public var overPictures: Interval?
    /// Over seeds.
    public var overSeeds: Interval?
  }

  /// The table.
  public var table: String
  /// What it varies.
  public var title: String
  /// Where the paper has it.
  public var source: String?
  /// The seeds.
  public var seeds: [UInt64]
  /// Its rows.
  public var rows: [Row]
  /// Spearman's rank correlation with the paper.
  public var correlation: Double?
  /// Its claims.
  public var claims: [Claim]
  /// Figure 4, seed by seed.
  public var focus: [FocusMeasurement]

  /// The record of a report.
  public init(_ report: AblationReport) {
    table = report.table.id
    title = report.table.title
    source = report.table.source
    seeds = report.seeds
    rows =
      report.table.measured == .precision
      ? report.rows.map {
        Row(
          cells: $0.row.cells, choice: $0.choice, paper: $0.row.paper, ap: $0.estimate.ap, seeds: $0.estimate.seeds,
          overPictures: $0.estimate.overPictures, failures: $0.failures)
      } : []
    correlation = report.agreement?.correlation
    claims = report.verdicts.map {
      Claim(
        text: $0.claim.text, verdict: $0.kind, ap: $0.difference.ap, overPictures: $0.difference.overPictures,
        overSeeds: $0.difference.overSeeds)
    }
    focus = report.focus
  }
}
