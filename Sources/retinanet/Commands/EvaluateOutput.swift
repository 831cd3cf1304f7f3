// What `retinanet evaluate` prints: JSON, and the table of classes.

import Evaluation
import Figures
import Foundation
import Text

/// What `--json` prints.
struct EvaluateOutput: Codable, Hashable {
  /// What was measured: weights, or results.
  var weights: String?
  var results: String?
  var data: String
  var images: Int
  var summary: COCOSummary
}

extension COCOSummary {
  /// A line for each class: how many objects, AP, AP50 and a bar of AP.
  var classTable: String {
    let width = max(5, perClass.map(\.category.count).max() ?? 0)
    func left(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let header = left("class") + right("objects", 9) + right("AP", 8) + right("AP50", 8)
    let bars = TerminalChart.bars(perClass.map { ("", $0.ap) }, maximum: 1, width: 24).split(separator: "\n")
    return zip(perClass, bars).reduce(into: header) { text, row in
      let (result, bar) = row
      text += "\n" + left(result.category) + right("\(result.objects)", 9) + right(result.ap.fixed(digits: 3), 8)
      text += right(result.ap50.fixed(digits: 3), 8)
      let blocks = bar.dropFirst(2).prefix { $0 != " " }
      if !blocks.isEmpty { text += "  " + blocks }
    }
  }
}
