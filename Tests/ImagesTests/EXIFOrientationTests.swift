// Photographs that were stored lying: shown upright, and annotations that fit only what is stored.

import Boxes
import Formats
import Foundation
import Images
import Testing

@Suite("Exif orientation")
struct EXIFOrientationTests {
  // A B
  // C D
  // E F
  private let stored: Image = {
    var image = Image(height: 3, width: 2, color: .black)
    for i in 0..<6 { image[i / 2, i % 2] = Color(gray: UInt8(ascii: "A") + UInt8(i)) }
    return image
  }()

  private func text(_ image: Image) -> [String] {
    (0..<image.height).map { y in
      String(decoding: (0..<image.width).map { image[y, $0].red }, as: UTF8.self)
    }
  }

  private let expected: [EXIFOrientation: [String]] = [
    .upright: ["AB", "CD", "EF"], .mirrored: ["BA", "DC", "FE"], .half: ["FE", "DC", "BA"],
    .upsideDown: ["EF", "CD", "AB"], .transposed: ["ACE", "BDF"], .clockwise: ["ECA", "FDB"],
    .transversed: ["FDB", "ECA"], .counterclockwise: ["BDF", "ACE"],
  ]

  @Test("The eight ways, drawn")
  func ways() {
    for way in EXIFOrientation.allCases { #expect(text(way.applied(to: stored)) == expected[way], "\(way)") }
  }

  @Test("Four quarters are a whole turn, and what mirrors undoes itself")
  func laws() {
    var turned = stored
    for _ in 0..<4 { turned = EXIFOrientation.clockwise.applied(to: turned) }
    #expect(turned == stored)
    #expect(
      EXIFOrientation.counterclockwise.applied(to: EXIFOrientation.clockwise.applied(to: stored)) == stored)
    for way in [EXIFOrientation.mirrored, .half, .upsideDown, .transposed, .transversed] {
      #expect(way.applied(to: way.applied(to: stored)) == stored, "\(way)")
    }
  }

  @Test("A quarter's turn changes the size; the stored one is known as well")
  func size() throws {
    for file in try JPEGFixtures().files where file.title.hasPrefix("orientation") {
      let (size, image) = try (JPEG.size(of: file.jpeg), JPEG.decode(file.jpeg))
      #expect((size.height, size.width) == (image.height, image.width), "\(file.title)")
      let isTurned = try #require(file.title.last?.wholeNumberValue) >= 5
      let shown = isTurned ? (size.storedWidth, size.storedHeight) : (size.storedHeight, size.storedWidth)
      #expect((image.height, image.width) == shown, "\(file.title)")
    }
  }

  // Pillow 13.0.0: im = Image.new("L", (2, 3)); im.putdata(b"ABCDEF"); exif = Image.Exif(); exif[0x0112] = 6;
  // im.save(file, "PNG", exif=exif). Its ImageOps.exif_transpose gives the pictures above, of files with 1…8 for 6, and
  // wherever the chunk stands.
  private let pillows = Data(
    base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAAAAACcgYFdAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kA"
      + "AAARSURBVHicY3RkZGFiZGFiBAACWABSOIveXgAAAABJRU5ErkJggg==")

