// A change of brightness, contrast and color balance: one table of 256 entries a channel.

import Randomness

/// A change of colors, the same in every pixel.
///
/// ```
/// v′ = ((v - 128) · contrast + 128) · gain + brightness · 255,   clamped to 0…255 and rounded
/// ```
public struct ColorChange: Hashable, Sendable {
  /// Added, as a share of the whole range.
  public var brightness = 0.0
  /// The factor of the distance from mid gray.
  public var contrast = 1.0
  /// The factors of red, green and blue.
  public var gains: [Double] = [1, 1, 1]

  /// No change.
  public init() {}

  /// A random change: brightness ± jitter, contrast 1 ± jitter, and each channel's gain 1 ± jitter/2.
  public init(jitter: Double, using generator: inout SeededGenerator) {
    brightness = generator.uniform(in: -jitter...jitter)
    contrast = 1 + generator.uniform(in: -jitter...jitter)
    gains = (0..<3).map { _ in 1 + generator.uniform(in: -jitter / 2...jitter / 2) }
  }

  /// Changes a picture's colors.
  public func apply(to image: inout Image) {
    precondition(gains.count == 3, "gains must be three, found \(gains.count)")
    let tables = gains.map { gain in
      (0..<256).map { value in
        let changed = ((Double(value) - 128) * contrast + 128) * gain + brightness * 255
        return UInt8(max(0, min(255, changed.rounded())))
      }
    }
    Self.look(up: &image.pixels, tables[0], tables[1], tables[2])
  }

  private static func look(up pixels: inout [UInt8], _ red: [UInt8], _ green: [UInt8], _ blue: [UInt8]) {
    let (red, green, blue) = (red.span, green.span, blue.span)
    var pixels = pixels.mutableSpan
    precondition(red.count == 256 && green.count == 256 && blue.count == 256)
    var i = 0
    while i < pixels.count - 2 {
      pixels[i] = red[Int(pixels[i])]
      pixels[i + 1] = green[Int(pixels[i + 1])]
      pixels[i + 2] = blue[Int(pixels[i + 2])]
      i += 3
    }
  }
}
