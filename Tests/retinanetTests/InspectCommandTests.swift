// `retinanet inspect`: what it says of COCO files as tools write them, and other formats made COCO's.

import Boxes
import CommandLineTool
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("retinanet inspect")
struct InspectCommandTests {
  private func withFiles(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    try withNewFolder { folder in
      for (name, text) in files { try writeFile(Data(text.utf8), to: folder.appendingPathComponent(name)) }
      try body(folder)
    }
  }

  private func clean(_ words: String, _ folder: URL) throws -> COCOFile {
    let run = runProgram("inspect \(words) --write-clean \(folder.path)/clean.json")
    #expect(run.code == .success, "\(run.error)")
    return try COCOFile(contentsOf: folder.appendingPathComponent("clean.json"))
  }

  @Test("One screen: the tool, counts by class and size, what will be left out and why, and names without escapes")
  func screen() throws {
    let json = #"""
      {"info": {"contributor": "Roboflow"}, "images": [{"id": "a", "file_name": "a.png", "width": 400, "height": 300},
       {"id": "b", "file_name": "b.png", "width": 400, "height": 300}],
       "categories": [{"id": 0, "name": "boats", "supercategory": "none"},
        {"id": 1, "name": "kayak\u001b[31m", "supercategory": "boats"}],
       "annotations": [{"id": 1, "image_id": "a", "category_id": 1, "bbox": [1, 1, 20, 20]},
        {"id": 2, "image_id": "a", "category_id": 1, "bbox": [100, 1, 320, 200]},
        {"id": 3, "image_id": "a", "category_id": 7, "bbox": [100, 1, 20, 20]}]}
      """#
    try withFiles(["a.json": json]) { folder in
      let run = runProgram("inspect \(folder.path)/a.json")
      #expect(run.code == .success && run.error.isEmpty)
      for text in [
        "a.json: COCO, as Roboflow writes it\n2 pictures, 2 objects of 1 class\n1 picture without objects\n",
        "all pictures have 300 × 400 pixels (height × width)\n", "class            objects  small  medium  large\n",
        "kayak\\u{1B}[31m        2      1       0      1\n",
        "Will be left out: 1 annotation left out: 1 has a category that the file does not list\n",
        "Other commands refuse it: annotation 3 (annotations[2]) has a category that the file does not list",
        "Note: category 0, boats, has no objects and only heads others: it is no class\n",
        "Note: 1 box reaches beyond the edge of the picture; for training it is cut off there\n",
      ] {
        #expect(run.output.contains(text), "\(text)\nin\n\(run.output)")
      }
      #expect(!run.output.contains("\u{1B}") && run.output.split(separator: "\n").count < 24)
      let printed = runProgram("inspect \(folder.path)/a.json --json").output
      let values = try JSONDecoder().decode(InspectOutput.self, from: Data(printed.utf8))
      #expect(values.kind == "COCO, as Roboflow writes it" && values.written == nil)
      #expect(values.pictures == 2 && values.picturesWithoutObjects == 1 && values.objects == 2 && values.crowds == 0)
      #expect(values.heights == .init(least: 300, most: 300) && values.widths == .init(least: 400, most: 400))
      #expect(values.classes == [.init(name: "kayak\\u{1B}[31m", objects: 2, small: 1, medium: 0, large: 1)])
      #expect(values.leftOut == ["a category that the file does not list": 1])
      #expect(values.refusal?.hasPrefix("annotation 3 ") == true && values.notes.count == 2)
      let file = try clean("\(folder.path)/a.json", folder)
      let both = runProgram("inspect \(folder.path)/a.json --json --write-clean \(folder.path)/b.json")
      let written = try JSONDecoder().decode(InspectOutput.self, from: Data(both.output.utf8)).written
      #expect(written?.hasSuffix("b.json") == true && both.code == .success)
      #expect(file.images.map(\.id) == [1, 2] && file.annotations.map(\.id) == [1, 2])
      #expect(file.annotations[1].frame == Frame(x: 100, y: 1, width: 300, height: 200) && file.notes.isEmpty)
      let refused = runProgram("inspect \(folder.path)/a.json --write-clean \(folder.path)/a.json")
      #expect(refused.error.contains("would replace the file itself"))
    }
  }

  @Test("PASCAL VOC: pixels count from 1 with both edges, so 1…10 is 10 wide; difficult objects become crowds")
  func voc() throws {
    func object(_ name: String, _ box: String, _ more: String = "") -> String {
      "<object><name>\(name)</name>\(more)\(box)<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part></object>"
    }
    let box = "<bndbox><xmin>1</xmin><ymin>3</ymin><xmax>10</xmax><ymax>5</ymax></bndbox>"
    let xml =
      "<?xml version=\"1.0\"?><annotation><filename>a.png</filename><size><width>30</width><height>20</height></size>"
      + object("dog", box) + object("cat", box, "<difficult>1</difficult>") + "</annotation>"
    let empty = "<annotation><filename>b.png</filename></annotation>"
    try withFiles(["voc/a.xml": xml, "voc/b.xml": empty, "bad.xml": "<annotation><object>"]) { folder in
      let file = try clean("\(folder.path)/voc", folder)
      #expect(file.categories.map(\.name) == ["cat", "dog"] && file.images.map(\.fileName) == ["a.png", "b.png"])
      #expect(file.images[0].height == 20 && file.images[1].height == nil)
      #expect(file.annotations.map(\.frame) == Array(repeating: Frame(x: 0, y: 2, width: 10, height: 3), count: 2))
      #expect(file.annotations.map(\.isCrowd) == [false, true])
      #expect(
        runProgram("inspect \(folder.path)/bad.xml").error.contains("bad.xml, line 1: it is not XML, or cut short"))
    }
  }

  @Test("YOLO: shares of the picture's size, polygons too; classes in their order from classes.txt or data.yaml")
  func yolo() throws {
    let label = "1 0.5 0.5 0.5 0.25\n0 0.1 0.2 0.3 0.2 0.3 0.6\n\n"
    for names in [("classes.txt", "dog\ncat\n"), ("data.yaml", "train: x\nnames:\n  0: dog\n  1: 'cat'\nnc: 2\n")] {
      try withFiles([names.0: names.1, "labels/train/a.txt": label]) { folder in
        let images = folder.appendingPathComponent("images/train")
        try makeFolder(images)
        try Image(height: 20, width: 40, color: .red).write(to: images.appendingPathComponent("a.png"))
        let file = try clean("\(folder.path) --images \(folder.path)/images", folder)
        #expect(file.categories.map(\.name) == ["dog", "cat"] && file.images.map(\.fileName) == ["train/a.png"])
        #expect(file.annotations[0].frame == Frame(x: 10, y: 7.5, width: 20, height: 5))
        let polygon = file.annotations[1].box
        #expect(abs(polygon.xMin - 4) < 1e-9 && abs(polygon.xMax - 12) < 1e-9 && abs(polygon.yMax - 12) < 1e-9)
        try writeFile(Data("1 30 40 12 9\n".utf8), to: folder.appendingPathComponent("labels/train/a.txt"))
        let refused = runProgram("inspect \(folder.path) --images \(folder.path)/images")
        #expect(refused.error.contains("a.txt, line 1: expected shares of the picture's size, 0…1"))
      }
    }
    let words = try yamlNames(["names: [a, 'b c']\n", "names: {0: a, 1: b c}\n", "nc: 2\nnames:\n- a\n- b c\n"])
    #expect(words.allSatisfy { $0 == ["a", "b c"] })
  }

  private func yamlNames(_ texts: [String]) throws -> [[String]] {
    try texts.map { text in
      var names: [String] = []
      try withFiles(["data.yaml": text, "a.txt": ""]) { folder in
        try Image(height: 2, width: 2, color: .red).write(to: folder.appendingPathComponent("a.png"))
        names = try YOLOAnnotations(folder: folder).file().categories.map(\.name)
      }
      return names
    }
  }

  @Test("keras-retinanet's CSV: corners, empty pictures, classes.csv; a bad line is named by its number")
  func csv() throws {
    let text = "img/a.png,1,2,11,12,dog\n\"b,c.png\",,,,,\nimg/a.png,0,0,5,5,cat\n"
    try withFiles(["set.csv": text, "other/set.csv": text, "other/classes.csv": "dog,0\ncat,1\n"]) { folder in
      let file = try clean("\(folder.path)/set.csv", folder)
      #expect(
        file.images.map(\.fileName) == ["img/a.png", "b,c.png"] && file.categories.map(\.name) == ["cat", "dog"])
      #expect(file.annotations[0].frame == Frame(x: 1, y: 2, width: 10, height: 10))
      #expect(try clean("\(folder.path)/other/set.csv", folder).categories.map(\.name) == ["dog", "cat"])
      try writeFile(Data("a.png,1,2,x,4,dog\n".utf8), to: folder.appendingPathComponent("bad.csv"))
      #expect(runProgram("inspect \(folder.path)/bad.csv").error.contains("bad.csv, line 1: expected four numbers"))
    }
  }

  @Test("A folder given as --annotations is named as such")
  func folder() throws {
    try withFiles(["a/b.txt": ""]) { folder in
      let run = runProgram("anchors --annotations \(folder.path)/a")
      #expect(run.error.contains("/a: expected a COCO file, found a folder; name the file in it"))
      #expect(runProgram("inspect \(folder.path)/a").error.contains("expected the names of YOLO's classes"))
    }
  }
}