  /// The file with other bytes of Exif, whose chunk is the second, or with that behind the pixels.
  private func png(_ exif: [UInt8], behind: Bool = false, isRight: Bool = true) throws -> Data {
    let file = [UInt8](try #require(pillows))
    let named = Array("eXIf".utf8) + exif
    func word(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
    let chunk = word(UInt32(exif.count)) + named + word(CRC32.checksum(named[...]) ^ (isRight ? 0 : 1))
    let (start, pixels, end) = (file[..<33], file[71..<file.count - 12], file.suffix(12))
    return Data(behind ? start + pixels + chunk + end : start + chunk + pixels + end)
  }

  /// Exif with one entry.
  private func exif(_ way: EXIFOrientation, isLittle: Bool = false) -> [UInt8] {
    isLittle
      ? [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, way.rawValue, 0, 0, 0, 0, 0, 0, 0]
      : [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, way.rawValue, 0, 0, 0, 0, 0, 0]
  }

  @Test("A PNG is turned as a JPEG is: by its chunk eXIf, before the pixels or behind, in either order of bytes")
  func portable() throws {
    #expect(try png(exif(.clockwise)) == pillows)
    let name = Array("Exif".utf8) + [0, 0]
    for way in EXIFOrientation.allCases {
      for file in [
        try png(exif(way)), try png(exif(way), behind: true), try png(exif(way, isLittle: true)),
        try png(name + exif(way)),
      ] {
        let image = try PNG.decode(file)
        #expect(text(image) == expected[way], "\(way)")
        #expect(try PNG.verify(file) == image.size, "\(way)")
      }
    }
  }

  @Test("What eXIf says otherwise turns nothing: other numbers, other bytes, a wrong checksum")
  func nothingSaid() throws {
    var other = exif(.half)
    other[3] = 43
    for bytes in [[], [0x4D], Array(exif(.half)[..<19]), other] as [[UInt8]] {
      #expect(try text(PNG.decode(png(bytes))) == expected[.upright], "\(bytes)")
    }
    for value in [0, 9] as [UInt8] {
      var bytes = exif(.half)
      bytes[19] = value
      #expect(try text(PNG.decode(png(bytes))) == expected[.upright], "\(value)")
    }
    #expect(try text(PNG.decode(png(exif(.half), isRight: false))) == expected[.upright])
  }

  @Test("The size of a file tells a quarter's turn, also of a chunk far behind the pixels")
  func sizeOfFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "a.png")
    // Noise, which hardly gets smaller: more than what is read at once.
    var large = Image(height: 200, width: 150, color: .black)
    var state: UInt32 = 1
    for i in 0..<200 * 150 {
      state = state &* 1_664_525 &+ 1_013_904_223
      large[i / 150, i % 150] = Color(red: UInt8(state >> 24), green: UInt8(state >> 16 & 255), blue: 7)
    }
    let plain = PNG.encode(large)
    let chunk = try png(exif(.clockwise))[33..<71]
    for (file, size) in [
      (try png(exif(.clockwise)), ImageSize(height: 2, width: 3)),
      (try png(exif(.half)), ImageSize(height: 3, width: 2)),
      (plain, large.size), (plain.dropLast(12) + chunk + plain.suffix(12), ImageSize(height: 150, width: 200)),
    ] {
      try file.write(to: url)
      #expect(try Image.size(ofFileAt: url) == size)
      #expect(try Image.verify(fileAt: url) == size)
      #expect(try Image(contentsOf: url).size == size)
    }
    #expect(plain.count > 1 << 16)
    let stored = COCODataset(
      file: COCOFile(
        categories: [], images: [.init(id: 1, fileName: "a.png", height: 200, width: 150)], annotations: []),
      pictures: folder)
    let error = COCOError.turned(file: "a.png", stored: large.size, shown: ImageSize(height: 150, width: 200))
    #expect(throws: error) { try stored.check() }
    #expect(throws: error) { try stored.example(at: 0) }
  }

  @Test("Annotations of the picture as it is shown are taken; those of the stored one are refused with a way on")
  func annotations() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try #require(
      JPEGFixtures().files.first { file in
        let size = try? JPEG.size(of: file.jpeg)
        return file.title.hasPrefix("orientation") && size.map { $0.height != $0.storedHeight } == true
      })
    try file.jpeg.write(to: folder.appending(path: "a.jpg"))
    let size = try JPEG.size(of: file.jpeg)
    func dataset(height: Int, width: Int) -> COCODataset {
      COCODataset(
        file: COCOFile(
          categories: [], images: [.init(id: 1, fileName: "a.jpg", height: height, width: width)], annotations: []),
        pictures: folder)
    }
    let fitting = dataset(height: size.height, width: size.width)
    try fitting.check()
    #expect(try fitting.example(at: 0).image.height == size.height)
    let turned = dataset(height: size.storedHeight, width: size.storedWidth)
    let error = COCOError.turned(
      file: "a.jpg", stored: ImageSize(height: size.storedHeight, width: size.storedWidth),
      shown: ImageSize(height: size.height, width: size.width))
    #expect(throws: error) { try turned.check() }
    #expect(throws: error) { try turned.example(at: 0) }
    #expect("\(error)".contains("orientation turns it by a quarter"))
    #expect(throws: COCOError.self) { try dataset(height: 1000, width: 2).check() }
  }
}
