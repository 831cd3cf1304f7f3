// `retinanet ablate`: the paper's tables, and some that it does not have, on shapes.

import CommandLineTool
import Experiments
import Foundation
import Kernels
import Text

/// Makes tables of ablations.
struct AblateCommand: Command {
  /// The tables, and two words for more and for less than one.
  enum Table: String, CaseIterable, Sendable {
    case balancedCrossEntropy = "1a"
    case focusing = "1b"
    case anchorDensity = "1c"
    case mining = "1d"
    case prior, figure4, assigners
    case boxLosses = "box-losses"
    case suppression, conventions, levels, augmentation, all, list

    /// The tables that a word stands for.
    var tables: [AblationTable] {
      switch self {
      case .all, .list: AblationTable.all
      default: AblationTable.all.filter { $0.id == rawValue }
      }
    }
  }

  static let tables = Argument.positionals(
    .choice("table") as ValueType<Table>,
    help: "1a: α of balanced cross entropy; 1b: γ of the focal loss; 1c: sizes and ratios of the anchors; 1d: mined "
      + "negatives; and others; all of them; or list, which says what there is.")
  static let output = Argument.option(
    "output", short: "o", .path("folder"), default: URL(fileURLWithPath: "runs/ablate"),
    help: "Where results, charts and pages are kept; results that are there are used again.")
  static let specification = CommandSpecification(
    name: "ablate", overview: "Make the paper's tables on shapes: train a detector for every row, and compare.",
    discussion: """
      Every row is trained and measured, beside what the paper found on COCO; then it is computed in how far the order \
      of the rows is the same, and which of the paper's sentences hold here beyond noise: over pictures, by drawing \
      them again, and over seeds. Charts and pages are written beside the results.
      Every result is written as soon as it is there: a call that was stopped goes on where it was, and tables share \
      the trainings that they have in common. 'ablate 1a 1b 1c 1d --quick' takes some ten minutes on two quiet cores.
      """,
    arguments: [
      tables, LaboratoryArguments.quick, LaboratoryArguments.seeds, LaboratoryArguments.steps,
      LaboratoryArguments.validationImages, LaboratoryArguments.draws, output, LaboratoryArguments.json,
      TrainArguments.threads,
    ])

  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    let words = arguments[Self.tables]
    if words.contains(.list), words.count > 1 { throw UsageError("'list' stands alone: it makes no table.") }
    if words.contains(.list), arguments[LaboratoryArguments.json] {
      throw UsageError("'list' is for reading: give it without '--json'.")
    }
  }

  func run(console: Console) throws {
    let words = arguments[Self.tables]
    if words == [.list] {
      console.print(Self.list)
      return
    }
    let wanted = Set(words.flatMap(\.tables).map(\.id))
    try Threads.with(arguments[TrainArguments.threads]) {
      try make(AblationTable.all.filter { wanted.contains($0.id) }, console: console)
    }
  }

  /// A line for each table.
  static var list: String {
    textTable(
      [["table", "what is varied", "rows", "in the paper"]]
        + AblationTable.all.map { [$0.id, $0.title, "\($0.rows.count)", $0.source ?? "–"] },
      columns: [.left, .left, .right, .left], hasRule: true)
  }

  private func make(_ tables: [AblationTable], console: Console) throws {
    let base = LaboratoryArguments.base(arguments)
    let seeds = arguments[LaboratoryArguments.seeds]
    let folder = arguments[Self.output]
    try makeFolder(folder)
    // Seed by seed, so that the pictures of one are drawn once for all tables.
    let experiments = try seeds.flatMap { seed in
      try tables.flatMap { try $0.experiments(base: base, seeds: [seed]) }
    }
    let isJSON = arguments[LaboratoryArguments.json]
    let names = try Self.names(tables, base: base, seeds: seeds)
    let monitor = LaboratoryMonitor(console: console, isSilent: isJSON) { names[$0] ?? "" }
    let results = try Laboratory(in: folder).results(of: experiments, observe: monitor.show)
    let reports = try tables.map {
      try AblationReport(
        $0, base: base, seeds: seeds, results: results,
        bootstrap: Bootstrap(draws: arguments[LaboratoryArguments.draws]))
    }
    let written = try write(reports, to: folder)
    if isJSON {
      try console.print(json: reports.map(AblationRecord.init))
      return
    }
    for report in reports { console.print("\n" + report.text) }
    console.print("\n" + AblationTable.generalDifferences.wrapped(columns: 100))
    console.print("\nPage:   \(written.page.relativePath)")
    console.print("Charts: \(written.charts.map(\.relativePath).joined(separator: ", "))")
  }

  /// What each experiment is called: the first table and row that it is of.
  private static func names(
    _ tables: [AblationTable], base: Experiment, seeds: [UInt64]
  ) throws -> [Experiment: String] {
    var names: [Experiment: String] = [:]
    for table in tables {
      for row in table.rows {
        for changes in row.variants {
          let detail = row.variants.count > 1 ? ", " + (changes.last?.text ?? "") : ""
          for seed in seeds {
            let experiment = try table.experiment(changes, base: base, seed: seed)
            if names[experiment] == nil { names[experiment] = "\(table.id) \(row.name)\(detail)" }
          }
        }
      }
    }
    return names
  }

  private func write(_ reports: [AblationReport], to folder: URL) throws -> (page: URL, charts: [URL]) {
    var charts: [URL] = []
    for report in reports {
      for chart in report.charts {
        let name = report.table.id + (chart.name.isEmpty ? "" : "-\(chart.name)") + ".svg"
        charts.append(folder.appendingPathComponent(name))
        try writeFile(Data(chart.svg.utf8), to: charts[charts.count - 1])
      }
    }
    let page =
      reports.count == 1
      ? reports[0].page : AblationReport.page(of: reports, title: "Experiments with a small RetinaNet")
    let file = folder.appendingPathComponent(reports.count == 1 ? "\(reports[0].table.id).html" : "tables.html")
    try writeFile(Data(page.html.utf8), to: file)
    return (file, charts)
  }
}
