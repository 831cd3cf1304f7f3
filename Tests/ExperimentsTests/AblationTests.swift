import Foundation
import Testing

@testable import Experiments

@Suite("Tables of ablations")
struct AblationTableTests {
  @Test(
    "The paper's numbers are those of its text: at most 31.1, 2.9 more with γ = 2, 3.2 above mining, 3.7 by anchors")
  func numbers() throws {
    func papers(_ table: AblationTable) -> [Double] { table.rows.compactMap(\.paper) }
    let (entropy, focusing) = (papers(.balancedCrossEntropy), papers(.focusing))
    let (anchors, mining) = (papers(.anchorDensity), papers(.mining))
    #expect(entropy == [0, 10.8, 30.2, 31.1, 30.8, 28.7, 25.1] && entropy.max() == 31.1)
    #expect(focusing == [31.1, 31.4, 31.9, 32.9, 33.7, 34.0, 32.2])
    #expect(abs(focusing[5] - focusing[0] - 2.9) < 1e-9)
    #expect(anchors == [30.3, 31.9, 31.8, 32.4, 34.2, 34.0, 33.8] && abs(anchors[5] - anchors[0] - 3.7) < 1e-9)
    #expect(mining == [31.1, 31.8, 30.6, 32.8, 31.0, 27.6, 31.1, 28.3, 24.0, 36.0])
    let best = try #require(mining.dropLast().max())
    #expect(abs(36.0 - best - 3.2) < 1e-9)
  }

  @Test("Every row of every table can be made, from both bases, and no two rows of one are the same experiment")
  func experiments() throws {
    #expect(Set(AblationTable.all.map(\.id)).count == AblationTable.all.count)
    for table in AblationTable.all {
      for base in [Experiment.quick(), .full()] {
        let experiments = try table.experiments(base: base, seeds: [0, 1])
        #expect(experiments.count == 2 * table.rows.reduce(0) { $0 + $1.variants.count })
        #expect(Set(experiments).count == experiments.count, "\(table.id)")
      }
      #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count }, "\(table.id)")
      #expect(!table.differences.isEmpty)
    }
  }

  @Test("Every claim about numbers of the paper is true of the paper's numbers")
  func claims() {
    for table in AblationTable.all {
      for claim in table.claims {
        guard let better = table.rows[claim.better].paper, let worse = table.rows[claim.worse].paper else { continue }
        #expect(better > worse, "\(table.id): \(claim.text)")
      }
    }
  }

  @Test("The four tables share what they have in common: 40 trainings for 45 settings; all of suppression is one")
  func sharing() throws {
    let base = Experiment.quick()
    let tables = [AblationTable.balancedCrossEntropy, .focusing, .anchorDensity, .mining]
    let experiments = try tables.flatMap { try $0.experiments(base: base, seeds: [0]) }
    #expect(experiments.count == 45)
    #expect(Set(try experiments.map { try $0.trainingKey() }).count == 40)
    let suppression = try AblationTable.suppressions.experiments(base: base, seeds: [0])
    #expect(Set(try suppression.map { try $0.trainingKey() }).count == 1)
  }
}

@Suite("Reports of ablations")
struct AblationReportTests {
  private let base = Experiment.quick()

  private func report(
    _ table: AblationTable, seeds: [UInt64] = [0], found: (Experiment) -> Int
  ) throws -> AblationReport {
    let experiments = try table.experiments(base: base, seeds: seeds)
    let results = Dictionary(experiments.map { ($0, result($0, found: found($0))) }) { first, _ in first }
    return try AblationReport(
      table, base: base, seeds: seeds, results: results, bootstrap: Bootstrap(draws: 60))
  }

  private func gamma(_ experiment: Experiment) -> Double {
    experiment.configuration.learning.classLoss.focal?.gamma ?? -1
  }

  private func alpha(_ experiment: Experiment) -> Double {
    experiment.configuration.learning.classLoss.focal?.weight(isPositive: true) ?? -1
  }

  @Test("A table that goes as the paper's has a rank correlation of 1, and its claims hold")
  func agreeing() throws {
    // 0.1, 0.999, 0.99 … as the paper orders them.
    let order = [0.1, 0.25, 0.999, 0.99, 0.5, 0.9, 0.75]
    let report = try report(.balancedCrossEntropy) { 5 * (order.firstIndex(of: alpha($0)) ?? 0) }
    let agreement = try #require(report.agreement)
    #expect(agreement.correlation == 1 && agreement.same == agreement.pairs && agreement.pairs == 21)
    #expect(report.verdicts.map(\.kind) == [.holds, .holds, .holds])
    #expect(report.text.contains("Rank correlation with the paper 1.00 over 7 rows. Of 21 pairs"))
  }

  @Test("A table that goes the other way says so, pair by pair")
  func contradicting() throws {
    let report = try report(.balancedCrossEntropy) { Int(36 - 30 * alpha($0)) }
    let agreement = try #require(report.agreement)
    #expect((agreement.correlation ?? 1) < 0 && !agreement.contradictions.isEmpty)
    #expect(report.verdicts[1].kind == .contradicted && report.text.contains("the opposite here"))
  }

