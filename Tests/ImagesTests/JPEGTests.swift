// JPEG files: what Pillow reads in them, cut and damaged ones, and what is refused.

import Foundation
import Images
import Randomness
import Testing

/// Files written by Fixtures/make_jpegs.py, each with its pixels as Pillow reads them.
struct JPEGFixtures: Decodable {
  struct File: Decodable {
    var title: String
    var jpeg: Data
    var png: Data
  }
  var versions: [String: String]
  var files: [File]

  init() throws { self = try fixture("jpegs.json") }

  /// The bytes of the first file whose title begins so.
  static func bytes(_ title: String) throws -> [UInt8] {
    try [UInt8](#require(JPEGFixtures().files.first { $0.title.hasPrefix(title) }).jpeg)
  }
}

func jpegError(_ bytes: some Sequence<UInt8>) -> String? {
  do {
    _ = try JPEG.decode(Data(bytes))
    return nil
  } catch {
    return "\(error)"
  }
}

@Suite("JPEG, beside Pillow 13.0.0 with libjpeg-turbo 3.2.0")
struct JPEGTests {
  @Test(
    "Every kind has the very pixels that Pillow reads: sampling, progressive, restarts, RGB, orientation, packed ones")
  func agreement() throws {
    let fixtures = try JPEGFixtures()
    #expect(fixtures.versions["Pillow"] == "13.0.0" && fixtures.versions["libjpeg-turbo"] == "3.2.0")
    for kind in ["4:4:4", "4:2:2", "4:2:0", "4:4:0", "4:1:1", "gray", "RGB", "orientation 8", "packed 1×1 2×2 1×2"] {
      #expect(fixtures.files.contains { $0.title.hasPrefix(kind) }, "\(kind)")
    }
    for kind in ["progressive", "restart markers", "extended", "one scan each"] {
      #expect(fixtures.files.contains { $0.title.contains(kind) }, "\(kind)")
    }
    for file in fixtures.files {
      let (image, expected) = try (JPEG.decode(file.jpeg), PNG.decode(file.png))
      #expect((image.height, image.width) == (expected.height, expected.width), "\(file.title)")
      let apart = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
      #expect(apart == 0, "\(file.title): \(apart) levels apart")
      let size = try JPEG.verify(file.jpeg)
      #expect(size == image.size, "\(file.title)")
    }
  }

  // MARK: - Cut and damaged files

  @Test(
    "A file that is cut anywhere in its pixels is an error, and says that it ends",
    arguments: ["4:2:0", "gray, progressive", "4:2:0, restart markers", "packed 2×2, one scan each"])
  func truncation(title: String) throws {
    let bytes = try JPEGFixtures.bytes(title)
    #expect(jpegError(bytes) == nil)
    for end in 0..<2 { #expect(throws: JPEGError.notJPEG) { try JPEG.decode(Data(bytes[..<end])) } }
    for end in 2..<bytes.count - 2 {
      #expect(jpegError(bytes[..<end])?.contains("ends within") == true, "\(end) of \(bytes.count)")
      #expect(throws: JPEGError.self, "\(end)") { try JPEG.verify(Data(bytes[..<end])) }
    }
  }

  @Test("A file that lacks only the marker of the end, or half of it, has all its pixels: they are read")
  func withoutEnd() throws {
    for file in try JPEGFixtures().files {
      #expect(file.jpeg.suffix(2) == Data([0xFF, 0xD9]), "\(file.title)")
      let image = try JPEG.decode(file.jpeg)
      for missing in 1...2 {
        let cut = file.jpeg.dropLast(missing)
        #expect(try JPEG.decode(cut) == image, "\(file.title) without \(missing) bytes")
        #expect(try JPEG.verify(cut) == image.size, "\(file.title) without \(missing) bytes")
      }
    }
  }

  @Test("A progressive file that ends between two scans is cut, though every scan that it has is whole")
  func betweenScans() throws {
    let bytes = try JPEGFixtures.bytes("4:2:0, progressive")
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    #expect(scans.count > 4)
    for scan in scans.dropFirst() {
      #expect(jpegError(bytes[..<scan])?.contains("'end of image' is missing") == true, "\(scan)")
      #expect(
        jpegError(bytes[..<scan] + [0xFF, 0xD9])?.contains("ends within") != true, "with its end it is what it is")
    }
  }

  @Test("Damaged files are read or refused, and nothing else", arguments: 0..<4 as Range<UInt64>)
  func damage(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let files = try JPEGFixtures().files.map { [UInt8]($0.jpeg) }
    var refused = 0
    for _ in 0..<1000 {
      var bytes = files[generator.integer(in: 0...files.count - 1)]
      for _ in 0..<generator.integer(in: 1...3) {
        bytes[generator.integer(in: 2...bytes.count - 1)] = UInt8(generator.integer(in: 0...255))
      }
      if jpegError(bytes) != nil { refused += 1 }
    }
    #expect(refused > 200 && refused < 900, "\(refused) of 1000, seed \(seed)")
  }

