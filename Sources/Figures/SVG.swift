// The few pieces of SVG that charts are made of.

import Text

/// The pieces that charts share.
enum SVG {
  enum Anchor: String { case start, middle, end }

  /// A coordinate with one decimal, which is a tenth of a pixel; far outside is as good as further outside.
  static func number(_ value: Double) -> String {
    let tenths = value.isNaN ? 0 : Int((min(max(value, -1e9), 1e9) * 10).rounded())
    let digits = "\(abs(tenths) / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")
    return (tenths < 0 ? "-" : "") + digits
  }

  static func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, style: String = "rk-text", isVertical: Bool = false
  ) -> String {
    let turn = isVertical ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : ""
    return "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\" class=\"\(style)\"\(turn)>"
      + escaped(text) + "</text>"
  }

  static func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) -> String {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" class=\"\(style)\"/>"
  }

  static func rectangle(x: Double, y: Double, width: Double, height: Double, style: String) -> String {
    "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" "
      + "rx=\"2\" class=\"\(style)\"/>"
  }

  /// How wide a text is about, in pixels: fonts differ, so places that depend on it leave room.
  static func width(_ text: String, size: Double = 12) -> Double { Double(text.count) * size * 0.56 }

  /// A whole figure, with its own style for light and dark.
  static func document(height: Double, width: Double, title: String, body: [String]) -> String {
    let size =
      "viewBox=\"0 0 \(number(width)) \(number(height))\" width=\"\(number(width))\" height=\"\(number(height))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) role="img" aria-label="\(escaped(title))" class="rk-figure">
      <style>\(style)</style>
      \(body.joined(separator: "\n"))
      </svg>
      """
  }

  private static let style: String = {
    let fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
    func theme(_ ink: String, _ soft: String, _ grid: String, _ shade: KeyPath<Palette.Entry, String>) -> String {
      let series = Palette.entries.enumerated().map { index, entry in
        ".rk-s\(index){stroke:\(entry[keyPath: shade])}.rk-f\(index){fill:\(entry[keyPath: shade])}"
      }
      return ".rk-text,.rk-title{fill:\(ink)}.rk-soft{fill:\(soft)}.rk-grid{stroke:\(grid)}.rk-axis{stroke:\(soft)}"
        + series.joined()
    }
    return ".rk-figure text{font:12px \(fonts)}.rk-figure .rk-title{font:600 14px \(fonts)}"
      + ".rk-grid,.rk-axis{stroke-width:1}"
      + ".rk-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
      + ".rk-faint{stroke-width:1;stroke-opacity:.35}.rk-dashed{stroke-dasharray:6 5}"
      + theme("#1c2530", "#5d6875", "#dfe4ea", \.light)
      + "@media (prefers-color-scheme:dark){" + theme("#e8ecf1", "#9aa5b1", "#333b45", \.dark) + "}"
  }()
}