  @Test("Equal rows have no order: no correlation, and claims are undecided")
  func equal() throws {
    let report = try report(.balancedCrossEntropy) { _ in 20 }
    #expect(report.agreement?.correlation == nil && report.verdicts.allSatisfy { $0.kind == .undecided })
    #expect(report.text.contains("No rank correlation"))
  }

  @Test("The row of a γ is its best α, by the mean over the seeds")
  func choice() throws {
    let report = try report(.focusing, seeds: [0, 1]) { experiment in
      // With one seed 0.75 looks best.
      if self.alpha(experiment) == 0.75 { return experiment.options.seed == 0 ? 30 : 2 }
      return self.alpha(experiment) == 0.5 ? 20 : 10
    }
    #expect(report.rows.allSatisfy { $0.choice == "α 0.5" && $0.estimate.seeds.count == 2 })
    #expect(report.lines[0].contains("best with") && report.lines[1].contains("α 0.5"))
  }

  @Test("A training that failed is 0 in its row and said below the table")
  func failures() throws {
    let experiments = try AblationTable.balancedCrossEntropy.experiments(base: base, seeds: [0])
    var results = Dictionary(experiments.map { ($0, result($0, found: 20)) }) { first, _ in first }
    var failed = ExperimentResult(experiments[0])
    failed.failure = "step 3: the loss is not finite"
    results[experiments[0]] = failed
    let report = try AblationReport(
      .balancedCrossEntropy, base: base, seeds: [0], results: results, bootstrap: Bootstrap(draws: 30))
    #expect(report.rows[0].estimate.ap == 0)
    #expect(report.text.contains("0.1: step 3: the loss is not finite; it counts as finding nothing."))
  }

  @Test("A result that is missing is named by table, row and seed")
  func missing() {
    let error = #expect(throws: MissingResultError.self) {
      _ = try AblationReport(.focusing, base: base, seeds: [4], results: [:])
    }
    #expect(error == MissingResultError(table: "1b", row: "0.0", seed: 4))
  }

  @Test("Page and chart have every row; the record reads back from JSON")
  func outputs() throws {
    let report = try report(.anchorDensity, seeds: [0, 1]) { _ in 25 }
    let (html, svg) = (report.page.html, report.charts[0].svg)
    for row in report.rows { #expect(svg.contains(">\(row.row.name)<")) }
    #expect(html.contains("Table 1c, section 5.2") && html.contains("Why shapes differ") && html.contains("<svg"))
    let record = AblationRecord(report)
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(AblationRecord.self, from: data) == record)
    #expect(record.rows.count == 7 && record.rows[0].paper == 30.3)
    let both = AblationReport.page(of: [report, report], title: "Tables").html
    #expect(both.components(separatedBy: "<svg").count == 3)
  }

  @Test("Figure 4 compares the curves: the paper's sentences are judged by the numbers")
  func focus() throws {
    let table = AblationTable.lossDistribution
    let experiment = try table.experiments(base: base, seeds: [0])[0]
    var measured = ExperimentResult(experiment)
    func curve(_ power: Double) -> [Double] { (0...100).map { pow(Double($0) / 100, power) } }
    let text = """
      {"curves":[{"gamma":0,"negatives":\(curve(3)),"positives":\(curve(3))},\
      {"gamma":2,"negatives":\(curve(60)),"positives":\(curve(4))}],"negativeCount":5000,"positiveCount":70}
      """
    measured.focus = try JSONDecoder().decode(FocusMeasurement.self, from: Data(text.utf8))
    let report = try AblationReport(table, base: base, seeds: [0], results: [experiment: measured])
    // 1 - 0.8³ = 48.8 %, and 1 - 0.99⁶⁰ = 45.3 %.
    #expect(report.focusLines[1][1] == "48.8" && report.focusLines[2][3] == "45.3")
    #expect(report.focusSentences.allSatisfy { $0.hasSuffix("as there.") && !$0.hasSuffix("not as there.") })
    #expect(report.charts.map(\.name) == ["positives", "negatives"] && report.text.contains("5 000 negatives"))
  }

  @Test("A table is made from end to end: trained, measured, reported, and not trained again")
  func endToEnd() throws {
    try withFolder { folder in
      let base = tinyExperiment(steps: 2)
      let table = AblationTable.suppressions
      let experiments = try table.experiments(base: base, seeds: [0])
      let results = try Laboratory(in: folder).results(of: experiments)
      let report = try AblationReport(
        table, base: base, seeds: [0], results: results, bootstrap: Bootstrap(draws: 20))
      #expect(report.rows.count == 6 && report.text.contains("soft, Gaussian σ 0.5"))
      let idle = FakeRunner()
      let again = try Laboratory(
        folder: ResultFolder(folder.appendingPathComponent("results")), runner: idle
      ).results(of: experiments)
      #expect(idle.trainings.isEmpty && again == results)
    }
  }
}
