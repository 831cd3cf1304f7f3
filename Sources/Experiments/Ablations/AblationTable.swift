// What a table of ablations is: a title, rows with their differences, and what the paper says of each. A value, nothing
// else; who runs it is Laboratory, and what comes of it an AblationReport.

import Training

/// A table of experiments that differ in one thing.
public struct AblationTable: Hashable, Sendable {
  /// One row: a setting, or the best of several.
  public struct Row: Hashable, Sendable {
    /// What stands in the columns before the numbers.
    public var cells: [String]
    /// The settings that are tried, each a list of changes; the row's is the one of the largest AP.
    public var variants: [[Change]]
    /// The paper's AP in percent, if it has this row.
    public var paper: Double?

    /// A row of one setting.
    public init(_ cells: String..., changes: [Change], paper: Double? = nil) {
      self.init(cells: cells, variants: [changes], paper: paper)
    }

    /// A row of the best of several settings.
    public init(cells: [String], variants: [[Change]], paper: Double? = nil) {
      precondition(!variants.isEmpty, "variants must be at least one, found none")
      self.cells = cells
      self.variants = variants
      self.paper = paper
    }

    /// The row in one line: "γ 2.0, α .25".
    public var name: String { cells.joined(separator: ", ") }
  }

  /// Something that the paper says: one row is better than another.
  public struct Claim: Hashable, Sendable {
    /// In words, as the text of the paper has it.
    public var text: String
    /// The place of the row that should be better.
    public var better: Int
    /// The place of the other one.
    public var worse: Int

    /// A claim about two rows.
    public init(_ text: String, better: Int, worse: Int) {
      self.text = text
      self.better = better
      self.worse = worse
    }
  }

  /// The word by which the command calls it: "1a".
  public var id: String
  /// What is varied.
  public var title: String
  /// Where the paper has it: "Table 1a, section 5.1"; nil if it has no such table.
  public var source: String?
  /// The names of the columns before the numbers.
  public var columns: [String]
  /// What all rows have in common, beside the base.
  public var common: [Change]
  /// From top to bottom.
  public var rows: [Row]
  /// What the paper says of the rows.
  public var claims: [Claim]
  /// Why shapes may differ from COCO here, in sentences.
  public var differences: String
  /// What is measured.
  public var measured: Experiment.Measured

  /// A table.
  public init(
    id: String, title: String, source: String? = nil, columns: [String], common: [Change] = [], rows: [Row],
    claims: [Claim] = [], differences: String, measured: Experiment.Measured = .precision
  ) {
    for claim in claims {
      precondition(
        rows.indices.contains(claim.better) && rows.indices.contains(claim.worse),
        "claims must be about rows 0 ..< \(rows.count), found \(claim.better) and \(claim.worse)")
    }
    self.id = id
    self.title = title
    self.source = source
    self.columns = columns
    self.common = common
    self.rows = rows
    self.claims = claims
    self.differences = differences
    self.measured = measured
  }

  /// The experiment of a row's variant.
  ///
  /// - Throws: `ChangeError` if the base cannot have the changes.
  public func experiment(_ changes: [Change], base: Experiment, seed: UInt64) throws(ChangeError) -> Experiment {
    var experiment = try base.with(seed: seed).applying(common + changes)
    experiment.measured = measured
    return experiment
  }

  /// All experiments of the table, seed by seed.
  public func experiments(base: Experiment, seeds: [UInt64]) throws(ChangeError) -> [Experiment] {
    var all: [Experiment] = []
    for seed in seeds {
      for row in rows {
        for changes in row.variants { all.append(try experiment(changes, base: base, seed: seed)) }
      }
    }
    return all
  }
}

extension AblationTable {
  /// Why no table of shapes is COCO's, whatever it is about.
  public static let generalDifferences = """
    Shapes are three classes on 128 × 128 pixels or fewer, with some 3 000 anchors a picture; COCO has 80 classes and, \
    at 600 pixels, some 68 000 anchors. The imbalance that the focal loss is made for is smaller here by an order of \
    magnitude. The paper trains ResNet-50, which has seen ImageNet, for 90 000 steps by SGD; here a network of 1.2 \
    million parameters begins from random numbers and learns for some hundred steps by AdamW or its like, which divide \
    the size of a gradient out again, and with it most of what a constant factor before a loss does. AP itself cannot be compared, \
    only which setting is better.
    """

  /// All tables, the paper's first.
  public static let all: [AblationTable] = [
    .balancedCrossEntropy, .focusing, .anchorDensity, .mining, .priorProbability, .lossDistribution, .assigners,
    .boxLosses, .suppressions, .conventions, .pyramidLevels, .augmentations,
  ]
}
