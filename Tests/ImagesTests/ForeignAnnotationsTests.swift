// PASCAL VOC, YOLO and CSV as other people's programs write them.

import Boxes
import Foundation
import Images
import Testing

@Suite("VOC, YOLO and CSV of strangers")
struct ForeignAnnotationsTests {
  private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let url = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      // A picture of 48 × 64 where the text is one's name.
      let isPicture = ["png", "PNG"].contains(url.pathExtension)
      try (isPicture ? PNG.encode(Image(height: 48, width: 64, color: .red)) : Data(text.utf8)).write(to: url)
    }
    try body(folder)
  }

  /// Expects an error with a text in its sentence.
  private func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("no error", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)".contains(text), sourceLocation: sourceLocation)
    }
  }

  // MARK: - VOC

  private func voc(_ object: String, file: String = "a.png") -> String {
    "<annotation><filename>\(file)</filename><size><width>64</width><height>48</height></size>\(object)</annotation>"
  }

  private func object(_ edges: [Int], name: String = "dog", more: String = "") -> String {
    "<object><name>\(name)</name>\(more)<bndbox><xmin>\(edges[0])</xmin><ymin>\(edges[1])</ymin>"
      + "<xmax>\(edges[2])</xmax><ymax>\(edges[3])</ymax></bndbox></object>"
  }

  @Test("VOC: names in CDATA, difficult as a word, elements in capitals")
  func vocWords() throws {
    let text = voc(
      object([1, 1, 10, 20], name: "<![CDATA[a & b]]>", more: "<difficult>True</difficult>")
        + object([1, 1, 10, 20], more: "<difficult>Unspecified</difficult>")
    ).replacing("bndbox>", with: "BndBox>").replacing("annotation>", with: "Annotation>")
    try withFolder(["a.xml": text]) { folder in
      let file = try VOCAnnotations.file([folder.appendingPathComponent("a.xml")])
      #expect(file.categories.map(\.name) == ["a & b", "dog"])
      #expect(file.annotations.map(\.isCrowd) == [true, false])
      #expect(file.annotations.map(\.frame) == Array(repeating: Frame(x: 0, y: 0, width: 10, height: 20), count: 2))
    }
  }

  @Test("VOC: two files of one picture are an error that names both, and a box from 0 is noted")
  func vocPictures() throws {
    try withFolder(["a.xml": voc(object([0, 1, 10, 20])), "b.xml": voc(object([1, 1, 9, 9]))]) { folder in
      let urls = ["a.xml", "b.xml"].map { folder.appendingPathComponent($0) }
      expect("b.xml: its <filename> is a.png, as that of a.xml: expected a picture of its own; correct the one that is")
      {
        _ = try VOCAnnotations.file(urls)
      }
      let notes = try urls.map { try VOCAnnotations.file([$0]).notes }
      #expect(notes == [[.beyondEdge(1), .beginsAtZero(1)], []])
    }
  }

  @Test("VOC: bytes that are not of the encoding are an error, wherever they stand; Latin and UTF-16 are read")
  func vocEncodings() throws {
    let text = voc(object([1, 1, 10, 20], name: "H\u{FC}tte"))
    try withFolder(["a.xml": text]) { folder in
      let url = folder.appendingPathComponent("a.xml")
      let bytes = Data(text.utf8)
      for place in stride(from: 0, to: bytes.count, by: 5) {
        var damaged = bytes
        damaged[place] = 0xFF
        try damaged.write(to: url)
        expect("a.xml: expected XML in UTF-8, or in the encoding that it names, found other bytes") {
          _ = try VOCAnnotations.file([url])
        }
      }
      let forms = [
        ("ISO-8859-1", String.Encoding.isoLatin1), ("UTF-16", .utf16), ("utf-8", .utf8), ("utf-16", .utf8),
      ]
      for (name, encoding) in forms {
        let declared = "<?xml version='1.0' encoding='\(name)'?>\n\(text)"
        try #require(declared.data(using: encoding)).write(to: url)
        let file = try VOCAnnotations.file([url])
        #expect(file.categories.map(\.name) == ["H\u{FC}tte"])
      }
    }
  }

  // MARK: - YOLO

  private func yolo(_ label: String, _ files: [String: String] = ["classes.txt": "dog\ncat\n"]) throws -> COCOFile {
    var file: COCOFile?
    try withFolder(files.merging(["labels/a.txt": label, "images/a.png": ""]) { $1 }) { folder in
      file = try YOLOAnnotations(folder: folder).file()
    }
    return try #require(file)
  }

  @Test("YOLO: a class written 0.0, a score behind the box, keypoints behind it if data.yaml says how many they are")
  func yoloLines() throws {
    let box = [Frame(x: 24, y: 12, width: 16, height: 24)]
    #expect(try yolo("1.0 0.5 0.5 0.25 0.5\n").annotations.map(\.frame) == box)
    #expect(try yolo("1 0.5 0.5 0.25 0.5 0.93\r\n").annotations.map(\.categoryID) == [2])
    let points = String(repeating: " 0.1 0.9 2", count: 17)
    let pose = ["data.yaml": "kpt_shape: [17, 3]  # number, x y visible\nnames: [person]\n"]
    #expect(try yolo("0 0.5 0.5 0.25 0.5\(points)\n", pose).annotations.map(\.frame) == box)
    let flat = ["data.yaml": "kpt_shape: [2, 2]\nnames: [person]\n"]
    #expect(try yolo("0 0.5 0.5 0.25 0.5 0.1 0.2 0.3 0.4\n", flat).annotations.map(\.frame) == box)
    expect(
      "a.txt, line 1: expected 4 numbers of a box, 5 with a score, or the x and y of a polygon's corners, found 55 "
    ) {
      _ = try yolo("0 0.5 0.5 0.25 0.5\(points)\n")
    }
    // A score and the number of a track are no corner.
    expect("expected shares of the picture's size") { _ = try yolo("0 0.5 0.5 0.25 0.5 0.9 37\n") }
    for line in ["0.5 0.5 0.5 0.25 0.5", "2 0.5 0.5 0.25 0.5", "-1 0.5 0.5 0.25 0.5", "1e300 0.5 0.5 0.25 0.5"] {
      expect("line 1: expected a class in 0 ..< 2, found") { _ = try yolo(line) }
    }
    expect("line 1: expected a class and x, y, width, height") { _ = try yolo("0 nan 0.5 0.25 0.5") }
  }

  @Test(
    "YOLO: names with commas, signs and comments in YAML of whatever name",
    arguments: [
      "names: ['dog, big', \"it's\", c d]\nnc: 3\n", "names: {0: 'dog, big', 2: c d, 1: \"it's\"}\n",
      "names:\n  0: dog, big  # a comment\n  1: 'it''s'\n  2: c d\n", "names: # here\n- dog, big\n- \"it's\"\n- c d\n",
      "names: [\n  'dog, big',\n  \"it's\", c d\n]\n",
    ])
  func yamlNames(text: String) throws {
    for name in ["data.yaml", "coco128.yaml", "my.yml"] {
      let file = try yolo("2 0.5 0.5 0.25 0.5", [name: text])
      #expect(file.categories.map(\.name) == ["dog, big", "it's", "c d"])
    }
  }

  @Test("YOLO: a gap between the numbers of classes is named")
  func yamlGap() {
    expect("data.yaml: names: expected the classes 0, 1, 2, … without a gap, found 2 where 1 is due") {
      _ = try yolo("0 0.5 0.5 0.25 0.5", ["data.yaml": "names:\n  0: dog\n  2: cat\n"])
    }
  }

  @Test("YOLO: pictures without a text are pictures without objects; other texts are no labels")
  func yoloFolder() throws {
    let label = "0 0.5 0.5 0.25 0.5\n"
    let files = [
      "data.yaml": "names: [dog]\n", "train/labels/a.txt": label, "train/images/a.png": "", "train/images/b.PNG": "",
      "valid/labels/c.txt": label, "valid/images/c.png": "", "README.roboflow.txt": "hello 1",
      "requirements.txt": "torch>=2\n",
    ]
    try withFolder(files) { folder in
      let file = try YOLOAnnotations(folder: folder).file()
      #expect(file.images.map(\.fileName) == ["train/images/a.png", "valid/images/c.png", "train/images/b.PNG"])
      #expect(file.notes == [.withoutTexts(1)])
      try COCODataset(file: file, pictures: folder).check()
      // The names stand one folder above.
      let train = folder.appendingPathComponent("train")
      for target in [train, train.appendingPathComponent("labels")] {
        #expect(try YOLOAnnotations(folder: target).file().images.map(\.fileName) == ["a.png", "b.PNG"])
      }
    }
    expect("x.txt: there is no picture of this name beside it or in images") {
      try withFolder(["classes.txt": "a\n", "labels/x.txt": label]) { _ = try YOLOAnnotations(folder: $0).file() }
    }
  }

  @Test("Texts that are not UTF-8 are called by their encoding, or by their line")
  func encodings() throws {
    try withFolder(["a.png": "", "a.txt": ""]) { folder in
      let classes = folder.appendingPathComponent("classes.txt")
      try Data("dog\n".utf8 + [0x48, 0xFC, 0x0A]).write(to: classes)
      expect("classes.txt, line 2: expected text in UTF-8, found another encoding; save it as UTF-8") {
        _ = try YOLOAnnotations(folder: folder).file()
      }
      try Data([0xFF, 0xFE, 0x64, 0, 0x0A, 0]).write(to: classes)
      expect("classes.txt: expected text, found text in UTF-16; save it as UTF-8") {
        _ = try YOLOAnnotations(folder: folder).file()
      }
    }
  }

  // MARK: - CSV

  private func csv(_ text: String, classes: String? = nil) throws -> COCOFile {
    var file: COCOFile?
    var files = ["a.csv": text]
    files["classes.csv"] = classes
    try withFolder(files) { file = try CSVAnnotations.file($0.appendingPathComponent("a.csv")) }
    return try #require(file)
  }

  @Test("CSV: the first line says which column is which, in any order, and the size where it has one")
  func csvHeader() throws {
    let box = [Frame(x: 1, y: 2, width: 10, height: 20)]
    let tensorFlow = try csv("filename,width,height,class,xmin,ymin,xmax,ymax\na.png,64,48,dog,1,2,11,22\n")
    #expect(tensorFlow.annotations.map(\.frame) == box && tensorFlow.images.map(\.width) == [64])
    #expect(try csv("Class,Image,x1,y1,x2,y2\r\ndog,a.png,1,2,11,22\r\n").annotations.map(\.frame) == box)
    #expect(try csv("path,from x,from y,to x,to y,kind\na.png,1,2,11,22,dog\n").annotations.map(\.frame) == box)
    expect("a.csv, line 2: expected 8 columns as the first line names them, found 'a.png,1,2,11,22,dog'") {
      _ = try csv("filename,width,height,class,xmin,ymin,xmax,ymax\na.png,1,2,11,22,dog\n")
    }
  }

  @Test(
    "CSV: an open quotation mark and a number of two classes are errors; classes.csv may name its columns"
  )
  func csvFaults() throws {
    expect("a.csv, line 1: expected a quotation mark that ends what the other begins, in the same line, found") {
      _ = try csv("a.png,1,2,11,22,\"dog\nb.png,1,2,3,4,cat\n")
    }
    expect("classes.csv, line 2: 'dog' has the number 0, as 'cat' has; numbers must differ") {
      _ = try csv("a.png,1,2,11,22,dog\n", classes: "cat,0\ndog,0\n")
    }
    let named = try csv("a.png,1,2,11,22,dog\n", classes: "class,id\ncat,0\ndog,1\n")
    #expect(named.categories.map(\.name) == ["cat", "dog"])
  }
}
