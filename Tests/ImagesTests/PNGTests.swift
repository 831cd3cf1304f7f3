// PNG files: there and back, other programs' files, damaged files.

import Foundation
import Images
import Randomness
import Testing

@Suite("PNG")
struct PNGTests {
  @Test("Encoded and decoded is the same picture", arguments: 0..<6 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for (height, width) in someSizes {
      let image = noise(height: height, width: width, using: &generator)
      #expect(try PNG.decode(PNG.encode(image)) == image, "\(height) × \(width)")
      let plain = Image(height: height, width: width, color: Color(red: 1, green: 2, blue: 3))
      #expect(try PNG.decode(PNG.encode(plain)) == plain, "one color, \(height) × \(width)")
    }
  }

  @Test("A gradient of 49 152 bytes takes less than 1000, noise hardly more than itself")
  func size() {
    var gradient = Image(height: 128, width: 128, color: .black)
    for y in 0..<128 { for x in 0..<128 { gradient[y, x] = Color(red: UInt8(x), green: UInt8(y), blue: UInt8(x + y)) } }
    #expect(PNG.encode(gradient).count < 1000)
    var generator = SeededGenerator(seed: 0)
    #expect(PNG.encode(noise(height: 128, width: 128, using: &generator)).count < 49_152 * 101 / 100)
  }

  @Test("Files that Pillow and Python wrote", arguments: PNGFixtures.files.indices)
  func fixtures(_ index: Int) throws {
    let fixture = PNGFixtures.files[index]
    let data = try #require(Data(base64Encoded: fixture.base64))
    #expect(try PNG.decode(data) == fixture.picture, "\(fixture.name)")
  }

  @Test("Every color type, bit depth, row filter and interlacing", arguments: 0..<10 as Range<UInt64>)
  func everyKind(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for kind in PNGKind.all {
      let file = kind.randomFile(using: &generator)
      #expect(try PNG.decode(file.data) == file.picture, "\(kind), \(file.picture.height) × \(file.picture.width)")
    }
  }

  // MARK: - Damaged files

  private let file = PNG.encode(digits("123 456"))

  @Test("A file that ends anywhere before its end is an error, and says that it ends")
  func truncation() {
    for end in 0..<8 { #expect(throws: PNGError.notPNG) { try PNG.decode(file.prefix(end)) } }
    for end in 8..<file.count {
      let error = #expect(throws: PNGError.self) { try PNG.decode(file.prefix(end)) }
      #expect(error?.description.contains("ends within") == true)
    }
    #expect(throws: PNGError.truncated(part: "chunk IHDR")) { try PNG.decode(file.prefix(20)) }
  }

  @Test("A file with one wrong bit is an error")
  func damage() {
    for bit in 0..<file.count * 8 {
      var damaged = file
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: PNGError.self, "bit \(bit)") { try PNG.decode(damaged) }
    }
  }

  @Test("A wrong checksum is named with its chunk")
  func checksum() throws {
    var damaged = file
    damaged[16] ^= 1  // the first byte of the width
    guard case .badChecksum("IHDR", _, _) = try #require(throws: PNGError.self, performing: { try PNG.decode(damaged) })
    else {
      Issue.record("not a bad checksum of IHDR")
      return
    }
  }

  @Test("Files that break the rules are refused with what they break")
  func rules() {
    func error(_ change: (inout PNGKind.Parts) -> Void) -> String? {
      var generator = SeededGenerator(seed: 0)
      var parts = PNGKind(colorType: 3, depth: 2, isInterlaced: false).randomParts(using: &generator)
      change(&parts)
      do {
        _ = try PNG.decode(parts.data)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.palette = nil }?.contains("no chunk PLTE") == true)
    #expect(error { $0.palette = [1, 2] }?.contains("PLTE has 2 bytes") == true)
    #expect(error { $0.header[8] = 16 }?.contains("bit depth 16 does not exist in color type 3") == true)
    #expect(error { $0.header[9] = 5 }?.contains("color type 5") == true)
    #expect(error { $0.header[10] = 1 }?.contains("compression method 1") == true)
    #expect(error { $0.header[11] = 1 }?.contains("filter method 1") == true)
    #expect(error { $0.header[12] = 2 }?.contains("interlace method 2") == true)
    #expect(error { $0.header[3] = 0 }?.contains("× 0 pixels") == true)
    #expect(
      error {
        $0.header[0] = 1; $0.header[4] = 1
      }?.contains("make it smaller") == true)
    #expect(error { $0.rows = nil }?.contains("no chunk IDAT") == true)
    #expect(error { $0.rows?[0] = 9 }?.contains("row 0 has filter 9") == true)
    #expect(error { $0.rows?.removeLast() }?.contains("ends within its pixels") == true)
    #expect(error { $0.extra = "CgBI" }?.contains("chunk CgBI") == true)
  }

  @Test("What is not a PNG file at all")
  func notPNG() {
    for data in [Data(), Data("P6".utf8), Data([0xFF, 0xD8, 0xFF])] {
      #expect(throws: PNGError.notPNG) { try PNG.decode(data) }
    }
  }
}
