// Where PNG files are not quite as they should be: what is passed over, as libpng does, and what is refused.

import Formats
import Foundation
import Images
import Testing

@Suite("PNG files that bend the rules")
struct PNGRulesTests {
  /// A chunk with its checksum, or with a wrong one.
  private func chunk(_ name: String, _ data: [UInt8], isRight: Bool = true) -> [UInt8] {
    let named = Array(name.utf8) + data
    return word(data.count) + named + word(Int(CRC32.checksum(named[...])) ^ (isRight ? 0 : 1))
  }

  private func word(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

  private let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private func header(_ colorType: UInt8, depth: UInt8 = 8, width: Int = 2, height: Int = 2) -> [UInt8] {
    chunk("IHDR", word(width) + word(height) + [depth, colorType, 0, 0, 0])
  }

  private let rgbRows: [UInt8] = [0, 0, 1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 11]
  private var rgb: [UInt8] { chunk("IDAT", Deflate.zlib(rgbRows)) }
  private var indices: [UInt8] { chunk("IDAT", Deflate.zlib([0, 0, 1, 0, 2, 1])) }
  private let palette: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  private var end: [UInt8] { chunk("IEND", []) }

  private func pixels(_ parts: [UInt8]...) throws -> [UInt8] {
    try PNG.decode(Data(start + parts.flatMap { $0 })).pixels
  }

  private func problem(_ parts: [UInt8]...) -> String {
    do {
      _ = try PNG.decode(Data(start + parts.flatMap { $0 }))
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("Ancillary chunks of any name, and those whose checksum is wrong, are passed over; a critical one is not")
  func ancillary() throws {
    let right = Array(0..<12 as Range<UInt8>)
    for name in ["teXt", "sRGB", "zzzz", "s\u{1}I1", "a[]`"] {
      #expect(try pixels(header(2), chunk(name, [1, 2]), rgb, end) == right, "\(name)")
    }
    #expect(try pixels(header(2), chunk("tEXt", [65, 0, 66], isRight: false), rgb, end) == right)
    #expect(try pixels(header(2), chunk("tRNS", [0, 0, 0, 1, 0, 2], isRight: false), rgb, end) == right)
    #expect(problem(header(2), chunk("ABCD", [1]), rgb, end).contains("chunk ABCD"))
    #expect(problem(header(2), chunk("A\u{1}CD", [1]), rgb, end).contains("its name is no four letters"))
    #expect(problem(header(2), chunk("IDAT", [1], isRight: false), end).contains("chunk IDAT has CRC-32"))
  }

  @Test("Of tRNS as many bits count as a sample has: the others are masked")
  func transparency() throws {
    let gray = chunk("IDAT", Deflate.zlib([0, 10, 90, 0, 180, 255]))
    #expect(
      try pixels(header(0), chunk("tRNS", [0xAB, 10]), gray, end) == [255, 90, 180, 255].flatMap { [$0, $0, $0] })
    #expect(
      try pixels(header(2), chunk("tRNS", [1, 0, 2, 1, 3, 2]), rgb, end) == [255, 255, 255]
        + Array(3..<12 as Range<UInt8>))
    let bits = chunk("IDAT", Deflate.zlib([0, 0b0100_0000, 0, 0b1000_0000]))
    #expect(
      try pixels(header(0, depth: 1), chunk("tRNS", [0xFF, 0xFE]), bits, end) == [UInt8](repeating: 255, count: 12))
  }

  @Test("A color that the palette lacks is black, as libpng has it")
  func paletteIndex() throws {
    let short = chunk("PLTE", Array(palette[..<6]))
    #expect(try pixels(header(3), short, indices, end) == [0, 1, 2, 3, 4, 5, 0, 0, 0, 3, 4, 5])
  }

  @Test("More rows than the picture has are passed over, in one chunk or several")
  func tooManyRows() throws {
    let right = Array(0..<12 as Range<UInt8>)
    for extra in [1, 7, 5000] {
      let stream = Deflate.zlib(rgbRows + [UInt8](repeating: 3, count: extra))
      #expect(try pixels(header(2), chunk("IDAT", stream), end) == right, "\(extra)")
      let parts = chunk("IDAT", Array(stream[..<5])) + chunk("IDAT", Array(stream[5...]))
      #expect(try pixels(header(2), parts, end) == right, "\(extra)")
    }
    #expect(
      problem(header(2), chunk("IDAT", Deflate.zlib(Array(rgbRows.dropLast()))), end).contains("within its pixels"))
  }

  @Test("What comes after the end is refused, and so is what comes after the end of the compressed pixels")
  func afterTheEnd() {
    #expect(problem(header(2), rgb, end, [1, 2, 3]).contains("3 bytes follow its end, chunk IEND"))
    let stream = Deflate.zlib(rgbRows)
    #expect(problem(header(2), chunk("IDAT", stream + [1, 2]), end).contains("2 bytes follow their end"))
    #expect(problem(header(2), rgb).contains("ends within what follows chunk IDAT"))
  }

  @Test("Chunks out of order are refused: IHDR, PLTE and tRNS once and before the pixels, IDAT all together")
  func order() {
    let colors = chunk("PLTE", palette)
    let nothing = chunk("tRNS", [0])
    #expect(problem(header(3), colors, nothing, indices, end).isEmpty)
    #expect(problem(rgb, header(2), end).contains("the first chunk is not IHDR"))
    #expect(problem(header(2), header(2), rgb, end).contains("two chunks IHDR"))
    #expect(problem(header(3), colors, colors, indices, end).contains("two chunks PLTE"))
    #expect(problem(header(3), colors, nothing, nothing, indices, end).contains("two chunks tRNS"))
    #expect(problem(header(3), indices, colors, end).contains("chunk PLTE comes after the pixels"))
    #expect(problem(header(2), rgb, colors, end).contains("chunk PLTE comes after the pixels"))
    #expect(problem(header(3), colors, indices, nothing, end).contains("chunk tRNS comes after the pixels"))
    #expect(problem(header(3), nothing, colors, indices, end).contains("chunk tRNS comes before PLTE"))
    let stream = Deflate.zlib(rgbRows)
    let (first, second) = (chunk("IDAT", Array(stream[..<5])), chunk("IDAT", Array(stream[5...])))
    #expect(problem(header(2), first, second, end).isEmpty)
    #expect(
      problem(header(2), first, chunk("tEXt", [65, 0]), second, end).contains("tEXt stands among the chunks IDAT"))
  }

  @Test("A look without uncompressing finds a wrong bit anywhere, and every fault of order")
  func verify() throws {
    let file = Data(start + header(2) + rgb + end)
    let size = try PNG.verify(file)
    #expect(size == .square(2))
    for bit in 0..<file.count * 8 {
      var damaged = file
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: PNGError.self, "bit \(bit)") { try PNG.verify(damaged) }
    }
    #expect(throws: PNGError.self) { try PNG.verify(Data(start + header(3) + indices + end)) }
    #expect(throws: PNGError.self) { try PNG.verify(Data(start + header(2) + end)) }
  }
}
