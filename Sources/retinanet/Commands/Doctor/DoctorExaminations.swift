// What the doctor examines, read from files: a run, results.

import CommandLineTool
import Diagnosis
import Formats
import Foundation
import Images
import Text

/// The results of a detector beside the truth.
struct ResultsExamination {
  let results: URL
  let annotations: URL
  /// The pictures' folder, if they are to be looked at.
  var images: URL?
  /// The detector's anchors and sizes, if they are known.
  var view: SetDiagnosis.View?
  let repaired: URL?

  func page(console: Console) throws -> DiagnosisPage {
    let file: COCOFile
    var list: COCOResults
    do {
      file = try COCOFile(contentsOf: annotations, policy: .drop, purpose: .measuring)
    } catch {
      throw CommandFailure(error.description(in: annotations.path))
    }
    do {
      list = try COCOResults(decoding: try COCOFile.data(of: results))
    } catch {
      throw CommandFailure(error.description(in: results.path))
    }
    list = list.withIDs(ofFileNamesIn: file) ?? list
    let command = "--results \(results.relativePath) --annotations \(annotations.relativePath)"
    let dataset = images.map { COCODataset(file: file, pictures: $0) }
    let examined = ResultsDiagnosis(
      list.entries.map(ResultEntry.init), truth: file, command: command, view: view,
      image: dataset.map { dataset in { try? Image(contentsOf: dataset.location(at: $0)) } })
    if let repaired { try write(examined, to: repaired, console: console) }
    var page = DiagnosisPage(
      examined.diagnosis,
      subject: "\(list.entries.count.counted("result")) of \(results.lastPathComponent) beside "
        + "\(file.images.count.counted("picture")) of \(annotations.lastPathComponent): AP "
        + (examined.summary.ap.map { $0.fixed(digits: 3) } ?? "–"))
    page.outcomes = examined.whatIf.outcomes
    page.ap50 = examined.whatIf.ap50
    return page
  }

  private func write(_ examined: ResultsDiagnosis, to file: URL, console: Console) throws {
    let named = examined.diagnosis.findings.compactMap(\.repair).compactMap(Repair.init(rawValue:)).first
    guard let repair = named, let entries = examined.whatIf.entries(after: repair) else {
      throw CommandFailure(
        "\(results.path): \(named.map { "'\($0.rawValue)' is nothing that a file can be repaired by" } ?? "no repair was named")"
          + "; nothing was written to \(file.relativePath)")
    }
    try writeFile(try COCOResults(entries: entries.map(\.entry)).encoded(), to: file)
    let summary = examined.whatIf.summary(after: repair)
    console.error(
      "Repaired by '\(repair.rawValue)': \(file.relativePath), AP \(examined.summary.ap.map { $0.fixed(digits: 3) } ?? "–") → "
        + "\(summary.ap.map { $0.fixed(digits: 3) } ?? "–")\n")
  }
}
