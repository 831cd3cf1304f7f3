// The ward as one thing: every sick case examined, and which finding stands first for which disease.

import Figures
import Text

/// What the doctor says of every sick case: the confusion table disease × first finding.
package struct Ward: Sendable {
  /// A case and what was said of it.
  package struct Outcome: Sendable {
    /// The disease, what is sick, and what should be found.
    package var patient: WardCase
    /// What was found.
    package var diagnosis: Diagnosis

    /// The first finding's label; "nothing" if there is none.
    package var found: String { diagnosis.findings.first?.label ?? "nothing" }
    /// Whether the disease was named first.
    package var isRight: Bool { found == patient.expected }
  }

  /// The cases in order.
  package let outcomes: [Outcome]

  /// Examines cases, one after another.
  ///
  /// - Throws: What a case's training throws.
  package init(_ cases: [WardCase] = WardCase.all, progress: (WardCase) -> Void = { _ in }) throws {
    outcomes = try cases.map { patient in
      progress(patient)
      return Outcome(patient: patient, diagnosis: try patient.examine())
    }
  }

  /// The share of the cases whose disease is named first, 0…1: the diagonal of the table.
  package var diagonal: Double { outcomes.share(where: \.isRight) }

  /// A line for each case, and the diagonal.
  package var text: String {
    let rows = outcomes.map { outcome in
      [
        outcome.patient.part.rawValue, outcome.patient.disease, outcome.found,
        outcome.isRight ? "" : "expected \(outcome.patient.expected)",
      ]
    }
    return textTable([["", "disease", "first finding", ""]] + rows, columns: [.left], hasRule: true) + "\n\n" + summary
  }

  /// "60 of 64 diseases are named first (93.8 %)".
  package var summary: String {
    "\(outcomes.count(where: \.isRight)) of \(outcomes.count) diseases are named first (\(diagonal.percentText))"
  }

  /// The first findings that occur, in the order of checks.
  private var columns: [String] {
    Set(outcomes.map { $0.diagnosis.findings.first?.id ?? "nothing" })
      .sorted { (Check.place(of: $0), $0) < (Check.place(of: $1), $1) }
  }

  /// The page: the table as a matrix of parts, and each case with what was measured.
  package var document: HTMLReport {
    var page = HTMLReport(
      title: "The ward", subtitle: "Every case is healthy but for one disease; what the doctor says first of each")
    page.numbers([
      ("cases", "\(outcomes.count)"), ("named first", "\(outcomes.count(where: \.isRight))"),
      ("of all cases", diagonal.percentText),
    ])
    page.paragraph(
      "A row for each disease, a column for each check whose finding stood first in some case. A filled circle is the "
        + "finding that belongs to the disease, an empty one is another.")
    let questions = Dictionary(uniqueKeysWithValues: Check.all.map { ($0.id, $0.question) })
    for part in WardCase.Part.allCases {
      let own = outcomes.filter { $0.patient.part == part }
      let columns = columns.filter { column in own.contains { ($0.diagnosis.findings.first?.id ?? "nothing") == column }
      }
      page.heading(part.rawValue.prefix(1).uppercased() + part.rawValue.dropFirst())
      page.table(
        header: ["disease"] + columns,
        rows: own.map { outcome in
          [outcome.patient.disease]
            + columns.map { column in
              (outcome.diagnosis.findings.first?.id ?? "nothing") == column ? outcome.isRight ? "●" : "○" : ""
            }
        })
      page.table(
        header: ["check", "what it asks"], rows: columns.compactMap { id in questions[id].map { [id, $0] } })
      page.table(
        header: ["disease", "said", "measured", "do"],
        rows: own.map { outcome in
          let first = outcome.diagnosis.findings.first
          return [
            outcome.patient.disease, first.map { "\($0.severity.rawValue): \($0.title)" } ?? "nothing",
            first?.measured ?? "", first?.advice ?? "",
          ]
        })
    }
    return page
  }
}
