// What a search found, in words, as figures and as a page.

import Figures
import Foundation
import Text

extension SearchResult {
  private var parameters: [String] { search.space.axes.map(\.parameter.rawValue) }

  /// The header and a line for each candidate.
  func lines(_ most: Int = .max) -> [[String]] {
    [parameters + ["steps", "AP", "over pictures", "over seeds"]]
      + entries.prefix(most).map { entry in
        let estimate = entry.measured.last?.estimate
        return entry.point.values.map(\.word) + [
          "\(entry.steps)", entry.ap.percent(), AblationReport.range(estimate?.overPictures),
          AblationReport.range(estimate?.overSeeds),
        ]
      }
  }

  /// Whether the best is better than the next, in a sentence.
  public var verdict: String {
    guard let best, let runnerUp, let difference else {
      return entries.isEmpty
        ? "No training was over in time."
        : "Only one candidate was trained this far: there is nothing to compare it with."
    }
    let seeds =
      difference.overSeeds.map { "\(AblationReport.range($0)) over seeds" }
      ?? "of seeds there is only one, so that another seed may say otherwise"
    let isSure = difference.isBeyondNoise
    return "The best, \(best.point.name), is better than the next, \(runnerUp.point.name), by "
      + "\(difference.ap.percent()) points of AP (\(AblationReport.range(difference.overPictures)) over pictures; \(seeds)): "
      + (isSure ? "more than noise." : "no more than noise.")
      + (best.steps < search.base.options.steps ? " There was no time to train either to the end." : "")
      + " It was chosen from \(entries.count) by the pictures it is measured on, which flatters it a little."
  }

  /// What was done.
  public var scaleText: String {
    let seeds = search.seeds.map(String.init).joined(separator: ", ")
    let (options, pictures) = (search.base.options, search.base.pictures)
    let count =
      search.isOpen
      ? "\(entries.count.counted("candidate")) in the time given"
      : "\(entries.count) of \(planned.counted("candidate"))"
    return
      "\(search.method.rawValue) search, \(count)\(isWhole ? "" : ", for the time was over"); \(options.steps.counted("step")) of \(options.batchSize) "
      + "\(pictures.trainPreset.rawValue) pictures, \(pictures.size) × \(pictures.size) px; seed \(seeds)"
  }

  /// The ten best, and the verdict.
  public var text: String {
    [
      scaleText.wrapped(columns: 100),
      textTable(lines(10), columns: parameters.map { _ in .left } + [.right], hasRule: true),
      verdict.wrapped(columns: 100),
    ].joined(separator: "\n\n")
  }

  // MARK: - As figures and a page

  /// The best twenty with their intervals, and for halving how all of them went.
  public var charts: [(name: String, svg: String)] {
    let best = IntervalChart(
      title: "The best settings", xLabel: "AP in percent",
      rows: entries.prefix(20).map { entry in
        let estimate = entry.measured.last?.estimate
        let range = estimate?.overPictures
        return .init(
          "\(entry.point.name)\(search.method == .halving ? ", \(entry.steps.counted("step"))" : "")", 100 * entry.ap,
          range: range.map { 100 * $0.low...100 * max($0.low, $0.high) },
          runs: (estimate?.seeds.count ?? 0) > 1 ? estimate?.seeds.map { 100 * $0 } ?? [] : [])
      }, valueName: "with 95 % of draws of the pictures")
    guard search.method == .halving else { return [("best", best.svg)] }
    let course = LineChart(
      title: "Successive halving", xLabel: "steps", yLabel: "AP",
      series: entries.enumerated().map { index, entry in
        .init(
          index < 2 ? entry.point.name : "",
          points: entry.measured.map { .init(x: Double($0.steps), y: $0.estimate.ap) },
          style: index < 2 ? .solid : .faint, color: index < 2 ? index : 6)
      })
    return [("best", best.svg), ("course", course.svg)]
  }

  /// The page, with the command that trains the best.
  public func page(command: String) -> HTMLReport {
    var page = HTMLReport(title: "A search for settings", subtitle: scaleText)
    page.paragraph(verdict)
    page.preformatted(command)
    for chart in charts { page.figure(svg: chart.svg) }
    let lines = lines()
    page.table(header: lines[0], rows: Array(lines.dropFirst()), caption: "AP in percent.")
    return page
  }
}
