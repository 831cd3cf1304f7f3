// The numbers of each class as a table for a terminal.

import Evaluation
import Figures
import Text

extension COCOSummary {
  /// A line for each class: how many objects, AP, AP50 and a bar of AP.
  public var classTable: String {
    let bars = TerminalChart.bars(perClass.map { ("", $0.ap) }, maximum: 1, width: 24).split(separator: "\n")
    let rows = zip(perClass, bars).map { result, bar in
      let blocks = String(bar.dropFirst(2).prefix { $0 != " " })
      return [result.category, "\(result.objects)", result.ap.fixed(digits: 3), result.ap50.fixed(digits: 3), blocks]
    }
    return textTable(
      [["class", "objects", "AP", "AP50"]] + rows, columns: [.left, .right, .right, .right, .left],
      minimumWidths: [5, 7, 6, 6])
  }
}
