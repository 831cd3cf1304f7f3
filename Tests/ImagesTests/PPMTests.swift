// PPM files, and files of either kind by their first bytes.

import Boxes
import Foundation
import Images
import Randomness
import Testing

@Suite("PPM and picture files")
struct PPMTests {
  @Test("Encoded and decoded is the same picture")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 0)
    for (height, width) in someSizes {
      let image = noise(height: height, width: width, using: &generator)
      #expect(try PPM.decode(PPM.encode(image)) == image)
    }
  }

  @Test("A file by hand, with comments")
  func byHand() throws {
    let data = Data("P6 # made by hand\n2\t1 # two pixels\n255\n".utf8) + Data([1, 2, 3, 4, 5, 6])
    #expect(try PPM.decode(data) == Image(height: 1, width: 2, pixels: [1, 2, 3, 4, 5, 6]))
  }

  @Test("Other greatest values become 255: 15 of 15, 5 of 15 is 85; two bytes above 255")
  func depth() throws {
    #expect(try PPM.decode(Data("P6 1 1 15\n".utf8) + Data([15, 5, 0])).pixels == [255, 85, 0])
    let deep = Data("P6 1 1 65535\n".utf8) + Data([255, 255, 128, 0, 0, 0])
    #expect(try PPM.decode(deep).pixels == [255, 128, 0])
  }

  @Test("What is wrong with a file is named")
  func errors() {
    #expect(throws: PPMError.notPPM) { try PPM.decode(Data("P5 1 1 255\n1".utf8)) }
    #expect(throws: PPMError.notPPM) { try PPM.decode(Data()) }
    #expect(throws: PPMError.malformed("its height is not a number of 1 or more")) {
      try PPM.decode(Data("P6 3 x".utf8))
    }
    #expect(throws: PPMError.malformed("its width is not a number of 1 or more")) {
      try PPM.decode(Data("P6 0 1".utf8))
    }
    #expect(throws: PPMError.truncated(expected: 3, found: 2)) { try PPM.decode(Data("P6 1 1 255\nab".utf8)) }
    #expect(throws: PPMError.malformed("its greatest value is 65536, above 65535")) {
      try PPM.decode(Data("P6 1 1 65536\nab".utf8))
    }
    #expect(throws: PPMError.truncated(expected: 3, found: 0)) { try PPM.decode(Data("P6 1 1 255".utf8)) }
  }

  @Test("A file is read by its first bytes, written by its name's ending")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = digits("123 456")
    for name in ["a.png", "a.ppm"] {
      try image.write(to: folder.appending(path: name))
      #expect(try Image(contentsOf: folder.appending(path: name)) == image)
    }
    #expect(try Data(contentsOf: folder.appending(path: "a.ppm")).starts(with: Array("P6".utf8)))

    let jpeg = folder.appending(path: "a.jpg")
    try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: jpeg)
    let path = jpeg.path(percentEncoded: false)
    #expect(throws: ImageFileError.jpeg(path: path, .truncated(part: "segment APP0"))) { try Image(contentsOf: jpeg) }
    let starts = [
      ("GIF89a", "a GIF"), ("BM1234" + String(repeating: "\0", count: 12), "a Windows bitmap"),
      ("RIFF1234WEBPVP8", "a WebP picture"),
    ]
    for (start, kind) in starts {
      try Data(start.utf8).write(to: jpeg)
      let error = #expect(throws: ImageFileError.self) { try Image(contentsOf: jpeg) }
      #expect(error?.description.hasPrefix("\(path): \(kind)") == true)
    }
    try Data([0x89, 0x50, 0x4E, 0x47, 10, 26, 10]).write(to: jpeg)
    let damaged = #expect(throws: ImageFileError.self) { try Image(contentsOf: jpeg) }
    #expect(damaged?.description.contains("found a PNG picture with other line ends, as a copy in text mode") == true)
    let plain = folder.appending(path: "plain.ppm")
    for kind in ["P1", "P2", "P3", "P4", "P5"] {
      try Data("\(kind) 1 1 255 0 0 0".utf8).write(to: plain)
      #expect(throws: ImageFileError.unknownFormat(path: plain.path(percentEncoded: false), kind: nil), "\(kind)") {
        try Image(contentsOf: plain)
      }
    }
    let missing = folder.appending(path: "none.png")
    #expect(
      throws: ImageFileError.unreadable(path: missing.path(percentEncoded: false), reason: "No such file or directory")
    ) {
      try Image(contentsOf: missing)
    }
    let short = folder.appending(path: "short.png")
    try PNG.encode(image).prefix(30).write(to: short)
    #expect(throws: ImageFileError.png(path: short.path(percentEncoded: false), .truncated(part: "chunk IHDR"))) {
      try Image(contentsOf: short)
    }
  }
  @Test("The size of a file is told from its ends: the whole file's, and where it is cut the error of reading it")
  func size() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "picture")
    let image = Image(height: 3, width: 5, color: .white)
    for data in [PNG.encode(image), PPM.encode(image)] {
      // Bytes behind the end of a PPM do no harm.
      for whole in data.starts(with: "P6".utf8) ? [data, data + Data([1, 2, 3])] : [data] {
        try whole.write(to: file)
        let size = try Image.size(ofFileAt: file)
        let verified = try Image.verify(fileAt: file)
        #expect(size == ImageSize(height: 3, width: 5) && verified == size)
      }
      for end in 0..<data.count {
        try data.prefix(end).write(to: file)
        let read = #expect(throws: ImageFileError.self) { try Image(contentsOf: file) }
        let measured = #expect(throws: ImageFileError.self, "cut at \(end)") { try Image.size(ofFileAt: file) }
        #expect(measured == read)
      }
    }
    let none = ImageFileError.unreadable(path: folder.path(percentEncoded: false), reason: "Is a directory")
    #expect(throws: none, "a folder is no picture") { try Image.size(ofFileAt: folder) }
  }
}
