// COCO files as other tools write them: ids as text, words for numbers, outlines instead of boxes, foreign folders.

import Boxes
import Foundation
import Images
import Testing

@Suite("COCO's dialects")
struct COCODialectsTests {
  private func file(
    _ annotations: String, images: String = #"{"id": 1, "file_name": "a.png", "width": 100, "height": 80}"#,
    categories: String = #"{"id": 1, "name": "kite"}"#, policy: AnnotationPolicy = .refuse,
    purpose: AnnotationPurpose = .training
  ) throws(COCOError) -> COCOFile {
    try COCOFile(
      decoding: Data(
        #"{"images": [\#(images)], "categories": [\#(categories)], "annotations": [\#(annotations)]}"#.utf8),
      policy: policy, purpose: purpose)
  }

  private func message(_ annotations: String, categories: String = #"{"id": 1, "name": "kite"}"#) -> String {
    do {
      return "\(try file(annotations, categories: categories).annotations.count) annotations"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "iscrowd may be a word, a number or a text of either, or missing",
    arguments: [
      ("true", true), ("false", false), ("1", true), ("0", false), ("1.0", true), ("\"1\"", true), ("\"0\"", false),
      ("\"false\"", false), ("null", false),
    ])
  func crowds(value: String, isCrowd: Bool) throws {
    let read = try file(#"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9], "iscrowd": \#(value)}"#)
    #expect(read.annotations.map(\.isCrowd) == [isCrowd])
    #expect(
      message(#"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9], "iscrowd": 2}"#).contains("0 or 1"))
  }

  @Test("Ids may be texts, whole numbers of any size, 1.0, and the text of a number; 18446744073709551615 survives")
  func identifiers() throws {
    let read = try file(
      #"{"id": "x", "image_id": "cam2_000417", "category_id": 1.0, "bbox": [1, 1, 9, 9]}, "#
        + #"{"id": 18446744073709551615, "image_id": "7", "category_id": "1", "bbox": [1, 1, 9, 9]}"#,
      images: #"{"id": "cam2_000417", "file_name": "a.png"}, {"id": 7, "file_name": "b.png"}"#)
    #expect(read.objects(imageID: "cam2_000417").count == 1 && read.objects(imageID: 7).count == 1)
    #expect(read.annotations[1].id.description == "18446744073709551615")
    let written = String(decoding: try read.encoded(), as: UTF8.self)
    #expect(written.contains(#""id":18446744073709551615"#) && written.contains(#""image_id":"cam2_000417""#))
    #expect(try COCOFile(decoding: Data(written.utf8)).annotations == read.annotations)
    let sorted: [COCOIdentifier] = [
      .init("-99999999999999999999"), -5, 0, 12, .init("18446744073709551615"), .init("99999999999999999999"), "012",
      "a",
      "é",
    ]
    #expect(sorted.shuffled().sorted() == sorted)
    #expect(COCOIdentifier("012") != 12 && COCOIdentifier("12") == 12)
  }

  @Test("A category's name may be a number; one of only control characters is shown without them")
  func names() throws {
    #expect(try file("", categories: #"{"id": 0, "name": 7}"#).categories == [.init(id: 0, name: "7")])
  }

  @Test(
    "Without a bbox the box is that of the polygons or the mask, in runs or compressed",
    arguments: [
      ("[[30, 30, 50, 30, 50, 60]]", Frame(x: 30, y: 30, width: 20, height: 30)),
      ("[[1, 2, 3, 4, 5, 6], [10, 20, 30.5, 40, 11, 22]]", Frame(x: 1, y: 2, width: 29.5, height: 38)),
      ("[5, 6, 9, 6, 9, 20]", Frame(x: 5, y: 6, width: 4, height: 14)),
      // Columns of 4: pixels 5, 6 and 9 are rows 1 and 2 of column 1, row 1 of column 2.
      (#"{"size": [4, 3], "counts": [5, 2, 2, 1, 2]}"#, Frame(x: 1, y: 1, width: 2, height: 2)),
      // pycocotools 2.0.11: encode and toBbox of zeros((40, 60)) with [5:25, 10:41] = 1, and of zeros((37, 53)) with
      // [7:30, 11:44] = numpy.random.rand(23, 33) > 0.9 of seed 3.
      (
        #"{"size": [40, 60], "counts": "e<d0d000000000000000000000000000000000000000000000000000000000000cg0"}"#,
        Frame(x: 10, y: 5, width: 31, height: 20)
      ),
      (
        #"{"size": [37, 53], "counts": "Y=1Z10[O0B020`0050VO000j00\\10lM0o00PO0<0K0e00SO0h00XO10Ol10T"#
          + #"O1HO@0]10\\N0L030f00WO0118O;0@0R10mN0b10_N020L1g0O30^O0j10fN0VO04030k00^O0@00040N0c00g00lN080A0`00R:"}"#,
        Frame(x: 11, y: 7, width: 33, height: 23)
      ),
    ])
  func outlines(segmentation: String, frame: Frame) throws {
    for bbox in ["", #""bbox": [],"#, #""bbox": null,"#] {
      let read = try file(#"{"id": 2, "image_id": 1, "category_id": 1, \#(bbox) "segmentation": \#(segmentation)}"#)
      #expect(read.annotations.map(\.frame) == [frame])
      #expect(read.notes == [.boxesOfOutlines(1)])
    }
  }

  @Test(
    "An outline without area, or damaged, is no box",
    arguments: [
      "[]", "[[]]", "[[1, 2]]", "[[1, 2, 5, 2, 9, 2]]", #"{"size": [4, 3], "counts": [12]}"#,
      #"{"size": [4, 3], "counts": [5, 9]}"#, #"{"size": [9223372036854775807, 3], "counts": [0, 1]}"#,
      #"{"size": [4, 3], "counts": [-5, 2]}"#, #"{"counts": "\u0001", "size": [4, 4]}"#, "null", "7", "{}",
    ])
  func noOutline(segmentation: String) {
    #expect(
      message(#"{"id": 2, "image_id": 1, "category_id": 1, "segmentation": \#(segmentation)}"#).contains(
        "has a bbox that is not the four numbers x, y, width, height: no bbox, and no polygon or mask to take it from"))
  }

  @Test("A bbox that is an object is quoted in a sentence without the names of Swift's types")
  func boxObject() {
    let text = message(
      #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": {"x": 0, "y": 0, "width": 10, "height": 10}, "area": 1}"#)
    #expect(
      text.contains(#"the four numbers x, y, width, height: bbox {"x": 0, "y": 0, "width": 10, "height": 10}; it is"#))
    #expect(!text.contains("Array") && !text.contains("Int"))
  }

  @Test("Objects without height are kept, counted, and left out of training; so is what reaches beyond the edge cut")
  func extent() throws {
    let read = try file(
      #"""
      {"id": 918, "image_id": 1, "category_id": 1, "bbox": [60.65, 58.33, 1.03, 0.0], "area": 0.0},
      {"id": 5, "image_id": 1, "category_id": 1, "bbox": [-10, 10, 50, 50], "area": 2500}
      """#)
    #expect(read.objects(imageID: 1).count == 2 && read.notes == [.beyondEdge(1), .withoutExtent(1)])
    let learnt = read.forTraining
    #expect(learnt.annotations.map(\.frame) == [Frame(x: 0, y: 10, width: 40, height: 50)])
    #expect(learnt.annotations.map(\.area) == [2500], "the object's own area stays")
  }

  @Test("A box wholly outside is refused for training; to measure by, it counts as never found")
  func outside() throws {
    let box = #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [200, 10, 5, 5]}"#
    #expect(throws: COCOError.self) { try file(box) }
    #expect(try file(box, purpose: .measuring).notes == [.outside(1)])
  }

  @Test("Sizes may be missing or texts, and pictures of 8 000 megapixels are measured without being read")
  func sizes() throws {
    let read = try file(
      #"{"image_id": 1, "category_id": 1, "bbox": [90000, 70000, 40, 40]}"#,
      images: #"{"id": 1, "file_name": "slide.png", "width": 100000, "height": "80000"}, {"id": 2, "width": null}"#)
    #expect(read.images[0].height == 80000 && read.images[1].width == nil && read.notes == [.withoutSize(1)])
  }

  @Test("A file that is listed twice, and Roboflow's category of the project, are noted; the latter is no class")
  func notes() throws {
    let image = #""file_name": "a.png", "width": 64, "height": 48"#
    let read = try file("", images: #"{"id": 1, \#(image)}, {"id": 2, \#(image)}"#)
    #expect(read.notes == [.sameFile(count: 1, name: "a.png", ids: [1, 2])])
    #expect(
      read.notes[0].description.hasPrefix("1 file is listed as more than one picture, a.png as 1, 2: one picture"))
    let categories =
      #"{"id": 0, "name": "boats", "supercategory": "none"}, {"id": 1, "name": "kayak", "supercategory": "boats"}"#
    let used = #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}"#
    #expect(try file(used, categories: categories).categories.map(\.name) == ["kayak"])
    #expect(
      try file(used.replacing(#""category_id": 1"#, with: #""category_id": 0"#), categories: categories).categories
        .count
        == 2, "a class that has objects is a class")
  }

  @Test("What all annotations have in common is said as that, and never proposed to be left out")
  func common() {
    func annotations(_ ids: [Int]) -> String {
      ids.enumerated().map {
        #"{"id": \#($0.offset + 1), "image_id": 1, "category_id": \#($0.element), "bbox": [1, 1, 9, 9]}"#
      }.joined(separator: ",")
    }
    let three = #"{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}"#
    let shift = message(annotations([0, 1, 2, 2, 1, 0]), categories: three)
    #expect(
      shift.contains("2 of 6 annotations have a category that the file does not list: all category ids are one too"))
    #expect(shift.contains("one too small: 0…2 where the file lists 1…3") && !shift.contains("drop"))
    #expect(message(annotations([4, 2, 3]), categories: three).contains("one too large: 2…4 where the file lists 1…3"))
    let other = message(annotations([9, 9, 7]), categories: three)
    #expect(
      other.contains("all 3 annotations have a category") && other.contains("ids are 7, 9 where the file lists 1…3"))
    let one = message(annotations([1] + Array(repeating: 2, count: 30) + [9]), categories: three)
    #expect(
      one.contains("annotation 32 (annotations[31]) has a category") && one.contains("or leave such annotations out"))
    let names = message(#"{"id": 1, "image_id": "a", "category_id": 1, "bbox": [1, 1, 9, 9]}"#)
    #expect(names.contains("their image_id are names of files"))
  }

  @Test("Classes of two files are matched by their names, whatever their ids and order")
  func classes() throws {
    let boxes = #"""
      {"id": 1, "image_id": 1, "category_id": 5, "bbox": [1, 1, 9, 9]},
      {"id": 2, "image_id": 1, "category_id": 4, "bbox": [1, 1, 9, 9]}
      """#
    let read = try file(boxes, categories: #"{"id": 4, "name": "b"}, {"id": 5, "name": "a"}, {"id": 6, "name": "x"}"#)
    let matched = try read.withClasses(["a", "b", "c"])
    #expect(matched.categories.map(\.name) == ["a", "b", "c"] && matched.objects(imageID: 1).map(\.label) == [0, 1])
    let error = try #require(throws: COCOClassesError.self) { try read.withClasses(["a", "c"]) }
    #expect(error.description == "expected the classes a, c, in any order, found b besides; name the classes alike")
  }

  @Test(
    "Results may stand in an object, with texts as ids, and SAHI's further members",
    arguments: [
      "results", "annotations", "predictions", "detections",
    ])
  func results(key: String) throws {
    let entry =
      #"{"image_id": "1", "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5, "segmentation": [], "area": 9}"#
    let read = try COCOResults(decoding: Data(#"{"info": {}, "\#(key)": [\#(entry)]}"#.utf8))
    #expect(
      read.entries == [.init(imageID: 1, categoryID: 1, frame: Frame(x: 1, y: 2, width: 3, height: 4), score: 0.5)])
    let error = try #require(throws: COCOError.self) {
      try COCOResults(decoding: Data(#"{"images": [], "\#(key)": [\#(entry)]}"#.utf8))
    }
    #expect(error.description.contains("not a file of annotations"))
  }

  @Test("Names with foreign folders are found by their last parts, never outside the folder; two that meet are refused")
  func paths() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let images = folder.appending(path: "images")
    try FileManager.default.createDirectory(at: images.appending(path: "train"), withIntermediateDirectories: true)
    try Image(height: 4, width: 6, color: .red).write(to: images.appending(path: "train/a.png"))
    try Image(height: 4, width: 6, color: .red).write(to: images.appending(path: "b.png"))
    func set(_ names: [String]) -> COCODataset {
      let pictures = names.enumerated().map {
        COCOFile.Picture(id: $0.offset, fileName: $0.element, height: nil, width: nil)
      }
      return COCODataset(file: COCOFile(categories: [], images: pictures, annotations: []), pictures: images)
    }
    for (name, path) in [
      ("train\\a.png", "train/a.png"), ("C:\\data\\train\\a.png", "train/a.png"), ("./b.png", "b.png"),
      ("\(images.path)/train/a.png", "train/a.png"), ("../../data/upload/1/b.png", "b.png"), ("/data/x/b.png", "b.png"),
    ] {
      #expect(set([name]).location(at: 0).path == images.appending(path: path).path, "\(name)")
      #expect(try set([name]).example(at: 0).image.width == 6)
      #expect(try set([name]).withSizes().file.images[0].height == 4)
    }
    let error = try #require(throws: COCOError.self) { try set(["x/b.png", "y/b.png"]).check() }
    #expect(error.description.contains("are both looked for as b.png"))
  }
}
