// A report of a table as lines for a terminal; the page has the same sentences.

import Foundation
import Text

extension AblationReport {
  /// The whole report.
  public var text: String {
    var parts = [heading]
    if table.measured == .precision {
      parts.append(textTable(lines, columns: columnAlignment, hasRule: true))
      if let sentence = agreementText { parts.append(sentence.wrapped(columns: 100)) }
      if !verdicts.isEmpty { parts.append(verdictText) }
    } else {
      parts.append(focusText)
    }
    parts += failureTexts
    parts.append(("Why shapes differ: " + table.differences).wrapped(columns: 100))
    return parts.joined(separator: "\n\n")
  }

  /// The table's word, what it varies, and where the paper has it.
  public var heading: String {
    "\(table.id). \(table.title) (\(table.source.map { "the paper: \($0)" } ?? "the paper has no such table"))"
  }

  private var hasPaper: Bool { rows.contains { $0.row.paper != nil } }
  private var hasChoice: Bool { rows.contains { !$0.choice.isEmpty } }
  private var columnAlignment: [TextAlignment] {
    table.columns.map { _ in .left } + (hasChoice ? [.left] : []) + [.right]
  }

  /// The header and a line for each row; AP in percent, as the paper has it.
  var lines: [[String]] {
    var header = table.columns
    if hasChoice { header.append("best with") }
    if hasPaper { header.append("AP, paper") }
    header += ["AP, here", "AP50", "over pictures", "over seeds"]
    return [header]
      + rows.map { row in
        var cells = row.row.cells
        if hasChoice { cells.append(row.choice) }
        if hasPaper { cells.append(row.row.paper.fixed(digits: 1)) }
        let half = row.results.reduce(0) { $0 + ($1.ap50 ?? 0) } / Double(row.results.count)
        return cells + [
          row.estimate.ap.percent(), half.percent(), Self.range(row.estimate.overPictures),
          Self.range(row.estimate.overSeeds),
        ]
      }
  }

  /// "31.2 … 35.0", in percent.
  static func range(_ interval: Interval?) -> String {
    interval.map { "\($0.low.percent()) … \($0.high.percent())" } ?? "–"
  }

  /// Whether the paper's order is found, in numbers.
  public var agreementText: String? {
    guard let agreement else { return nil }
    let rows = rowsOfPaper
    let correlation =
      agreement.correlation.map { "Rank correlation with the paper \($0.fixed(digits: 2)) over \(rows.count) rows" }
      ?? "No rank correlation, for all rows are equal here"
    let contradictions = agreement.contradictions.map { pair in
      let gap = Difference(rows[pair.here].estimate, minus: rows[pair.there].estimate).ap
      return (gap: gap, text: "\(rows[pair.here].row.name) above \(rows[pair.there].row.name) by \(gap.percent())")
    }.sorted { $0.gap > $1.gap }
    let shown = contradictions.prefix(3).map(\.text).joined(separator: "; ")
    let word = contradictions.count > 3 ? ", most clearly " : ": "
    return "\(correlation). Of \(agreement.pairs) pairs that the paper orders, \(agreement.same) have the same order "
      + "here (\(agreement.sameBeyondNoise) beyond noise), \(agreement.opposite) the opposite one "
      + "(\(contradictions.count) beyond noise"
      + (contradictions.isEmpty ? "" : word + shown) + ")."
  }

  /// A line for each claim.
  var verdictLines: [[String]] {
    verdicts.map { verdict in
      [
        verdict.kind.text, verdict.claim.text, verdict.paper.map(Self.signed) ?? "–",
        Self.signed(100 * verdict.difference.ap), Self.range(verdict.difference.overPictures),
        Self.range(verdict.difference.overSeeds),
      ]
    }
  }

  static let verdictHeader = ["", "the paper says", "there", "here", "over pictures", "over seeds"]

  private var verdictText: String {
    textTable([Self.verdictHeader] + verdictLines, columns: [.left, .left, .right], hasRule: true)
  }

  private static func signed(_ points: Double) -> String {
    (points > 0 ? "+" : "") + points.fixed(digits: 1)
  }

  private var failureTexts: [String] {
    rows.flatMap { row in row.failures.map { "\(row.row.name): \($0); it counts as finding nothing." } }
  }

  // MARK: - Figure 4

  /// By γ, what the hardest examples own: the mean over the seeds.
  var focusLines: [[String]] {
    let header = ["γ", "positives: hardest 20 %", "negatives: hardest 20 %", "hardest 1 %"]
    guard let first = focus.first else { return [header] }
    return [header]
      + first.curves.indices.map { index in
        func mean(_ percent: Int, _ curve: KeyPath<FocusMeasurement.Curves, [Double]>) -> String {
          (focus.reduce(0) { $0 + $1.curves[index].hardest(percent, of: curve) } / Double(focus.count)).percent()
        }
        return [
          first.curves[index].gamma.significant(), mean(20, \.positives), mean(20, \.negatives), mean(1, \.negatives),
        ]
      }
  }

  /// What the curves say of the paper's two sentences.
  public var focusSentences: [String] {
    guard let measured = focus.first, let none = measured.curves.first, let full = measured.curves.last else {
      return []
    }
    func change(_ curve: KeyPath<FocusMeasurement.Curves, [Double]>) -> Double { Self.distance(none, full, curve) }
    let (positives, negatives) = (change(\.positives), change(\.negatives))
    let half = none.hardest(20, of: \.positives)
    return [
      "The paper: the hardest fifth of the positives owns about half of their loss. Here, without focusing, "
        + "\(half.percent()) %: \(abs(half - 0.5) <= 0.15 ? "as there" : "not as there").",
      "The paper: γ hardly moves the positives' curve and moves the negatives' a great deal. Here the largest distance "
        + "between γ = \(none.gamma.significant()) and γ = \(full.gamma.significant()) is \(positives.percent()) points for positives "
        + "and \(negatives.percent()) for negatives: \(negatives > positives ? "as there" : "not as there").",
    ]
  }

  /// The largest distance of two curves.
  private static func distance(
    _ first: FocusMeasurement.Curves, _ second: FocusMeasurement.Curves,
    _ curve: KeyPath<FocusMeasurement.Curves, [Double]>
  ) -> Double {
    zip(first[keyPath: curve], second[keyPath: curve]).map { abs($0 - $1) }.max() ?? 0
  }

  private var focusText: String {
    let counts = focus.map { "\($0.positiveCount.grouped) positives and \($0.negativeCount.grouped) negatives" }
    return "The share of their loss that the hardest own, in percent; of \(counts.joined(separator: ", ")).\n\n"
      + textTable(focusLines, columns: [.right], hasRule: true) + "\n\n"
      + focusSentences.map { $0.wrapped(columns: 100) }.joined(separator: "\n")
  }
}

extension AblationReport.Verdict.Kind {
  /// What tables call it.
  public var text: String {
    switch self {
    case .holds: "here, too"
    case .sameDirection: "here, too, within noise"
    case .undecided: "equal here"
    case .otherDirection: "not here, within noise"
    case .contradicted: "the opposite here"
    }
  }
}
