// The size of a raster of pixels: rows first, as in arrays, so that nobody has to guess the order of two numbers.

/// How many pixels an image is high and wide.
///
/// Edge cases: a size may be 0 or less, as a file may say; who needs an image asks for at least 1.
public struct ImageSize: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Pixels from top to bottom.
  public var height: Int
  /// Pixels from left to right.
  public var width: Int

  /// A size from its sides.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// As high as wide.
  public static func square(_ side: Int) -> ImageSize { ImageSize(height: side, width: side) }

  /// The number of pixels.
  public var area: Int { height * width }

  /// "480 × 640": height, then width.
  public var description: String { "\(height) × \(width)" }
}