  @Test("Bytes after the end, comments, unknown segments and stray bytes before a marker do no harm")
  func tolerance() throws {
    let bytes = try JPEGFixtures.bytes("4:2:2")
    let image = try JPEG.decode(Data(bytes))
    #expect(try JPEG.decode(Data(bytes + [0, 1, 0xFF, 0xD8])) == image)
    let start = Array(bytes[..<2])
    let rest = Array(bytes[2...])
    #expect(try JPEG.decode(Data(start + [0xFF, 0xFE, 0, 3, 7] + rest)) == image)
    #expect(try JPEG.decode(Data(start + [0xFF, 0xEB, 0, 4, 7, 8] + rest)) == image)
    #expect(try JPEG.decode(Data(bytes.dropLast(2) + [0x12, 0x34] + bytes.suffix(2))) == image)
  }

  // MARK: - What is refused

  /// The place of the frame header's first byte after its length.
  private func frame(_ bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && 0xC0...0xC2 ~= bytes[$0 + 1] }) + 4
  }

  @Test("What is not read is refused by its name, with a way on")
  func unsupported() throws {
    let bytes = try JPEGFixtures.bytes("4:2:0")
    let at = try frame(bytes)
    func error(_ change: (inout [UInt8]) -> Void) -> String {
      var changed = bytes
      change(&changed)
      return jpegError(changed) ?? ""
    }
    #expect(error { $0[at - 3] = 0xC3 }.contains("a lossless JPEG (SOF3)"))
    #expect(error { $0[at - 3] = 0xC6 }.contains("a hierarchical JPEG (SOF6)"))
    #expect(error { $0[at - 3] = 0xC9 }.contains("arithmetic coding (SOF9); save the picture as a baseline JPEG"))
    #expect(error { $0[at - 3] = 0xCA }.contains("arithmetic coding (SOF10)"))
    #expect(error { $0[at - 3] = 0xCB }.contains("lossless JPEG with arithmetic coding"))
    #expect(error { $0[at] = 12 }.contains("12 bits a sample, where 8 are read"))
    #expect(
      error {
        $0[at + 1] = 0; $0[at + 2] = 0
      }.contains("leaves the height open (marker DNL)"))
    #expect(
      error {
        $0[at + 3] = 0; $0[at + 4] = 0
      }.contains("× 0 pixels"))
    #expect(
      error {
        $0[at + 7] = 0x32
        $0[at + 10] = 0x21
      }.contains("colors at 2/3 of the width and 1/2 of the height"))
    #expect(error { $0[at + 7] = 0x51 }.contains("sampling factors 5 and 1"))
    #expect(error { $0[at + 5] = 2 }.contains("its frame header has"))
    var four = bytes
    four[at + 5] = 4
    four[at - 1] += 3
    four.insert(contentsOf: [4, 0x11, 0], at: at + 15)
    #expect(jpegError(four)?.contains("those of print (CMYK or YCCK); convert the picture to RGB, with Pillow") == true)
  }

  @Test("A file that breaks the rules is refused with what it breaks")
  func malformed() throws {
    let bytes = try JPEGFixtures.bytes("4:2:0")
    let at = try frame(bytes)
    func without(_ marker: UInt8) throws -> String {
      var changed = bytes
      while let start = changed.indices.dropLast().first(where: { changed[$0] == 0xFF && changed[$0 + 1] == marker }) {
        let length = Int(changed[start + 2]) << 8 | Int(changed[start + 3])
        changed.removeSubrange(start..<start + 2 + length)
      }
      return jpegError(changed) ?? ""
    }
    #expect(try without(0xDB).contains("quantization table 0 is missing"))
    #expect(try without(0xC4).contains("Huffman table 0 is missing"))
    #expect(try without(0xC0).contains("a scan comes before the frame header"))
    #expect(try without(0xDA).contains("ends without all of its colors"))
    let header = Array(bytes[(at - 4)..<(at + 15)])
    #expect(jpegError(bytes[..<(at - 4)] + header + bytes[(at - 4)...])?.contains("a second frame header") == true)
    #expect(jpegError([0xFF, 0xD8, 0xFF, 0xD9])?.contains("ends without a picture") == true)
    let restarts = try JPEGFixtures.bytes("4:4:4, restart markers")
    let marker = try #require(
      restarts.indices.dropLast().last { restarts[$0] == 0xFF && 0xD0...0xD7 ~= restarts[$0 + 1] })
    var wrong = restarts
    wrong[marker + 1] = 0xD0 + (wrong[marker + 1] - 0xD0 + 1) % 8
    #expect(jpegError(wrong)?.contains("is missing: RST") == true)
  }

  @Test(
    "A header's claim is given no memory that the file could not fill: 2²⁸ pixels in some hundred bytes are refused")
  func claims() throws {
    for title in ["4:2:0", "4:4:4, progressive"] {
      var bytes = try JPEGFixtures.bytes(title)
      let at = try frame(bytes)
      for place in 1...4 { bytes[at + place] = 0x3F }
      #expect(jpegError(bytes)?.contains("ends within its pixels") == true)
      for place in 1...4 { bytes[at + place] = 0xFF }
      #expect(jpegError(bytes)?.contains("make it smaller, at most 2²⁸ pixels") == true)
    }
  }
}
