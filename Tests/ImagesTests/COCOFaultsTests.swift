// COCO files with something wrong in their images, categories or pictures, and files as one finds them.

import Boxes
import Foundation
import Images
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
    #expect(message(data).contains("the only annotation has a number that is not finite: bbox"))
    #expect(message(data).contains("whose edges or area overflow"))
    #expect(try COCOFile(decoding: data, policy: .drop).dropped == [.notFinite: 1])
  }

  @Test("A number too large for a Double is an error, not infinity")
  func tooLarge() {
    let data = file(annotations: #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 1e999, 2]}"#)
    #expect(
      message(data).contains("annotations[0].bbox: expected a number that a Double can hold, below 1.8e308, found"))
  }

  @Test("An area below 0 is refused, 0 is not: small masks round to it")
  func area() {
    func data(_ area: Int) -> Data {
      file(annotations: #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "area": \#(area)}"#)
    }
    #expect(message(data(-1)).contains("the only annotation has an area below 0: area -1.0"))
    #expect(message(data(0)) == "1 images")
  }

  @Test(
    "An image of negative size is refused by its id and place, whatever the other side is",
    arguments: [
      (
        #""file_name": "a.png", "height": -7, "width": 0"#,
        "expected a height and a width of at least 1, found -7 and 0; correct them, or leave them out"
      ),
      (
        #""file_name": "a.png", "height": 5, "width": -1"#,
        "expected a height and a width of at least 1, found 5 and -1"
      ),
    ])
  func images(image: String, problem: String) {
    let data = file(images: #"{"id": 1, "file_name": "x.png", "height": 5, "width": 5}, {"id": 42, \#(image)}"#)
    for policy in [AnnotationPolicy.refuse, .drop] {
      #expect(message(data, policy: policy).hasPrefix("image 42 (images[1]): "), "\(message(data, policy: policy))")
      #expect(message(data, policy: policy).contains(problem))
    }
  }

  @Test(
    "A height or width of 0 is one that the tool did not know: noted, measured without, and taken from the picture",
    arguments: [#""height": 0, "width": 80"#, #""height": 50, "width": 0.0"#, #""height": "0", "width": 0"#])
  func zero(sides: String) throws {
    let read = try COCOFile(
      decoding: file(
        images:
          #"{"id": 1, "file_name": "a.png", "height": 50, "width": 80}, {"id": 2, "file_name": "b.png", \#(sides)}"#))
    #expect(read.images.map(\.size) == [ImageSize(height: 50, width: 80), nil])
    #expect(read.notes == [.withoutSize(1)])
    #expect(read.notes[0].description.hasPrefix("1 picture has no height and width above 0 in the file: taken from"))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Image(height: 50, width: 80, color: .white).write(to: folder.appending(path: "b.png"))
    let sized = try COCODataset(file: read, pictures: folder).withSizes()
    #expect(sized.file.images[1].size == ImageSize(height: 50, width: 80) && sized.file.notes == [])
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
    #expect(message(Data(#"{"images": [{"#.utf8)).contains("found the end of the text (line 1, column 14)"))
    #expect(message(Data("[]".utf8)).hasPrefix("not a COCO file: expected an object with the lists"))
  }

  @Test("What was left out is told in words: how many, and each reason")
  func droppedText() throws {
    let data = file(
      annotations: #"""
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, -1, 2]},
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5, -2]},
        {"id": 3, "image_id": 1, "category_id": 4, "bbox": [1, 1, 5, 2]}
        """#)
    #expect(
      try COCOFile(decoding: data, policy: .drop).droppedText
        == "3 annotations left out: 1 has a category that the file does not list, 2 have a width or a height below 0")
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
