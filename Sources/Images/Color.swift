// A color of 8 bits a channel. No alpha: pictures here are opaque.

/// A color: red, green and blue, 0…255 each.
public struct Color: Hashable, Sendable, Codable {
  /// Red, 0…255.
  public var red: UInt8
  /// Green, 0…255.
  public var green: UInt8
  /// Blue, 0…255.
  public var blue: UInt8

  /// A color from its three channels, 0…255 each.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A shade of gray, 0 (black) … 255 (white).
  public init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }

  /// The distance |ΔR| + |ΔG| + |ΔB|, 0…765.
  ///
  /// Properties:
  /// - Symmetric, and 0 for equal colors only.
  /// - Black and white are 765 apart.
  public func distance(to other: Color) -> Int {
    abs(Int(red) - Int(other.red)) + abs(Int(green) - Int(other.green)) + abs(Int(blue) - Int(other.blue))
  }

  /// (0, 0, 0).
  public static let black = Color(gray: 0)
  /// (255, 255, 255).
  public static let white = Color(gray: 255)
  /// (220, 50, 47): what went wrong, an object without a positive anchor.
  public static let red = Color(red: 220, green: 50, blue: 47)
  /// (40, 180, 60): ground truth, an object with a positive anchor.
  public static let green = Color(red: 40, green: 180, blue: 60)
  /// (38, 119, 220).
  public static let blue = Color(red: 38, green: 119, blue: 220)
  /// (240, 190, 30).
  public static let yellow = Color(red: 240, green: 190, blue: 30)
}
