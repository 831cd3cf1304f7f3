// Portable Network Graphics, written and read (W3C, third edition). Written: 8-bit RGB. Read: every color type and depth.

import Foundation

/// PNG files from pictures and pictures from PNG files.
public enum PNG {
  /// A PNG file of a picture: 8-bit RGB, not interlaced, each row with the filter that leaves least.
  ///
  /// Properties:
  /// - `decode(encode(image))` is `image`.
  public static func encode(_ image: Image) -> Data {
    var file = PNGChunk.signature
    var header: [UInt8] = []
    PNGChunk.append(word: UInt32(image.width), to: &header)
    PNGChunk.append(word: UInt32(image.height), to: &header)
    header += [8, PNGHeader.ColorType.rgb.rawValue, 0, 0, 0]
    PNGChunk.append("IHDR", header, to: &file)
    PNGChunk.append("IDAT", Deflate.zlib(filtered(image)), to: &file)
    PNGChunk.append("IEND", [], to: &file)
    return Data(file)
  }

  private static func filtered(_ image: Image) -> [UInt8] {
    let count = image.width * 3
    // A row of zeros above and a pixel of zeros to the left of every row, so that the filters need no exceptions.
    let stride = count + 3
    var padded = [UInt8](repeating: 0, count: (image.height + 1) * stride)
    for y in 0..<image.height {
      for i in 0..<count { padded[(y + 1) * stride + 3 + i] = image.pixels[y * count + i] }
    }
    var best = [UInt8](repeating: 0, count: image.height * (count + 1))
    var trial = [UInt8](repeating: 0, count: count)
    for y in 0..<image.height {
      let start = y * (count + 1)
      var lowest = Int.max
      for filter in PNGFilter.allCases {
        let row = (y + 1) * stride + 3
        let cost = filter.apply(padded, row: row, count: count, stride: stride, step: 3, to: &trial)
        guard cost < lowest else { continue }
        lowest = cost
        best[start] = filter.rawValue
        for i in 0..<count { best[start + 1 + i] = trial[i] }
      }
    }
    return best
  }

  /// The picture in a PNG file of any color type and bit depth, interlaced or not.
  ///
  /// Transparent pixels are laid over white; 16 bits a channel are rounded to 8; gamma and color profiles are not
  /// applied.
  public static func decode(_ data: Data) throws(PNGError) -> Image {
    let chunks = try PNGChunk.chunks(of: [UInt8](data))
    guard let first = chunks.first, first.name == "IHDR" else { throw .malformed("the first chunk is not IHDR") }
    let header = try PNGHeader(first.data)
    for chunk in chunks where !["IHDR", "PLTE", "IDAT", "IEND"].contains(chunk.name) {
      // A capital first letter says that the picture cannot be understood without the chunk.
      if chunk.name.first?.isUppercase == true { throw .unsupported("chunk \(chunk.name)") }
    }
    let colors = try PNGColors(header, chunks: chunks)
    let compressed = chunks.filter { $0.name == "IDAT" }.flatMap(\.data)
    guard !compressed.isEmpty else { throw .malformed("no chunk IDAT, so no pixels") }

    let expected = header.passes.reduce(0) { $0 + $1.height * (header.rowBytes(width: $1.width) + 1) }
    var bytes: [UInt8]
    do {
      bytes = try Inflate.zlib(compressed, limit: expected)
    } catch {
      throw .badData(error)
    }
    guard bytes.count == expected else { throw .truncated(part: "its pixels") }
    return try picture(header, colors, &bytes)
  }

  private static func picture(
    _ header: PNGHeader, _ colors: PNGColors, _ bytes: inout [UInt8]
  ) throws(PNGError) -> Image {
    var image = Image(height: header.height, width: header.width, color: .white)
    let channels = header.colorType.channels
    var start = 0
    for pass in header.passes {
      let count = header.rowBytes(width: pass.width)
      for row in 0..<pass.height {
        guard let filter = PNGFilter(rawValue: bytes[start]) else {
          throw .malformed("row \(row) has filter \(bytes[start])")
        }
        let above = row > 0 ? start - count : nil
        filter.undo(&bytes, row: start + 1, count: count, above: above, step: header.filterStep)
        let y = pass.y + row * pass.dy
        if header.isPlainRGB && !colors.hasTransparency {
          let target = y * count
          for i in 0..<count { image.pixels[target + i] = bytes[start + 1 + i] }
        } else {
          let samples = samples(of: bytes[start + 1..<start + 1 + count], depth: header.depth)
          for column in 0..<pass.width {
            image[y, pass.x + column * pass.dx] = try colors.color(
              samples[column * channels..<(column + 1) * channels])
          }
        }
        start += count + 1
      }
    }
    return image
  }

  /// A row's samples, each 0 ..< 2^depth; those below a byte are packed from its top bit down.
  private static func samples(of row: ArraySlice<UInt8>, depth: Int) -> [Int] {
    switch depth {
    case 8: return row.map { Int($0) }
    case 16: return stride(from: row.startIndex, to: row.endIndex, by: 2).map { Int(row[$0]) << 8 | Int(row[$0 + 1]) }
    default:
      let most = 1 << depth - 1
      return row.flatMap { byte in stride(from: 8 - depth, through: 0, by: -depth).map { Int(byte) >> $0 & most } }
    }
  }
}
