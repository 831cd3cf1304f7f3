// Portable Network Graphics, written and read (W3C, third edition). Written: 8-bit RGB. Read: every color type and
// depth.

import Boxes
import Foundation

/// PNG files from pictures and pictures from PNG files.
public enum PNG {
  /// A PNG file of a picture: 8-bit RGB, not interlaced, each row with the filter that leaves least.
  ///
  /// Memory: 3 bytes a pixel and one a row beside the picture and the file.
  ///
  /// Properties:
  /// - `decode(encode(image))` is `image`.
  public static func encode(_ image: Image) -> Data {
    var header: [UInt8] = []
    PNGChunk.append(word: UInt32(image.width), to: &header)
    PNGChunk.append(word: UInt32(image.height), to: &header)
    header += [8, PNGHeader.ColorType.rgb.rawValue, 0, 0, 0]
    var file = Data(PNGChunk.signature)
    func append(_ name: String, _ data: [UInt8]) {
      var chunk: [UInt8] = []
      PNGChunk.append(name, data, to: &chunk)
      file.append(contentsOf: chunk)
    }
    append("IHDR", header)
    Deflate.zlib(filtered(image)) { append("IDAT", $0) }
    append("IEND", [])
    return file
  }

  /// Each row behind the number of the filter that leaves least of it.
  private static func filtered(_ image: Image) -> [UInt8] {
    let count = image.width * 3
    var rows = [UInt8](repeating: 0, count: image.height * (count + 1))
    for y in 0..<image.height {
      var best = (filter: PNGFilter.none, cost: Int.max)
      for filter in PNGFilter.allCases {
        let cost = filter.cost(image.pixels, row: y * count, count: count, step: 3)
        if cost < best.cost { best = (filter, cost) }
      }
      let start = y * (count + 1)
      rows[start] = best.filter.rawValue
      best.filter.apply(image.pixels, row: y * count, count: count, step: 3, to: &rows, at: start + 1)
    }
    return rows
  }

  /// The picture in a PNG file of any color type and bit depth, interlaced or not.
  ///
  /// It is turned as its Exif orientation says it is to be shown (chunk eXIf), as a JPEG is: so do Pillow's
  /// `exif_transpose` and torchvision's `apply_exif_orientation`. Transparent pixels are laid over white; 16 bits a
  /// channel are rounded to 8; gamma and color profiles are not applied. A color that the palette lacks is black and
  /// pixels beyond the last row are passed over, as libpng has it; chunks out of order and bytes after the end are
  /// refused, as the standard has it.
  ///
  /// Memory: at most 12 bytes a pixel beside the file and a copy of it, and only as much as the file's bytes can be
  /// uncompressed to.
  public static func decode(_ data: Data) throws(PNGError) -> Image {
    // The file's copies are gone before the picture is made.
    var (header, colors, orientation, bytes) = try rows(of: data)
    let image = try picture(header, colors, &bytes)
    bytes = []
    return orientation.applied(to: image)
  }

  /// A file's rows, each behind its filter, and what they mean.
  private static func rows(of data: Data) throws(PNGError) -> (PNGHeader, PNGColors, EXIFOrientation, [UInt8]) {
    let (header, colors, orientation, compressed) = try compressedRows(of: data)
    let expected = header.passes.reduce(0) { $0 + $1.height * (header.rowBytes(width: $1.width) + 1) }
    let bytes: [UInt8]
    do {
      bytes = try Inflate.zlib(compressed, limit: expected, passesOverMore: true)
    } catch {
      throw .badData(error)
    }
    guard bytes.count == expected else { throw .truncated(part: "its pixels") }
    return (header, colors, orientation, bytes)
  }

  private static func compressedRows(
    of data: Data
  ) throws(PNGError) -> (PNGHeader, PNGColors, EXIFOrientation, [UInt8]) {
    let chunks = try PNGChunk.chunks(of: [UInt8](data))
    let header = try header(of: chunks)
    let colors = try PNGColors(header, chunks: chunks)
    let parts = chunks.filter { $0.name == "IDAT" }.map(\.data)
    guard parts.contains(where: { !$0.isEmpty }) else { throw .malformed("no chunk IDAT, so no pixels") }
    return (header, colors, orientation(in: chunks), parts.count == 1 ? Array(parts[0]) : parts.flatMap { $0 })
  }

  /// How the picture is to be shown, wherever the chunk that says so stands: programs write it before and behind the
  /// pixels.
  private static func orientation(in chunks: [PNGChunk]) -> EXIFOrientation {
    chunks.first { $0.name == PNGChunk.exif }.flatMap { EXIFOrientation(exif: $0.data) } ?? .upright
  }

  /// Looks whether the file is whole and the checksums of its chunks are right, without uncompressing its pixels;
  /// returns the size of the picture as `decode` gives it.
  @discardableResult
  public static func verify(_ data: Data) throws(PNGError) -> ImageSize {
    let size = try size(of: data)
    return ImageSize(height: size.height, width: size.width)
  }

  /// Height and width of the picture as `decode` gives it, and as it is stored; throws as `verify` does.
  ///
  /// The two differ where the Exif orientation turns the picture by a quarter.
  static func size(
    of data: Data
  ) throws(PNGError) -> (height: Int, width: Int, storedHeight: Int, storedWidth: Int) {
    let chunks = try PNGChunk.chunks(of: [UInt8](data))
    let header = try header(of: chunks)
    _ = try PNGColors(header, chunks: chunks)
    guard chunks.contains(where: { $0.name == "IDAT" && !$0.data.isEmpty }) else {
      throw .malformed("no chunk IDAT, so no pixels")
    }
    return orientation(in: chunks).swapsSides
      ? (header.width, header.height, header.height, header.width)
      : (header.height, header.width, header.height, header.width)
  }

  private static func header(of chunks: [PNGChunk]) throws(PNGError) -> PNGHeader {
    for chunk in chunks where chunk.isCritical && !["IHDR", "PLTE", "IDAT", "IEND"].contains(chunk.name) {
      throw .unsupported("chunk \(chunk.name)")
    }
    guard let first = chunks.first else { throw .malformed("the first chunk is not IHDR") }
    return try PNGHeader(first.data)
  }

  private static func picture(
    _ header: PNGHeader, _ colors: PNGColors, _ bytes: inout [UInt8]
  ) throws(PNGError) -> Image {
    var pixels = [UInt8](repeating: 255, count: 3 * header.height * header.width)
    var start = 0
    for pass in header.passes {
      let count = header.rowBytes(width: pass.width)
      for row in 0..<pass.height {
        guard let filter = PNGFilter(rawValue: bytes[start]) else {
          throw .malformed("row \(row) has filter \(bytes[start])")
        }
        let above = row > 0 ? start - count : nil
        filter.undo(&bytes, row: start + 1, count: count, above: above, step: header.filterStep)
        colors.write(
          bytes, from: start + 1, count: pass.width, to: &pixels,
          at: 3 * ((pass.y + row * pass.dy) * header.width + pass.x), step: 3 * pass.dx)
        start += count + 1
      }
    }
    return Image(height: header.height, width: header.width, pixels: pixels)
  }
}
