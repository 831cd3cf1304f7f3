// COCO files in two parts, and the folders of their pictures.

import Boxes
import Foundation
import Images
import Shapes
import Testing

@Suite("COCO files in two parts")
struct COCOSplitTests {
  private func file(_ ids: [Int]) -> COCOFile {
    COCOFile(
      categories: [.init(id: 5, name: "a")],
      images: ids.map { .init(id: $0, fileName: "\($0).png", height: 9, width: 9) },
      annotations: ids.map {
        .init(id: $0, imageID: $0, categoryID: 5, box: Box(xMin: 0, yMin: 0, xMax: 4, yMax: 4))
      })
  }

  @Test(
    "Every picture is in one part, with its annotations; the parts are as large as asked for", arguments: [0, 1, 7, 40])
  func parts(count: Int) {
    let whole = file((0..<40).map { $0 * 13 - 100 })
    let (kept, heldOut) = whole.split(holdingOut: count, seed: 3)
    #expect(heldOut.images.count == count && kept.images.count == 40 - count)
    #expect(Set(kept.images).union(heldOut.images) == Set(whole.images))
    for part in [kept, heldOut] {
      #expect(part.annotations.map(\.imageID) == part.images.map(\.id))
      #expect(part.categories == whole.categories)
    }
  }

  @Test("The same seed holds out the same pictures in whatever order they stand; another seed, others")
  func seeds() {
    let ids = Array(0..<100)
    func heldOut(_ ids: [Int], _ seed: UInt64) -> Set<Int> {
      Set(file(ids).split(holdingOut: 20, seed: seed).heldOut.images.compactMap(\.id.int))
    }
    #expect(heldOut(ids, 1) == heldOut(ids.reversed(), 1))
    #expect(heldOut(ids, 1) != heldOut(ids, 2))
    let shared = heldOut(ids, 1).intersection(heldOut(ids, 2)).count
    #expect(shared < 12, "4 are expected by chance; \(shared)")
    let more = heldOut(Array(0..<101), 1)
    #expect(more.intersection(heldOut(ids, 1)).count >= 19, "a new picture takes one place at most")
  }
}

@Suite("COCO folders")
struct COCOFolderTests {
  private func withSet(_ body: (URL, COCODataset) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try COCODataset.write(ShapesDataset(seed: 2, count: 3, imageSize: 64), to: folder)
    try body(folder.appending(path: "images"), try COCODataset(folder: folder))
  }

  private func failure(_ set: COCODataset) -> String? {
    do {
      try set.check()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("A look at every file finds one that is missing, cut, of another size or kind, by its name")
  func check() throws {
    try withSet { images, set in
      #expect(failure(set) == nil)
      let file = images.appending(path: "000001.png")
      let data = try Data(contentsOf: file)
      try data.prefix(data.count - 5).write(to: file)
      #expect(failure(set)?.contains("images/000001.png: the PNG file ends within") == true)
      try Image(height: 64, width: 65, color: .black).write(to: file)
      #expect(failure(set)?.hasPrefix("000001.png: the picture has height 64 and width 65, where") == true)
      try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: file)
      #expect(failure(set)?.contains("000001.png: the JPEG file ends within segment APP0") == true)
      var damaged = data
      damaged[data.count / 2] ^= 1
      try damaged.write(to: file)
      #expect(failure(set)?.contains("000001.png: the PNG file is damaged: chunk IDAT has CRC-32") == true)
      try FileManager.default.removeItem(at: file)
      #expect(failure(set)?.contains("images/000001.png: the file cannot be read: No such file") == true)
      #expect(throws: ImageFileError.self) { try set.example(at: 1) }
    }
  }

  @Test("Where the annotations' file is not there, its copy of another kind in the same place is read")
  func copies() throws {
    try withSet { images, set in
      let named = set.file.images.map {
        COCOFile.Picture(
          id: $0.id, fileName: $0.fileName.replacing(".png", with: ".jpg"), height: $0.height, width: $0.width)
      }
      let jpegs = COCODataset(
        file: COCOFile(categories: set.file.categories, images: named, annotations: set.file.annotations),
        pictures: images)
      let ppm = images.appending(path: "000001.ppm")
      try set.example(at: 1).image.write(to: ppm)
      try FileManager.default.removeItem(at: images.appending(path: "000001.png"))
      #expect(failure(jpegs) == nil)
      let shapes = ShapesDataset(seed: 2, count: 3, imageSize: 64)
      for index in 0..<3 { #expect(try jpegs.example(at: index).image == shapes.example(at: index).image) }
      try FileManager.default.removeItem(at: ppm)
      #expect(failure(jpegs)?.contains("000001.jpg: the file cannot be read: No such file") == true)
    }
  }

  @Test(
    "A name that leads out of the folder is refused, and so is none; that an annotation file has such a name is no fault",
    arguments: [
      ("", "expected the name of a file, found ''"), ("a/", "expected the name of a file, found 'a/'"),
      (
        "../a.png",
        "expected a file within the folder of pictures, found '../a.png', and no 'a.png' there; name it from that"
      ),
      ("b/../../a.png", "expected a file within the folder of pictures"),
      ("/etc/a.png", "expected a file within the folder of pictures"),
    ])
  func escape(name: String, problem: String) throws {
    try withSet { images, set in
      // There is such a file, and it is not read.
      try Image(height: 4, width: 6, color: .red).write(
        to: images.deletingLastPathComponent().appending(path: "a.png"))
      let json = #"{"images": [{"id": 42, "file_name": "\#(name)", "height": 4, "width": 6}], "categories": []}"#
      let one = COCODataset(file: try COCOFile(decoding: Data(json.utf8)), pictures: images)
      #expect(failure(one)?.hasPrefix("image 42 (images[0]): \(problem)") == true, "\(failure(one) ?? "")")
      #expect(throws: COCOError.self) { try one.example(at: 0) }
    }
  }

  @Test("Names with spaces, signs and dots name their files")
  func names() throws {
    try withSet { images, set in
      for name in ["a b.png", "50%20.png", "a#b?.png", "ä/ö.png", "a..png", "...png"] {
        let file = images.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Image(height: 4, width: 6, color: .red).write(to: file)
        let one = COCODataset(
          file: COCOFile(
            categories: [], images: [.init(id: 1, fileName: name, height: 4, width: 6)], annotations: []),
          pictures: images)
        #expect(failure(one) == nil)
        #expect(try one.example(at: 0).image.width == 6)
      }
    }
  }
}
