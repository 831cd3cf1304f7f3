// The colors of series and classes, told apart by readers with any color vision.

import Images

/// Seven colors after Okabe and Ito (2008), each in a shade for light and one for dark backgrounds.
///
/// Any two remain apart, at least 50 of 765 in the sum over red, green and blue, for readers without red or without
/// green receptors.
public enum Palette {
  /// One color of the palette.
  public struct Entry: Hashable, Sendable {
    /// On a light background, `#rrggbb`.
    public var light: String
    /// On a dark background and over photographs, `#rrggbb`.
    public var dark: String
  }

  /// Blue, vermilion, green, purple, yellow, sky blue, and near black (on dark: near white).
  public static let entries = [
    Entry(light: "#0072b2", dark: "#4ba3e3"),
    Entry(light: "#d55e00", dark: "#ff8a3d"),
    Entry(light: "#009270", dark: "#2fc79a"),
    Entry(light: "#c46a9c", dark: "#e79ac6"),
    Entry(light: "#e0a000", dark: "#f0dc42"),
    Entry(light: "#2f93cf", dark: "#9ad4f7"),
    Entry(light: "#30363d", dark: "#f2f4f7"),
  ]

  /// The color of class or series `index`; after the last the first comes again.
  public static func entry(_ index: Int) -> Entry { entries[index.wrapped(to: entries.count)] }

  /// The color of class `index` over a picture.
  public static func color(_ index: Int) -> Color { color(hex: entry(index).dark) }

  /// `#rrggbb` as a color of pixels; black for anything else.
  static func color(hex: String) -> Color {
    let value = hex.hasPrefix("#") && hex.count == 7 ? UInt32(hex.dropFirst(), radix: 16) ?? 0 : 0
    return Color(
      red: UInt8(truncatingIfNeeded: value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
      blue: UInt8(truncatingIfNeeded: value))
  }
}

extension Int {
  /// The remainder in 0 ..< `count`, also of a negative number.
  fileprivate func wrapped(to count: Int) -> Int { ((self % count) + count) % count }
}
