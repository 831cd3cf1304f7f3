// A report of a table as a chart and as a page: one file that opens anywhere.

import Figures
import Foundation
import Text

extension AblationReport {
  /// The table as a figure: AP with its intervals, and the paper's; of Figure 4 its two halves.
  public var charts: [(name: String, svg: String)] {
    guard table.measured == .precision else {
      return [("positives", \FocusMeasurement.Curves.positives), ("negatives", \.negatives)].map { name, curve in
        (name, focusChart(of: name, curve).svg)
      }
    }
    return [("", chart.svg)]
  }

  private var chart: IntervalChart {
    IntervalChart(
      title: table.title, xLabel: "AP in percent",
      rows: rows.map { row in
        let range = row.estimate.overPictures
        return IntervalChart.Row(
          [row.row.name, row.choice].filter { !$0.isEmpty }.joined(separator: ", "), 100 * row.estimate.ap,
          range: range.map { 100 * $0.low...100 * max($0.low, $0.high) },
          runs: row.estimate.seeds.count > 1 ? row.estimate.seeds.map { 100 * $0 } : [], reference: row.row.paper)
      }, valueName: "shapes, with 95 % of draws of the pictures", referenceName: "the paper, on COCO")
  }

  private func focusChart(of name: String, _ curve: KeyPath<FocusMeasurement.Curves, [Double]>) -> LineChart {
    LineChart(
      title: "Cumulative loss of the \(name)", xLabel: "share of the \(name), easiest first",
      yLabel: "share of their loss",
      series: (focus.first?.curves ?? []).map { curves in
        .init(
          "γ = \(curves.gamma.significant())",
          points: curves[keyPath: curve].enumerated().map { .init(x: Double($0) / 100, y: $1) })
      }, xRange: 0...1, yRange: 0...1, height: 360, width: 460)
  }

  /// The page of the table alone.
  public var page: HTMLReport {
    var page = HTMLReport(title: table.title, subtitle: table.source.map { "The paper: \($0)" } ?? "")
    add(to: &page)
    page.heading("How it was made")
    page.paragraph(AblationTable.generalDifferences)
    page.keyValues(settings)
    return page
  }

  /// Several tables on one page.
  public static func page(of reports: [AblationReport], title: String) -> HTMLReport {
    var page = HTMLReport(title: title, subtitle: reports.first.map(\.scaleText) ?? "")
    page.paragraph(
      "Every line is a detector that was trained for it, beside what the paper found on COCO. A dot is the mean over "
        + "the seeds, the line through it holds 95 of 100 draws of the pictures; two settings whose lines overlap may "
        + "still differ, because both were measured on the same pictures: the tables of claims compare them so.")
    page.paragraph(AblationTable.generalDifferences)
    for report in reports {
      page.heading(report.heading)
      report.add(to: &page)
    }
    if let first = reports.first {
      page.heading("How it was made")
      page.keyValues(first.settings)
    }
    return page
  }

  private func add(to page: inout HTMLReport) {
    for chart in charts { page.figure(svg: chart.svg) }
    if table.measured == .precision {
      page.table(header: lines[0], rows: Array(lines.dropFirst()), caption: "AP in percent.")
      if let agreementText { page.paragraph(agreementText) }
      if !verdicts.isEmpty {
        page.table(
          header: Self.verdictHeader, rows: verdictLines,
          caption: "Differences in percent points; beyond noise is what every interval keeps from 0.")
      }
    } else {
      page.table(header: focusLines[0], rows: Array(focusLines.dropFirst()), caption: "Shares of the loss in percent.")
      for sentence in focusSentences { page.paragraph(sentence) }
    }
    page.paragraph("Why shapes differ: " + table.differences)
  }

  /// "400 steps of 16 easy pictures, 96 × 96 px; seeds 0, 1".
  public var scaleText: String {
    let (options, pictures) = (base.options, base.pictures)
    return "\(options.steps.counted("step")) of \(options.batchSize) \(pictures.trainPreset.rawValue) pictures, "
      + "\(pictures.size) × \(pictures.size) px, measured on \(pictures.validationImages) \(pictures.preset.rawValue) "
      + "ones; \(seeds.count == 1 ? "seed" : "seeds") \(seeds.map(String.init).joined(separator: ", "))"
  }

  private var ruleName: String {
    switch base.options.optimizer.rule {
    case .sgd: "SGD"
    case .adamW: "AdamW"
    case .muon: "Muon, and AdamW beside it"
    }
  }

  private var settings: [(name: String, value: String)] {
    let seconds = rows.flatMap(\.results).reduce(0) { $0 + $1.seconds }
    return [
      ("trainings", scaleText), ("optimizer", "\(ruleName), peak rate \(base.options.schedule.peak.significant())"),
      ("intervals over pictures", "95 % of draws with replacement, the same draws for every row"),
      ("intervals over seeds", "of one row the lowest and highest; of a difference 95 % by Student's t"),
      ("time", "\(seconds.fixed(digits: 0)) s of training and measuring on this machine"),
    ]
  }
}
