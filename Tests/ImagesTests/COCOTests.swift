// COCO annotation files and results: read, written, and what is refused.

import Boxes
import Foundation
import Images
import Shapes
import Testing

@Suite("COCO files")
struct COCOTests {
  /// Two categories with a gap in their ids and out of order, two images, one of them without objects.
  private func file(
    annotations: String, categories: String = #"{"id": 7, "name": "dog"}, {"id": 3, "name": "cat"}"#
  ) -> Data {
    Data(
      """
      {"info": {"year": 2017}, "licenses": [],
       "images": [{"id": 100, "file_name": "a.png", "height": 50, "width": 80, "license": 1},
                  {"id": 42, "file_name": "b.png", "height": 10, "width": 10}],
       "annotations": [\(annotations)],
       "categories": [\(categories)]}
      """.utf8)
  }

  private let good =
    #"{"id": 9, "image_id": 100, "category_id": 7, "bbox": [10, 20, 30, 5.5], "area": 99, "iscrowd": 0}"#

  @Test("[10, 20, 30, 5.5] is the box from (10, 20) to (40, 25.5); category 7 of 3 and 7 is label 1")
  func reading() throws {
    let file = try COCOFile(decoding: file(annotations: good))
    #expect(file.categories.map(\.name) == ["cat", "dog"])
    #expect(file.label(categoryID: 3) == 0 && file.label(categoryID: 7) == 1 && file.label(categoryID: 1) == nil)
    #expect(
      file.objects(imageID: 100) == [
        LabeledBox(box: Box(xMin: 10, yMin: 20, xMax: 40, yMax: 25.5), label: 1, isCrowd: false, area: 99)
      ])
    #expect(file.objects(imageID: 42) == [], "an image without objects is ordinary")
    #expect(file.dropped.isEmpty)
  }

  @Test("Area, iscrowd and the annotation's id may be left out; masks are passed over")
  func defaults() throws {
    let file = try COCOFile(
      decoding: file(
        annotations: #"{"image_id": 42, "category_id": 3, "bbox": [1, 1, 2, 3], "segmentation": [[1, 2, 3]]}"#))
    let object = try #require(file.objects(imageID: 42).first)
    #expect(object.area == 2 * 3)
    #expect(!object.isCrowd)
  }

  @Test("A file without annotations at all, as for pictures that nobody has looked at")
  func unannotated() throws {
    let data = Data(#"{"images": [], "categories": [{"id": 1, "name": "x"}]}"#.utf8)
    #expect(try COCOFile(decoding: data).annotations.isEmpty)
  }

  private static let faults: [(AnnotationProblem, String)] = [
    (.duplicateID, #"{"id": 9, "image_id": 100, "category_id": 7, "bbox": [1, 1, 2, 2]}"#),
    (.unknownImage, #"{"id": 5, "image_id": 1, "category_id": 7, "bbox": [1, 1, 2, 2]}"#),
    (.unknownCategory, #"{"id": 5, "image_id": 100, "category_id": 1, "bbox": [1, 1, 2, 2]}"#),
    (.notFourNumbers, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [1, 1, 2]}"#),
    (.notFourNumbers, #"{"id": 5, "image_id": 100, "category_id": 7}"#),
    (.notFinite, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [1, NaN, 2, 2]}"#),
    (.notFinite, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [1, 1, 2, 2], "area": Infinity}"#),
    (.degenerate, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [1, 1, -0.5, 2]}"#),
    (.degenerate, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [1, 1, 2, -3]}"#),
    (.outside, #"{"id": 5, "image_id": 100, "category_id": 7, "bbox": [80, 1, 2, 2]}"#),
  ]

  @Test("A faulty annotation is refused by its id, or dropped and counted", arguments: faults.indices)
  func faulty(_ index: Int) throws {
    let (problem, annotation) = Self.faults[index]
    let data = file(annotations: good + ", " + annotation)
    let error = try #require(throws: COCOError.self) { try COCOFile(decoding: data) }
    guard case .annotation(let id, 1, problem, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(id == (problem == .duplicateID ? 9 : 5))
    #expect(error.description.contains("annotation \(problem == .duplicateID ? 9 : 5) (annotations[1])"))

    let dropping = try COCOFile(decoding: data, policy: .drop)
    #expect(dropping.annotations.map(\.id) == [9])
    #expect(dropping.dropped == [problem: 1])
  }

  @Test("Two images or two categories with one id are always refused")
  func duplicates() {
    #expect(throws: COCOError.duplicateID(list: "categories", id: 3)) {
      let data = file(annotations: good, categories: #"{"id": 3, "name": "a"}, {"id": 3, "name": "b"}"#)
      return try COCOFile(decoding: data, policy: .drop)
    }
    #expect(throws: COCOError.duplicateID(list: "images", id: 1)) {
      let image = #"{"id": 1, "file_name": "a", "height": 1, "width": 1}"#
      return try COCOFile(decoding: Data(#"{"images": [\#(image), \#(image)], "categories": []}"#.utf8))
    }
  }

  @Test("What is not COCO's JSON is refused with its place")
  func malformed() {
    func message(_ data: Data) -> String {
      do {
        return "\(try COCOFile(decoding: data).images.count) images"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(Data(#"{"images": []}"#.utf8)).contains(#""categories" is missing"#))
    #expect(
      message(file(annotations: good + #", {"id": 5, "image_id": [7], "category_id": 7}"#))
        .contains("annotations[1].image_id: expected a whole number or a text, found '[7], \"category_id\": 7}"))
    #expect(message(Data("[1, 2".utf8)).contains("not a COCO file"))
    #expect(message(Data()).contains("not a COCO file"))
    #expect(throws: COCOError.unreadable(path: "/no/such/file.json", reason: "No such file or directory")) {
      try COCOFile(contentsOf: URL(filePath: "/no/such/file.json"))
    }
  }

  @Test("Written and read again it is the same file, byte for byte when written once more")
  func roundTrip() throws {
    let crowd = #"{"id": 12, "image_id": 42, "category_id": 3, "bbox": [0.5, 1.25, 3, 4], "iscrowd": 1, "area": 2}"#
    let first = try COCOFile(decoding: file(annotations: good + ", " + crowd))
    let data = try first.encoded()
    let second = try COCOFile(decoding: data)
    #expect(second == first)
    #expect(second.objects(imageID: 42).first?.isCrowd == true)
    #expect(try second.encoded() == data)
  }

  @Test("A set written to a folder and read again is the same set: pixels, boxes, empty pictures")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var recipe = ShapesDataset.Recipe.standard
    recipe.emptyFraction = 0.3
    let shapes = ShapesDataset(recipe: recipe, seed: 4, count: 12, imageSize: 64)
    try COCODataset.write(shapes, to: folder)
    let read = try COCODataset(folder: folder)
    #expect(read.categories == shapes.categories)
    #expect(read.count == 12)
    #expect(try (0..<12).contains { try read.example(at: $0).objects.isEmpty })
    for index in 0..<12 {
      let (ours, theirs) = (shapes.example(at: index), try read.example(at: index))
      #expect(theirs.image == ours.image)
      #expect(theirs.objects == ours.objects, "boxes in multiples of 1/64 px lose nothing")
      #expect(theirs.id == index)
    }
    try Image(height: 64, width: 63, color: .black).write(to: folder.appending(path: "images/000003.png"))
    #expect(
      throws: COCOError.wrongSize(file: "000003.png", expected: .square(64), found: ImageSize(height: 64, width: 63))
    ) {
      try read.example(at: 3)
    }
  }

  @Test("Results name categories by their ids, not by labels, and come back as they were")
  func results() throws {
    let file = try COCOFile(decoding: file(annotations: good))
    var results = COCOResults()
    let detections = [
      Detection(box: Box(xMin: 1, yMin: 2, xMax: 4, yMax: 6), label: 1, score: 0.75),
      Detection(box: Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1), label: 0, score: 0.5),
    ]
    results.append(detections, imageID: 100, categories: file.categories)
    results.append([], imageID: 42, categories: file.categories)
    let data = try results.encoded()
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"[{"bbox":[1,2,3,4],"category_id":7,"image_id":100,"score":0.75},"#
        + #"{"bbox":[0,0,1,1],"category_id":3,"image_id":100,"score":0.5}]"#)
    let read = try COCOResults(decoding: data)
    #expect(read == results)
    #expect(read.fitted(to: file).detections == [100: detections])
  }

  @Test("Results of unknown pictures and classes are passed over and told; what is no result is refused with its index")
  func badResults() throws {
    let file = try COCOFile(decoding: file(annotations: good))
    func message(_ json: String) -> String {
      do {
        let fitted = try COCOResults(decoding: Data(json.utf8)).fitted(to: file)
        return fitted.notes.first ?? "\(fitted.detections)"
      } catch {
        return "\(error)"
      }
    }
    #expect(message("[]") == "[:]")
    #expect(
      message(#"[{"image_id": 100, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]"#)
        == "1 result of 1 category that the file does not list is passed over: 1")
    #expect(
      message(#"[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 1}]"#)
        == "1 result of 1 picture that the file does not list is passed over: 1")
    #expect(message(#"[{"image_id": 100, "category_id": 7, "bbox": [1, 2, 3], "score": 1}]"#).contains("bbox must be"))
    #expect(
      message(#"[{"image_id": 100, "category_id": 7, "bbox": [1, 2, 3, 4], "score": NaN}]"#).contains("not finite"))
    let nan = COCOResults.Entry(
      imageID: 1, categoryID: 1, box: Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1), score: .nan)
    #expect(throws: COCOError.self) { try COCOResults(entries: [nan]).encoded() }
  }
}
