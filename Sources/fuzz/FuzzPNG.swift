// PNG files past their checks: checksums made right after a change, pixels compressed after it.

import Formats
import Images

extension FuzzFormat {
  /// A PNG file whose chunks' checksums are made right, as far as its chunks can be told.
  static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for chunk in chunks(of: bytes) {
      let sum = word(CRC32.checksum(bytes[chunk.lowerBound - 4..<chunk.upperBound]))
      bytes.replaceSubrange(chunk.upperBound..<chunk.upperBound + 4, with: sum)
    }
    return bytes
  }

  /// A PNG file in which what stands in chunks IDAT, rows as they are before DEFLATE, is compressed; with right
  /// checksums.
  static func withCompressedRows(_ bytes: [UInt8]) -> [UInt8] {
    var file = Array(bytes.prefix(8))
    var rows: [UInt8] = []
    let chunks = chunks(of: bytes)
    for (index, chunk) in chunks.enumerated() {
      var data = Array(bytes[chunk])
      if isPixels(bytes, chunk) {
        rows += data
        // Chunks IDAT that follow each other hold one stream.
        if index + 1 < chunks.count, isPixels(bytes, chunks[index + 1]) { continue }
        data = Deflate.zlib(rows)
        rows = []
      }
      file += word(UInt32(data.count)) + bytes[chunk.lowerBound - 4..<chunk.lowerBound] + data
      file += word(CRC32.checksum(file[(file.count - data.count - 4)...]))
    }
    return file
  }

  /// A chunk of right length and checksum.
  static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return word(UInt32(data.count)) + body + word(CRC32.checksum(body[...]))
  }

  /// Where the data of the chunks lie, as far as they can be told; four bytes of name before and of checksum behind.
  private static func chunks(of bytes: [UInt8]) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { break }
      chunks.append(at + 8..<at + 8 + length)
      at += 12 + length
    }
    return chunks
  }

  private static func isPixels(_ bytes: [UInt8], _ chunk: Range<Int>) -> Bool {
    bytes[chunk.lowerBound - 4..<chunk.lowerBound].elementsEqual("IDAT".utf8)
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

extension FuzzPictures {
  /// Pictures of every color type, plain and interlaced, whose chunks IDAT hold their rows uncompressed.
  static let pngRows: [[UInt8]] = [
    // 5 × 3 pixels: depth, color type, interlace.
    (1, 0, 0), (16, 0, 1), (8, 2, 0), (16, 2, 1), (2, 3, 1), (8, 4, 0), (8, 6, 1), (16, 6, 0),
  ].map { depth, type, interlace in
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += FuzzFormat.chunk("IHDR", [0, 0, 0, 5, 0, 0, 0, 3, UInt8(depth), UInt8(type), 0, 0, UInt8(interlace)])
    if type == 3 { file += FuzzFormat.chunk("PLTE", [0, 0, 0, 255, 0, 0, 0, 255, 0]) }
    if type == 0 || type == 2 || type == 3 {
      file += FuzzFormat.chunk("tRNS", [UInt8](repeating: 0, count: type == 2 ? 6 : 2))
    }
    var rows: [UInt8] = []
    // Adam7 of 5 × 3: the passes' widths; those of no rows are not there.
    let bits = depth * [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][type, default: 1]
    let widths = interlace == 0 ? [5, 5, 5] : [1, 1, 1, 3, 2, 2, 5]
    for (row, width) in widths.enumerated() {
      rows += [UInt8(row % 5)] + (0..<(width * bits + 7) / 8).map { UInt8(truncatingIfNeeded: 37 * $0 + row) }
    }
    return file + FuzzFormat.chunk("IDAT", rows) + FuzzFormat.chunk("IEND", [])
  }
}
