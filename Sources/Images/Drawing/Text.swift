// Text on a picture, in the built-in font.

extension Image {
  /// The height of a line of text, in pixels at scale 1, with a pixel of space above and below.
  public static let textHeight = Font.height + 2

  /// The width of a text, in pixels, with a pixel of space before and after.
  public static func textWidth(_ text: String, scale: Int = 1) -> Int {
    text.isEmpty ? 0 : (text.count * (Font.width + 1) + 1) * scale
  }

  /// Writes one line of text whose top left corner (with its pixel of space) is at column `x` and row `y`.
  ///
  /// Characters other than ASCII 32…126 are written as a question mark. What lies outside the picture is not drawn.
  ///
  /// - Precondition: `scale` is at least 1.
  public mutating func drawText(
    _ text: String, x: Int, y: Int, color: Color, background: Color? = nil, scale: Int = 1
  ) {
    precondition(scale >= 1, "scale must be at least 1, found \(scale)")
    if let background {
      let (bottom, right) = (y + Self.textHeight * scale, x + Self.textWidth(text, scale: scale))
      fill(rows: y..<bottom, columns: x..<max(x, right), color: background)
    }
    for (index, character) in text.enumerated() {
      let left = x + (index * (Font.width + 1) + 1) * scale
      let top = y + scale
      for (row, dots) in Font.glyph(character).enumerated() {
        for column in 0..<Font.width where dots[column] {
          let (dotTop, dotLeft) = (top + row * scale, left + column * scale)
          fill(rows: dotTop..<dotTop + scale, columns: dotLeft..<dotLeft + scale, color: color)
        }
      }
    }
  }
}
