// What a report of a training run says of the command line that made it.

import CommandLineTool
import Reports

extension TrainSettings {
  /// The run as its report describes it.
  var described: TrainingReport.Run {
    TrainingReport.Run(
      pictures: data.reportTitle, objects: data.whatIsLearnt, parts: data.partsText, size: data.size,
      rows: rows.map { ($0.argument.specification.label, $0.value) }, command: command)
  }

  /// The command that makes this run again, in lines of at most 80 columns.
  var command: String {
    var lines = ["retinanet train"]
    let alpha = TrainPieceArguments.alpha.specification.label
    for row in rows
    where !["none", "all new"].contains(row.value) || row.argument.specification.isChoice
      || row.argument.specification.label == alpha
    {
      let specification = row.argument.specification
      if specification.kind == .flag && row.value == "no" { continue }
      let words = " " + specification.label + (specification.kind == .flag ? "" : " " + quotedForShell(row.value))
      if (lines.last?.count ?? 0) + words.count > 78 { lines.append("   ") }
      lines[lines.count - 1] += words
    }
    return lines.joined(separator: " \\\n")
  }
}

/// A word as a shell reads it.
func quotedForShell(_ word: String) -> String {
  let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,+:".contains($0) }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}

extension ArgumentSpecification {
  /// Whether its value is one of a few words.
  fileprivate var isChoice: Bool { !choices.isEmpty }
}
