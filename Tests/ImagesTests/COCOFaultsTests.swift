// COCO files with something wrong in their images, categories or pictures, and files as one finds them.

import Foundation
import Images
import RetinaKit
import Testing

@Suite("COCO files as they come")
struct COCOFaultsTests {
  private func file(
    images: String = #"{"id": 1, "file_name": "a.png", "height": 50, "width": 80}"#,
    categories: String = #"{"id": 1, "name": "cat"}"#, annotations: String = ""
  ) -> Data {
    Data(#"{"images": [\#(images)], "categories": [\#(categories)], "annotations": [\#(annotations)]}"#.utf8)
  }

  private func message(_ data: Data, policy: AnnotationPolicy = .refuse) -> String {
    do {
      return "\(try COCOFile(decoding: data, policy: policy).images.count) images"
    } catch {
      return "\(error)"
    }
  }

  @Test("Ids 7, 90 and 3 of categories are labels 1, 2 and 0; ids of images are whatever they are")
  func gaps() throws {
    let data = file(
      images: #"""
        {"id": 900000000000, "file_name": "a.png", "height": 9, "width": 9},
        {"id": -5, "file_name": "b.png", "height": 9, "width": 9}
        """#,
      categories: #"{"id": 7, "name": "b"}, {"id": 90, "name": "c"}, {"id": 3, "name": "a"}"#,
      annotations: #"""
        {"id": 4000, "image_id": -5, "category_id": 90, "bbox": [0, 0, 2, 2]},
        {"id": 2, "image_id": 900000000000, "category_id": 3, "bbox": [0, 0, 3, 3]},
        {"id": 77, "image_id": 900000000000, "category_id": 7, "bbox": [0, 0, 4, 4]}
        """#)
    let file = try COCOFile(decoding: data)
    #expect(file.categories.map(\.name) == ["a", "b", "c"])
    #expect([7, 90, 3].map { file.label(categoryID: $0) } == [1, 2, 0])
    #expect(file.objects(imageID: -5).map(\.label) == [2])
    #expect(file.objects(imageID: 900_000_000_000).map(\.label) == [0, 1])
  }

  @Test(
    "x + width that overflows, or an area that does, is refused as not finite, or dropped",
    arguments: ["[1.7e308, 1, 1.7e308, 2]", "[-1.7e308, 1, 1.7e308, 2e300]", "[0, 0, 1e200, 1e200]"])
  func overflow(bbox: String) throws {
    let data = file(annotations: #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": \#(bbox)}"#)
    #expect(message(data).contains("annotation 5 (annotations[0]) has a number that is not finite: bbox"))
    #expect(message(data).contains("whose edges or area overflow"))
    #expect(try COCOFile(decoding: data, policy: .drop).dropped == [.notFinite: 1])
  }

  @Test("A number too large for a Double is an error, not infinity")
  func tooLarge() {
    let data = file(annotations: #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 1e999, 2]}"#)
    #expect(message(data).contains("a number too large to hold"))
  }

  @Test("An area below 0 is refused, 0 is not: small masks round to it")
  func area() {
    func data(_ area: Int) -> Data {
      file(annotations: #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "area": \#(area)}"#)
    }
    #expect(message(data(-1)).contains("annotation 5 (annotations[0]) has an area below 0: area -1.0"))
    #expect(message(data(0)) == "1 images")
  }

  @Test(
    "An image without pixels or of too many is refused by its id and place",
    arguments: [
      (
        #""file_name": "a.png", "height": 0, "width": 80"#,
        "expected a height and a width of at least 1, found 0 and 80"
      ),
      (
        #""file_name": "a.png", "height": 5, "width": -1"#,
        "expected a height and a width of at least 1, found 5 and -1"
      ),
      (#""file_name": "a.png", "height": 9000000000000000000, "width": 9"#, "are more than 2²⁸ pixels"),
      (#""file_name": "a.png", "height": 16385, "width": 16384"#, "are more than 2²⁸ pixels"),
    ])
  func images(image: String, problem: String) {
    let data = file(images: #"{"id": 1, "file_name": "x.png", "height": 5, "width": 5}, {"id": 42, \#(image)}"#)
    for policy in [AnnotationPolicy.refuse, .drop] {
      #expect(message(data, policy: policy).hasPrefix("image 42 (images[1]): "), "\(message(data, policy: policy))")
      #expect(message(data, policy: policy).contains(problem))
    }
  }

  @Test("A category without a name is refused by its id and place", arguments: ["", "  "])
  func category(name: String) {
    let data = file(categories: #"{"id": 1, "name": "cat"}, {"id": 8, "name": "\#(name)"}"#)
    #expect(message(data) == "category 8 (categories[1]): expected a name, found none; name the class")
    #expect(message(file(categories: #"{"id": 8}"#)).contains(#"categories[0]: "name" is missing"#))
  }

  @Test("An empty file is called empty, a cut one cut")
  func empty() {
    #expect(message(Data()) == "not a COCO file: it is empty; fetch it again")
    #expect(message(Data(#"{"images": [{"#.utf8)).contains("cut short"))
    #expect(message(Data("[]".utf8)).hasPrefix("not a COCO file: "))
  }

  @Test("What was left out is told in words: how many, and each reason")
  func droppedText() throws {
    let data = file(
      annotations: #"""
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 0, 2]},
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5, -2]},
        {"id": 3, "image_id": 1, "category_id": 4, "bbox": [1, 1, 5, 2]}
        """#)
    #expect(
      try COCOFile(decoding: data, policy: .drop).droppedText
        == "3 annotations left out: 1 has a category that the file does not list, 2 have a box without width or height")
    #expect(try COCOFile(decoding: file()).droppedText == nil)
  }

  @Test("Results of negative width, or whose edges overflow, are refused by index; one of no width is a detection")
  func results() throws {
    func result(_ bbox: String) -> String {
      do {
        let json = #"[{"image_id": 1, "category_id": 1, "bbox": \#(bbox), "score": 0.5}]"#
        return "\(try COCOResults(decoding: Data(json.utf8)).entries.count) entries"
      } catch {
        return "\(error)"
      }
    }
    #expect(result("[10, 10, -3, 5]").hasPrefix("result 0: bbox [10.0, 10.0, -3.0, 5.0] has a width or height below 0"))
    #expect(
      result("[1.7e308, 0, 1.7e308, 5]").hasPrefix("result 0: bbox ")
        && result("[1.7e308, 0, 1.7e308, 5]").hasSuffix("overflow"))
    #expect(result("[10, 10, 0, 5]") == "1 entries")
  }
}

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
      Set(file(ids).split(holdingOut: 20, seed: seed).heldOut.images.map(\.id))
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
      #expect(failure(set)?.contains("000001.png: a JPEG, which is not read here; convert the picture to PNG") == true)
      try FileManager.default.removeItem(at: file)
      #expect(failure(set)?.contains("images/000001.png: no such file") == true)
      #expect(throws: ImageFileError.self) { try set.example(at: 1) }
    }
  }

  @Test("Where annotations name a JPEG, its copy as PNG or PPM in the same place is read")
  func copies() throws {
    try withSet { images, set in
      let named = set.file.images.map {
        COCOFile.Picture(
          id: $0.id, fileName: $0.fileName.replacing(".png", with: ".jpg"), height: $0.height, width: $0.width)
      }
      let jpegs = COCODataset(
        file: COCOFile(categories: set.file.categories, images: named, annotations: set.file.annotations),
        pictures: images)
      try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: images.appending(path: "000000.jpg"))
      let ppm = images.appending(path: "000001.ppm")
      try set.example(at: 1).image.write(to: ppm)
      try FileManager.default.removeItem(at: images.appending(path: "000001.png"))
      #expect(failure(jpegs) == nil)
      let shapes = ShapesDataset(seed: 2, count: 3, imageSize: 64)
      for index in 0..<3 { #expect(try jpegs.example(at: index).image == shapes.example(at: index).image) }
      try FileManager.default.removeItem(at: ppm)
      #expect(failure(jpegs)?.contains("000001.jpg: no such file") == true)
    }
  }

  @Test(
    "A name that leads out of the folder is refused, and so is none; that an annotation file has such a name is no fault",
    arguments: [
      ("", "expected the name of a file, found ''"), ("a/", "expected the name of a file, found 'a/'"),
      ("../a.png", "expected a file within the folder of pictures, found '../a.png'; name it from that folder"),
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

@Suite("SHA-256")
struct SHA256Tests {
  @Test("The standard's digests of nothing, of 'abc', of 56 letters and of a million a's")
  func known() {
    func digest(_ text: String) -> String { SHA256.digest(Data(text.utf8)) }
    #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.digest(Data(repeating: 97, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Data of 0 to 200 bytes all have different digests of 64 digits: every way a last block can be filled")
  func lengths() {
    let digests = (0...200).map { SHA256.digest(Data(repeating: 7, count: $0)) }
    #expect(Set(digests).count == 201)
    #expect(digests.allSatisfy { $0.count == 64 })
  }
}
