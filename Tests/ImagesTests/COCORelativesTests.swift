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
