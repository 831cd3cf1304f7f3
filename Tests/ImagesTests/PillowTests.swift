// Picture files of every kind, against what Pillow reads in them.

import Foundation
import Images
import Testing

/// A file written by Fixtures/make_pictures.py, which says what the numbers are.
private struct Pictures: Decodable {
  struct File: Decodable {
    var title: String
    var depth: Int
    var width: Int
    var height: Int
    var rgba: [Int]?
    var gray16: [Int]?
    var base64: String

    var hasAlpha: Bool { title.hasPrefix("color type 4") || title.hasPrefix("color type 6") }
  }
  var files: [File]

  init() throws { self = try fixture("pictures.json") }
}

/// A file of numbers from elsewhere.
func fixture<Value: Decodable>(_ name: String) throws -> Value {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  return try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appending(path: name)))
}

@Suite("Agreement with Pillow 13.0.0")
struct PillowTests {
  @Test("All 15 pairs of color type and depth are there, interlaced and not, and PPM of one byte and two")
  func complete() throws {
    let titles = try Pictures().files.map(\.title)
    for kind in PNGKind.all { #expect(titles.contains("\(kind)"), "\(kind)") }
    #expect(PNGKind.all.count == 2 * 15)
    #expect(titles.count { $0.hasPrefix("PPM") } == 6)
  }

  /// Pillow cuts 16 bits to their upper byte, and here they are rounded: one level apart at most, and where the alpha
  /// is one apart too, two.
  @Test("Every color type, depth and interlacing: the same pixels over white; of 16 bits within two levels")
  func pixels() throws {
    for file in try Pictures().files {
      let data = try #require(Data(base64Encoded: file.base64))
      let image = try file.title.hasPrefix("PPM") ? PPM.decode(data) : PNG.decode(data)
      #expect(image.height == file.height && image.width == file.width, "\(file.title)")
      let expected = try #require(file.rgba.map(overWhite) ?? file.gray16.map(eightBits))
      let tolerance = file.gray16 == nil && file.depth == 16 ? (file.hasAlpha ? 2 : 1) : 0
      let apart = zip(image.pixels, expected).map { abs(Int($0) - $1) }.max() ?? 0
      #expect(image.pixels.count == expected.count && apart <= tolerance, "\(file.title): \(apart) levels apart")
    }
  }

  private func overWhite(_ rgba: [Int]) -> [Int] {
    stride(from: 0, to: rgba.count, by: 4).flatMap { i in
      (0..<3).map { Int(PNGFixtures.overWhite(rgba[i + $0], rgba[i + 3])) }
    }
  }

  private func eightBits(_ samples: [Int]) -> [Int] {
    samples.flatMap { sample in
      let gray = Int((Double(sample) / 257).rounded())
      return [gray, gray, gray]
    }
  }
}
