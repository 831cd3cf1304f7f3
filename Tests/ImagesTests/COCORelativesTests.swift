// Files that are COCO's in a wider sense: LVIS, keypoints, panoptic ones; results that call pictures by their files.

import Boxes
import Foundation
import Images
import Testing

@Suite("COCO's relatives")
struct COCORelativesTests {
  private func file(
    _ annotations: String, images: String, purpose: AnnotationPurpose = .training
  ) throws(COCOError)
    -> COCOFile
  {
    try COCOFile(
      decoding: Data(
        #"{"images": [\#(images)], "categories": [{"id": 1, "name": "kite"}], "annotations": [\#(annotations)]}"#.utf8),
      purpose: purpose)
  }

  @Test("LVIS names a picture by COCO's address alone: its file is the last two parts")
  func lvis() throws {
    let image =
      #"{"id": 397133, "coco_url": "http://images.cocodataset.org/val2017/000000397133.jpg", "neg_category_ids": []}"#
    #expect(try file("", images: image).images.map(\.fileName) == ["val2017/000000397133.jpg"])
    let both = #"{"id": 1, "coco_url": "http://h/x.jpg", "file_name": "a.png"}, {"id": 2, "coco_url": null}"#
    #expect(try file("", images: both).images.map(\.fileName) == ["a.png", ""])
    let text = #"{"images": [\#(image)], "categories": [], "annotations": []}"#
    #expect(COCODialect(Data(text.utf8)) == .lvis)
  }

  @Test("A panoptic file is called by its name, with the program that converts it, whatever is done with annotations")
  func panoptic() {
    let text = #"""
      {"images": [{"id": 1}], "categories": [{"id": 1, "name": "kite", "isthing": 1}],
       "annotations": [{"image_id": 1, "segments_info": [{"id": 5, "category_id": 1, "bbox": [0, 0, 1, 1]}]}]}
      """#
    for policy in [AnnotationPolicy.refuse, .drop, .keep] {
      let error = #expect(throws: COCOError.self) { try COCOFile(decoding: Data(text.utf8), policy: policy) }
      #expect(error?.description.contains("annotations[0]: expected an object with its bbox, found the") == true)
      #expect(error?.description.contains("panoptic2detection_coco_format.py") == true)
    }
  }

  private let square = #"{"id": 1, "width": 9, "height": 9}"#

  @Test("Boxes that CVAT turned are noted, for their bbox is that from before; half a turn is none, nor is a word")
  func turned() throws {
    func notes(_ attributes: String) throws -> [COCONote] {
      try file(
        #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "attributes": \#(attributes)}"#,
        images: square
      ).notes
    }
    #expect(try notes(#"{"occluded": false, "rotation": 30.5, "track": {"rotation": 0}}"#) == [.turned(1)])
    #expect(try notes(#"{"rotation": -90}"#) == [.turned(1)])
    for none in [#"{"rotation": 0.0}"#, #"{"rotation": 180}"#, #"{"rotation": "left"}"#, "{}", "null", "[]", #""""#] {
      #expect(try notes(none) == [], "\(none)")
    }
    #expect(
      COCONote.turned(2).description.hasPrefix("2 boxes were turned after drawing (attributes.rotation), and the bbox"))
  }

  @Test("Two categories of one name are two classes, and that is said; annotations that name their categories, too")
  func sameNames() throws {
    func read(_ categories: String, _ category: String) throws(COCOError) -> COCOFile {
      try COCOFile(
        decoding: Data(
          #"""
          {"images": [\#(square)], "categories": [\#(categories)],
           "annotations": [{"id": 1, "image_id": 1, "category_id": \#(category), "bbox": [0, 0, 9, 9]}]}
          """#.utf8))
    }
    let both = try read(#"{"id": 4, "name": "a"}, {"id": 2, "name": "b"}, {"id": 7, "name": "a"}"#, "7")
    #expect(both.categories.count == 3 && both.notes == [.sameName(name: "a", ids: [4, 7])])
    #expect(
      both.notes[0].description.hasPrefix("categories 4, 7 are all called a: they are as many classes; if one is"))
    let error = #expect(throws: COCOError.self) { try read(#"{"id": 4, "name": "a"}"#, #""a""#) }
    #expect(
      error?.description.contains("their category_id are names of categories, where their ids are needed") == true)
  }

  @Test("Datumaro's own JSON, whose categories are an object, is called so")
  func datumaro() {
    let error = #expect(throws: COCOError.self) {
      try COCOFile(decoding: Data(#"{"info": {}, "categories": {"label": {"labels": []}}, "items": []}"#.utf8))
    }
    #expect(error?.description.contains("categories: expected a list […], not an object as in Datumaro's own") == true)
  }

  @Test("An annotation with the id 0 counts, and who compares with pycocotools is told; learning is not concerned")
  func idZero() throws {
    let annotation = #"{"id": 0, "image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9]}"#
    #expect(
      try file(annotation, images: #"{"id": 1, "width": 9, "height": 9}"#, purpose: .measuring).notes == [.idZero])
    #expect(try file(annotation, images: #"{"id": 1, "width": 9, "height": 9}"#).notes == [])
  }

  private func results(_ text: String) throws(COCOError) -> COCOResults { try COCOResults(decoding: Data(text.utf8)) }

  @Test("Results that are keypoints have the box around all of them, also the hidden ones, as in pycocotools")
  func keypoints() throws {
    let read = try results(
      #"[{"image_id": 1, "category_id": 1, "keypoints": [4, 5, 2, 24, 25, 1, 3, 6, 0], "score": 0.5}]"#)
    #expect(read.entries.map(\.frame) == [Frame(x: 3, y: 5, width: 21, height: 20)])
    for keypoints in ["[]", "[1, 2]", "null", "[1, 2, \"a\"]", "{}"] {
      let error = #expect(throws: COCOError.self) {
        try results(#"[{"image_id": 1, "category_id": 1, "keypoints": \#(keypoints), "score": 0.5}]"#)
      }
      #expect(error?.description == "not a COCO file: [0]: \"bbox\" is missing")
    }
  }

  private func outlined(_ segmentations: String...) throws(COCOError) -> [COCOResults.Entry] {
    let list = segmentations.map { #"{"image_id": 1, "category_id": 1, "score": 0.5, \#($0)}"# }
    return try results("[\(list.joined(separator: ", "))]").entries
  }

  @Test(
    "Results that are masks have the box of their pixels and their number as area; without a pixel they find nothing")
  func masks() throws {
    // Columns of 4 pixels: pixels 5…6 and 9…10 are rows 1…2 of columns 1 and 2.
    let counts = #""segmentation": {"size": [4, 5], "counts": [5, 2, 2, 2, 9]}"#
    let square = try outlined(counts)
    #expect(square.map(\.frame) == [Frame(x: 1, y: 1, width: 2, height: 2)] && square.map(\.area) == [4])
    // pycocotools 2.0.11: encode(asfortranarray(zeros((4, 5), uint8))) and the same with [1, 2] and [2, 1] set.
    let text = try outlined(
      #""segmentation": {"size": [4, 5], "counts": "d0"}"#, #""segmentation": {"size": [4, 5], "counts": "61208"}"#)
    #expect(text.map(\.frame) == [Frame(x: 0, y: 0, width: 0, height: 0), Frame(x: 1, y: 1, width: 2, height: 2)])
    #expect(text.map(\.area) == [0, 2])
  }

  @Test("Whether results are masks the first says: then the area is the mask's, also beside a box; else the box's")
  func firstDecides() throws {
    let mask = #""segmentation": {"size": [4, 5], "counts": [5, 2, 2, 2, 9]}"#
    let box = #""bbox": [0, 0, 5, 4]"#
    #expect(try outlined(mask, "\(box), \(mask)", box).map(\.area) == [4, 4, nil])
    #expect(try outlined("\(box), \(mask)", mask).map(\.area) == [nil, 4])
    #expect(try outlined(box).map(\.area) == [nil])
    let fitted = try COCOResults(entries: outlined(mask, "\(box), \(mask)", box)).fitted(
      to: file("", images: #"{"id": 1}"#))
    #expect(fitted.detections[1]?.map(\.area) == [4, 4, 20] && fitted.detections[1]?.map(\.boxArea) == [4, 20, 20])
  }

  @Test("Results that are polygons have what they enclose as area, around any corner; a line encloses its box")
  func polygons() throws {
    let triangle = #""segmentation": [[30, 30, 50, 30, 50, 60]]"#
    let two = #""segmentation": [[0, 0, 4, 0, 4, 2, 0, 2], [10, 10, 10, 14, 12, 14, 12, 10]]"#
    let entries = try outlined(triangle, two, #""segmentation": [[1, 2, 11, 22]]"#)
    let areas: [Double] = [300, 4 * 2 + 2 * 4, 10 * 20]
    #expect(entries.map { $0.area ?? 0 } == areas)
    #expect(entries[0].frame == Frame(x: 30, y: 30, width: 20, height: 30))
    let error = #expect(throws: COCOError.self) { try outlined(#""segmentation": [[1, 2]]"#) }
    #expect(error?.description.contains("[0]: \"bbox\" is missing, and \"segmentation\" is no mask or polygon") == true)
  }

  @Test("An annotation without bbox and area has the area of its outline")
  func annotatedOutline() throws {
    let image = #"{"id": 1, "width": 90, "height": 90}"#
    let outline = #""id": 1, "image_id": 1, "category_id": 1, "segmentation": [[30, 30, 50, 30, 50, 60]]"#
    #expect(try file("{\(outline)}", images: image).annotations.map(\.area) == [300])
    #expect(try file(#"{\#(outline), "area": 7}"#, images: image).annotations.map(\.area) == [7])
    #expect(try file(#"{\#(outline), "bbox": [0, 0, 5, 4]}"#, images: image).annotations.map(\.area) == [20])
  }

  @Test("One result by itself, as in JSON lines, and a list in the place of annotations are called so")
  func others() {
    let one = #expect(throws: COCOError.self) {
      try results("{\"image_id\": 1, \"category_id\": 1}\n{\"image_id\": 2}\n")
    }
    #expect(one?.description.contains(", not one result by itself, found") == true)
    let list = #expect(throws: COCOError.self) { try COCOFile(decoding: Data("[]".utf8)) }
    #expect(list?.description.contains(", not a list as of results, found") == true)
  }

  @Test("Results may call their pictures by the files' names, whole, without ending, or by the number in them")
  func fileNames() throws {
    let images = ["000000000139.jpg", "val/b.png", "https://h/c%20d.png?x=1"].enumerated().map {
      COCOFile.Picture(id: $0.offset + 7, fileName: $0.element, height: 9, width: 9)
    }
    let set = COCOFile(categories: [.init(id: 1, name: "kite")], images: images, annotations: [])
    func ids(_ names: [COCOIdentifier], in set: COCOFile) -> [COCOIdentifier]? {
      let entries = names.map {
        COCOResults.Entry(imageID: $0, categoryID: 1, frame: Frame(x: 0, y: 0, width: 1, height: 1), score: 1)
      }
      return COCOResults(entries: entries).withIDs(ofFileNamesIn: set)?.entries.map(\.imageID)
    }
    #expect(ids([139, "b", "c d"], in: set) == [7, 8, 9])
    #expect(ids(["000000000139", "b.png", "b.png", "set/val/b.png"], in: set) == [7, 8, 8, 8])
    #expect(ids([7, 139], in: set) == nil, "ids that the file lists are ids")
    #expect(ids([139, "x"], in: set) == nil)
    #expect(ids([], in: set) == nil)
    let twice = COCOFile(
      categories: [],
      images: ["a/b.png", "c/b.png"].enumerated().map {
        COCOFile.Picture(id: $0.offset, fileName: $0.element, height: 9, width: 9)
      }, annotations: [])
    #expect(ids(["b"], in: twice) == nil)
  }
}
