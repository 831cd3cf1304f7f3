// PNG files of every kind with known content, written the plainest way: stored data, one chunk of each.

import Formats
import Foundation
import Images
import Randomness

/// A color type, a bit depth and whether interlaced.
struct PNGKind: CustomStringConvertible {
  let colorType: UInt8
  let depth: Int
  let isInterlaced: Bool

  var description: String { "color type \(colorType), \(depth) bits\(isInterlaced ? ", interlaced" : "")" }

  static let all: [PNGKind] = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])]
    .flatMap { (type: UInt8, depths: [Int]) in
      depths.flatMap { depth in [false, true].map { PNGKind(colorType: type, depth: depth, isInterlaced: $0) } }
    }

  var channels: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType] ?? 0 }

  struct Parts {
    var header: [UInt8]
    var palette: [UInt8]?
    var rows: [UInt8]?
    var extra: String?
    var picture: Image

    var data: Data {
      var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      func word(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
      func chunk(_ name: String, _ data: [UInt8]) {
        file += word(data.count) + name.utf8 + data
        file += word(Int(CRC32.checksum(ArraySlice(Array(name.utf8) + data))))
      }
      chunk("IHDR", header)
      if let extra { chunk(extra, [1, 2, 3]) }
      if let palette { chunk("PLTE", palette) }
      if let rows {
        var stream: [UInt8] = [0x78, 0x01, 1]
        for value in [rows.count, rows.count ^ 0xFFFF] { stream += [UInt8(value & 255), UInt8(value >> 8)] }
        stream += rows + word(Int(Adler32.checksum(rows)))
        // In two chunks, which are one stream.
        chunk("IDAT", Array(stream[..<5]))
        chunk("IDAT", Array(stream[5...]))
      }
      chunk("IEND", [])
      return Data(file)
    }
  }

  func randomFile(using generator: inout SeededGenerator) -> (data: Data, picture: Image) {
    let parts = randomParts(using: &generator)
    return (parts.data, parts.picture)
  }

  /// A picture of random samples, each row with a random filter.
  func randomParts(using generator: inout SeededGenerator) -> Parts {
    let (height, width) = (generator.integer(in: 1...11), generator.integer(in: 1...11))
    let most = 1 << depth - 1
    let samples = (0..<height * width * channels).map { _ in generator.integer(in: 0...most) }
    let palette = colorType == 3 ? (0..<3 << depth).map { _ in UInt8(generator.integer(in: 0...255)) } : nil

    var picture = Image(height: height, width: width, color: .black)
    for y in 0..<height {
      for x in 0..<width {
        let at = (y * width + x) * channels
        picture[y, x] = color(Array(samples[at..<at + channels]), palette)
      }
    }

    var rows: [UInt8] = []
    let grids =
      isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    for (x0, y0, dx, dy) in grids where x0 < width && y0 < height {
      var above: [UInt8] = []
      for y in stride(from: y0, to: height, by: dy) {
        var bits: [Int] = []
        for x in stride(from: x0, to: width, by: dx) {
          for sample in samples[(y * width + x) * channels..<(y * width + x + 1) * channels] {
            bits += (0..<depth).reversed().map { sample >> $0 & 1 }
          }
        }
        bits += [Int](repeating: 0, count: (8 - bits.count % 8) % 8)
        let row = stride(from: 0, to: bits.count, by: 8).map { i in UInt8(bits[i..<i + 8].reduce(0) { $0 * 2 + $1 }) }
        if above.isEmpty { above = [UInt8](repeating: 0, count: row.count) }
        rows += filtered(row, above: above, by: generator.integer(in: 0...4))
        above = row
      }
    }
    let header = [0, 0, 0, UInt8(width), 0, 0, 0, UInt8(height), UInt8(depth), colorType, 0, 0, isInterlaced ? 1 : 0]
    return Parts(header: header, palette: palette, rows: rows, picture: picture)
  }

  private func filtered(_ row: [UInt8], above: [UInt8], by filter: Int) -> [UInt8] {
    let step = max(1, channels * depth / 8)
    return [UInt8(filter)]
      + row.indices.map { i in
        let (a, b) = (i < step ? 0 : Int(row[i - step]), Int(above[i]))
        let c = i < step ? 0 : Int(above[i - step])
        let distances = [(abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c)]
        let paeth = distances.min { ($0.0, $0.1) < ($1.0, $1.1) }?.2 ?? 0
        return row[i] &- UInt8([0, a, b, (a + b) / 2, paeth][filter])
      }
  }

  private func color(_ samples: [Int], _ palette: [UInt8]?) -> Color {
    if let palette {
      let at = samples[0] * 3
      return Color(red: palette[at], green: palette[at + 1], blue: palette[at + 2])
    }
    let values = samples.map { Int((Double($0) * 255 / Double(1 << depth - 1)).rounded()) }
    let hasAlpha = colorType >= 4
    let alpha = hasAlpha ? values[channels - 1] : 255
    let shown = values[..<(channels - (hasAlpha ? 1 : 0))].map { PNGFixtures.overWhite($0, alpha) }
    return shown.count == 1 ? Color(gray: shown[0]) : Color(red: shown[0], green: shown[1], blue: shown[2])
  }
}
