import Figures
import Foundation
import Images
import Testing

@Suite("Palette")
struct PaletteTests {
  /// What a color looks like without red and without green receptors, in linear light: Machado, Oliveira and
  /// Fernandes, 2009, severity 1.
  private static let visions: [(name: String, matrix: [[Double]])] = [
    ("all receptors", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "no red receptors",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "no green receptors",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
  ]

  private func seen(_ hex: String, _ matrix: [[Double]]) throws -> [Double] {
    let value = try #require(Int(hex.dropFirst(), radix: 16))
    let linear = [value >> 16, value >> 8 & 255, value & 255].map { channel -> Double in
      let c = Double(channel) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return matrix.map { row in
      let c = min(1, max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }))
      return 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055)
    }
  }

  @Test("Any two colors are at least 50 apart for readers with all receptors, without red, and without green")
  func distances() throws {
    for vision in Self.visions {
      for shades in [Palette.entries.map(\.light), Palette.entries.map(\.dark)] {
        let colors = try shades.map { try seen($0, vision.matrix) }
        for (index, color) in colors.enumerated() {
          for other in 0..<index {
            let distance = zip(color, colors[other]).reduce(0) { $0 + abs($1.0 - $1.1) }
            #expect(distance >= 50, "\(shades[index]) and \(shades[other]), \(vision.name)")
          }
        }
      }
    }
  }

  @Test("Over a picture a class has the shade for dark backgrounds")
  func color() {
    #expect(Palette.entry(0).dark == "#4ba3e3")
    #expect(Palette.color(0) == Color(red: 0x4b, green: 0xa3, blue: 0xe3))
  }

  @Test("After the last color the first comes again, also for negative indices")
  func wrapping() {
    let count = Palette.entries.count
    #expect(Palette.entry(count) == Palette.entry(0) && Palette.entry(-1) == Palette.entry(count - 1))
  }
}
