// What is wrong with the detections, and how often: the tables of an evaluation on a report's page.

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
}
