// What is wrong with the detections, how often, and which anchors the loss still comes from: the tables of an
// evaluation on a report's page.

import Figures
import Text

extension TrainingReport {
  func addErrors(to page: inout HTMLReport) {
    let report = EvaluationReport(
      evaluation.images, summary: evaluation.summary, categories: validation.categories)
    page.heading("What is wrong")
    page.paragraph(
      "Every detection, at whatever score, and every object that was not found, by what is wrong with it at IoU 0.5. "
        + "The last column is what the kind costs: by how many points AP50 would rise if the detections of that kind "
        + "were set right, or left out. The costs do not add up, for each is measured while all other errors stay.")
    page.table(
      header: ["kind", "what it is", "how often", "costs"],
      rows: report.errors.map { [$0.kind.rawValue, $0.kind.explanation, "\($0.count)", $0.cost.percent()] })
    let names = report.confusion.categories + ["nothing"]
    page.paragraph(
      "Which class is taken for which, among detections that score at least "
        + "\(report.confusion.scoreThreshold.fixed(digits: 3)), the best threshold for all classes together: a row for "
        + "what an object is, a column for what it was detected as. Nothing in a column is an object that was missed, "
        + "nothing in a row a detection where no object is.")
    page.table(
      header: ["is \\ detected as"] + names,
      rows: zip(names, report.confusion.counts).enumerated().map { row, line in
        [line.0]
          + line.1.enumerated().map { column, count in
            row == names.count - 1 && column == row ? "–" : "\(count)"
          }
      })
  }

  func addLedger(to page: inout HTMLReport) throws {
    guard let ledger = try LossOwners(model, on: validation) else { return }
    page.heading("Who owns the loss", level: 3)
    page.paragraph(
      "Which anchors the classification loss of \(ledger.pictures.counted("validation picture")) comes from, by the loss "
        + "that it was trained with (\(ledger.loss)), and by plain cross entropy. Hard negatives are false alarms of "
        + "score 0.5 and more, easy ones score less than 0.2. The more the easy negatives own, the more training is "
        + "about background that is known already.")
    page.table(header: ["anchors", "how many", "share, %", "by cross entropy, %"], rows: ledger.cells)
  }
}
