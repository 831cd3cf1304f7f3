// Photographs that were stored lying: shown upright, and annotations that fit only what is stored.

import Boxes
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

  @Test("The eight ways, drawn")
  func ways() {
    let expected: [EXIFOrientation: [String]] = [
      .upright: ["AB", "CD", "EF"], .mirrored: ["BA", "DC", "FE"], .half: ["FE", "DC", "BA"],
      .upsideDown: ["EF", "CD", "AB"], .transposed: ["ACE", "BDF"], .clockwise: ["ECA", "FDB"],
      .transversed: ["FDB", "ECA"], .counterclockwise: ["BDF", "ACE"],
    ]
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
