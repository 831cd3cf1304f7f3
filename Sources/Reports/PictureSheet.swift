// Pictures side by side with a title over each and a legend below all.

import Images

/// A sheet of titled pictures.
struct PictureSheet {
  /// One picture and its title.
  struct Panel {
    var image: Image
    var title: String
  }

  /// A line of the legend, in the color that it explains.
  typealias LegendLine = (text: String, color: Color)

  var panels: [Panel]
  var legend: [LegendLine]
  /// How many stand in a row.
  var columns = 4
  /// How large the letters are, in multiples of the smallest.
  var textScale = 2

  /// What the boxes of a matched scene mean, wherever they are drawn.
  static let boxLegend: [LegendLine] = [
    ("green: an object that some anchor learns", MatchPicture.learnt),
    ("red: an object that none learns", MatchPicture.notLearnt),
    ("blue: a crowd, never matched", MatchPicture.crowd),
    ("thin: the positive anchors, one color per object", .white),
  ]

  // Titles nearly as wide as their pictures must not run into each other.
  private static let margin = 20
  private static let background = Color(red: 24, green: 24, blue: 24)
  private var lineHeight: Int { (Image.textHeight + 2) * textScale }

  /// The sheet; as large as its panels and legend need.
  func image() -> Image {
    let height = (panels.map(\.image.height).max() ?? 1) + lineHeight
    let titles = panels.map { Image.textWidth($0.title, scale: textScale) }
    let width = max(panels.map(\.image.width).max() ?? 1, titles.max() ?? 1)
    let columns = min(columns, max(1, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let margin = Self.margin
    let longest = legend.map { Image.textWidth($0.text, scale: textScale) }.max() ?? 0
    let legendTop = rows * (height + margin) + margin
    var sheet = Image(
      height: legendTop + (legend.isEmpty ? 0 : legend.count * lineHeight + margin),
      width: max(columns * (width + margin) + margin, longest + 2 * margin), color: Self.background)
    for (index, panel) in panels.enumerated() {
      let (y, x) = (margin + index / columns * (height + margin), margin + index % columns * (width + margin))
      sheet.drawText(panel.title, x: x, y: y, color: .white, scale: textScale)
      sheet.draw(panel.image, y: y + lineHeight, x: x)
    }
    for (index, line) in legend.enumerated() {
      sheet.drawText(line.text, x: margin, y: legendTop + index * lineHeight, color: line.color, scale: textScale)
    }
    return sheet
  }
}
