// A diagnosis as a page: each finding with its number, and the pictures and curves that show it.

import Boxes
import Figures
import Foundation
import Images
import Text

/// What a page shows beside the findings; each part may be missing.
public struct DiagnosisPage {
  /// The findings.
  public var diagnosis: Diagnosis
  /// What was examined, in a line.
  public var subject: String
  /// Pictures with their boxes: green what an anchor learns, red what none does.
  public var pictures: [(image: Image, caption: String)] = []
  /// The curves of a run, with the number at which it stands, if it does.
  public var run: RunHistory?
  /// What each repair would bring.
  public var outcomes: [RepairOutcome] = []
  /// AP at IoU 0.50 of the results as they are.
  public var ap50: Double?
  /// The range test's curve.
  public var range: RangeTest?

  /// A page of findings.
  public init(_ diagnosis: Diagnosis, subject: String) {
    self.diagnosis = diagnosis
    self.subject = subject
  }

  /// The page.
  public var document: HTMLReport {
    var page = HTMLReport(title: "The doctor's findings", subtitle: subject)
    func count(_ severity: Severity) -> Int { diagnosis.findings.count { $0.severity == severity } }
    page.numbers([
      ("severe", "\(count(.severe))"),
      (count(.warning) == 1 ? "warning" : "warnings", "\(count(.warning))"),
      (count(.note) == 1 ? "note" : "notes", "\(count(.note))"), ("checks made", "\(diagnosis.checks.count)"),
    ])
    if diagnosis.findings.isEmpty { page.paragraph("Nothing was found.") }
    for finding in diagnosis.findings { add(finding, to: &page) }
    addPictures(to: &page)
    addRun(to: &page)
    addRange(to: &page)
    addOutcomes(to: &page)
    addChecks(to: &page)
    return page
  }

  private func add(_ finding: Finding, to page: inout HTMLReport) {
    page.heading("\(finding.severity.rawValue.capitalized): \(finding.title)", level: 3)
    var rows = [("measured", finding.measured), ("expected", finding.expected)]
    if !finding.places.isEmpty { rows.append(("where", finding.places.joined(separator: "; "))) }
    rows.append(("what to do", finding.advice))
    rows.append(("check", finding.id))
    page.keyValues(rows.map { (name: $0.0, value: $0.1) })
    // By itself, as it is copied: in a table's column it would be broken at its dashes.
    if !finding.command.isEmpty { page.preformatted(finding.command) }
  }

  private func addPictures(to page: inout HTMLReport) {
    guard !pictures.isEmpty else { return }
    page.heading("Objects and anchors")
    page.paragraph(
      "Annotated boxes as the detector sees them: green has at least one positive anchor, red has none and is learnt as "
        + "background. A box that does not stand on its object is wrong, whatever the numbers say.")
    page.grid(pictures)
  }

  private func addRun(to page: inout HTMLReport) {
    guard let run, !run.steps.isEmpty else { return }
    page.heading("The run")
    let points = { (value: (RunHistory.Step) -> Double) in
      run.steps.filter { value($0).isFinite && value($0) > 0 }.map { LineChart.Point(x: Double($0.step), y: value($0)) }
    }
    var series = [
      LineChart.Series("class loss", points: points(\.classLoss)),
      LineChart.Series("box loss", points: points(\.boxLoss)),
    ].filter { !$0.points.isEmpty }
    let ends = [run.steps[0].step, run.steps[run.steps.count - 1].step].map(Double.init)
    let plateau = run.plateau?.meaning
    if let plateau {
      series.append(
        LineChart.Series(
          plateau.value.short, points: ends.map { LineChart.Point(x: $0, y: plateau.value) }, style: .dashed))
    }
    guard !series.isEmpty else { return }
    page.figure(
      svg: LineChart(
        title: "Losses by step", xLabel: "step", yLabel: "loss", series: series, isLogarithmic: true
      ).svg,
      caption: plateau.map { "\($0.value.short): \($0.meaning)." } ?? "")
  }

  private func addRange(to page: inout HTMLReport) {
    guard let range, range.curve.count > 1 else { return }
    page.heading("Learning rates")
    page.figure(
      svg: LineChart(
        title: "Loss by the logarithm of the rate", xLabel: "log₁₀ of the learning rate", yLabel: "loss, smoothed",
        series: [
          LineChart.Series("loss", points: range.curve.map { .init(x: log10($0.rate), y: $0.loss) })
        ]
      ).svg, caption: "Each step has a higher rate than the one before; where it falls fastest is a good peak rate.")
  }

  private func addOutcomes(to page: inout HTMLReport) {
    guard !outcomes.isEmpty else { return }
    page.heading("What if")
    page.paragraph(
      "The results scored again under each repair, best first; as they are, AP50 is \(ap50.map { $0.fixed(digits: 3) } ?? "–")."
    )
    page.table(
      header: ["repair", "AP50", "gain", "AP75", "gain", ""],
      rows: outcomes.map {
        [
          $0.repair.rawValue, $0.ap50.fixed(digits: 3), $0.gain50.fixed(digits: 3), $0.ap75.fixed(digits: 3),
          $0.gain75.fixed(digits: 3), $0.detail,
        ]
      })
  }

  private func addChecks(to page: inout HTMLReport) {
    page.heading("Checks that were made")
    let questions = Dictionary(uniqueKeysWithValues: Check.all.map { ($0.id, $0.question) })
    page.table(
      header: ["check", "question", "found"],
      rows: diagnosis.checks.map { id in
        let worst = (diagnosis.findings + diagnosis.silenced).filter { $0.id == id }.map(\.severity).min()
        return [id, questions[id] ?? "", worst?.rawValue ?? "nothing"]
      })
    if !diagnosis.silenced.isEmpty {
      page.heading("Consequences", level: 3)
      page.paragraph("These follow from what stands above, and mean nothing by themselves.")
      page.table(
        header: ["check", "finding", "measured"], rows: diagnosis.silenced.map { [$0.id, $0.title, $0.measured] })
    }
  }
}
