// The kill matrix as a page: a table for each task, laws across, mistakes down.

import Text

extension Proof {
  /// Whether there is no gap.
  package var isWhole: Bool {
    unanswered == 0 && reference == 100 && alternative == 100 && killed == mistakes.count
      && mistakes.allSatisfy(\.isNamed) && laws.allSatisfy(\.isNeeded)
      && twoAtOnce.allSatisfy(\.isHonest)
  }

  /// One HTML page.
  package var page: String {
    var lines = [
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Laws against mistakes</title>",
      // Light or dark as the reader's system is; a half transparent color is seen on both.
      "<style>:root{color-scheme:light dark}body{font:15px sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        + "td,th{padding:2px 8px;text-align:left}td.k{background:#6aaae855;text-align:center}</style>",
      "<h1>Laws against mistakes</h1>",
      "<p>Unanswered \(unanswered) %, reference \(reference) %, another correct version \(alternative) %. "
        + "\(mistakes.count) mistakes, \(killed) killed, \(named) named alone. w: the worked numbers.</p>",
      "<p>\(pairs) pairs of mistakes in one function: \(pairsNamed) are named both at once, and of \(pairsInTurn) the one "
        + "that hides the other, which is named when the first is mended.</p>",
    ]
    for task in Course.assignments.flatMap(\.tasks) {
      let rows = rows.filter { $0.task == task.id }
      guard !rows.isEmpty else { continue }
      let letters = ["w"] + task.laws.map(\.id)
      lines.append("<h2>\(task.id) \(task.title)</h2><p>")
      lines += task.laws.map { "\($0.id): \(escaped($0.title)).<br>" }
      lines.append(
        "</p><table><tr><th>mistake</th>" + letters.map { "<th>\($0)</th>" }.joined() + "<th>named</th></tr>")
      for row in rows {
        let cells = letters.map { row.killedBy.contains($0) ? "<td class=\"k\">×</td>" : "<td></td>" }.joined()
        let named = row.isCatalogued ? (row.twins.isEmpty ? "alone" : "with \(row.twins.joined(separator: ", "))") : ""
        lines.append("<tr><td>\(row.id): \(escaped(row.title))</td>\(cells)<td>\(named)</td></tr>")
      }
      lines.append("</table>")
    }
    return lines.joined(separator: "\n") + "\n</html>\n"
  }
}
