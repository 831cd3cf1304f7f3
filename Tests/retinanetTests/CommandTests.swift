import CommandLineTool
import Foundation
import Images
import Reports
import Shapes
import Testing
import Text

@testable import retinanet

private func retinanet(_ words: String) -> RecordedRun { Program.retinaNet.run(words) }

private func complaint(_ words: String) -> String {
  let run = retinanet(words)
  #expect(run.code == .usage)
  return String(run.error.prefix { $0 != "\n" })
}

/// Runs `body` with the path of a folder that does not exist yet, and removes what it makes.
private func withFolder(_ body: (URL) throws -> Void) rethrows {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("retinanet-\(UUID())")
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

@Suite("retinanet shapes")
struct ShapesCommandTests {
  @Test("What it writes reads back as the set itself: pictures, boxes, classes")
  func roundTrip() throws {
    try withFolder { folder in
      let run = retinanet("shapes --preset crowded --count 3 --seed 5 --size 96 --output \(folder.path)")
      #expect(run.error.isEmpty)
      #expect(run.code == .success)
      let written = try COCODataset(folder: folder)
      let drawn = ShapesDataset(recipe: .preset(.crowded), seed: 5, count: 3, imageSize: 96)
      #expect(written.count == 3)
      #expect(written.categories == drawn.categories)
      var objects = 0
      for index in 0..<3 {
        let (read, example) = (try written.example(at: index), drawn.example(at: index))
        #expect(read.image == example.image)
        #expect(read.objects == example.objects)
        objects += example.objects.count
      }
      #expect(run.output == "3 pictures with \(objects.counted("object")) in \(folder.path)\n")
    }
  }

  @Test("A folder that holds something is left alone: exit code 1 and what to do")
  func occupied() {
    withFolder { folder in
      #expect(retinanet("shapes --count 1 --output \(folder.path)").code == .success)
      let run = retinanet("shapes --count 1 --output \(folder.path)")
      #expect(run.code == .failure)
      #expect(run.error == "Error: \(folder.path) is not empty: remove it or choose another folder\n")
    }
  }

  @Test("Counts and sizes out of range, and a preset that does not exist, are refused")
  func refused() {
    #expect(
      complaint("shapes -o /o --count 0")
        == "Error: The value '0' is invalid for '--count': expected an integer from 1 to 100000.")
    #expect(complaint("shapes -o /o --preset tinny").hasSuffix("Did you mean 'tiny'?"))
    #expect(complaint("shapes") == "Error: Missing expected argument '--output <folder>'.")
  }
}

@Suite("retinanet anchors")
struct AnchorsCommandTests {
  @Test(
    "Grids and counts: the paper's 120 087 on 800 × 800 and 67 995 on 600 × 600, the small model's 3 069",
    arguments: [
      ("--config paper", "120087", "100 × 100"), ("--config paper --size 600", "67995", "75 × 75"),
      ("", "3069", "16 × 16"), ("--config small --size 64x128", "1539", "8 × 16"),
    ])
  func counts(words: String, total: String, finest: String) {
    let run = retinanet("anchors \(words)")
    #expect(run.code == .success)
    #expect(run.output.contains("\(finest) "))
    #expect(run.output.hasSuffix(" \(total)\n"))
  }

  @Test("The coverage of shapes: the same seed gives the same text, and the objects are counted")
  func coverage() {
    let run = retinanet("anchors --preset standard --count 5 --seed 3")
    #expect(run.code == .success)
    #expect(run.output == retinanet("anchors --preset standard --count 5 --seed 3").output)
    let drawn = ShapesDataset(recipe: .preset(.standard), seed: 3, count: 5)
    let objects = (0..<5).map { drawn.example(at: $0).objects.count }.reduce(0, +)
    #expect(run.output.contains("\nCoverage of \(objects) objects in 5 pictures\n"))
    #expect(run.output.contains("mean best IoU"))
    let fitted = retinanet("anchors --preset standard --count 5 --fit").output
    for line in ["before", "k-means", "search, mean"] { #expect(fitted.contains("\n\(line) ")) }
  }

  @Test("The coverage of a COCO file is that of the shapes it was written from")
  func annotations() {
    withFolder { folder in
      #expect(retinanet("shapes --count 5 --seed 3 --output \(folder.path)").code == .success)
      let file = folder.appendingPathComponent("annotations.json").path
      #expect(
        retinanet("anchors --annotations \(file)").output
          == retinanet("anchors --preset standard --count 5 --seed 3").output)
    }
  }

  @Test("An annotation that cannot be used fails with the file's path, unless such are left out")
  func unusable() throws {
    try withFolder { folder in
      try makeFolder(folder)
      let file = folder.appendingPathComponent("a.json")
      try writeFile(
        Data(
          #"""
          {"images": [{"id": 1, "file_name": "a.png", "height": 64, "width": 128}],
           "categories": [{"id": 1, "name": "thing"}],
           "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [8, 8, 20, 20]},
                           {"id": 2, "image_id": 1, "category_id": 1, "bbox": [8, 8, -1, 20]}]}
          """#.utf8), to: file)
      let refused = retinanet("anchors --annotations \(file.path)")
      #expect(refused.code == .failure)
      #expect(refused.error.hasPrefix("Error: \(file.path): "))
      let run = retinanet("anchors --annotations \(file.path) --drop-unusable --drop-limit 1")
      #expect(run.output.hasPrefix("The small anchors on 64 × 128 pixels (height × width)\n"))
      #expect(run.output.contains("\nCoverage of 1 object in 1 picture, without 1 unusable annotation\n"))
    }
  }

  @Test(
    "A picture that is said to be too large for anchors is refused with its sizes, also a long and narrow one",
    arguments: [(64, 1_000_000_000), (1, 1 << 27), ((1 << 24) + 1, 1), (1 << 24, 1 << 24)], ["", " --fit"])
  func tooLarge(size: (height: Int, width: Int), words: String) throws {
    try withFolder { folder in
      try makeFolder(folder)
      let file = folder.appendingPathComponent("a.json")
      let text =
        "{\"images\":[{\"id\":1,\"file_name\":\"a.png\",\"height\":\(size.height),\"width\":\(size.width)}],"
        + #""categories":[{"id":1,"name":"a"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1]}]}"#
      try writeFile(Data(text.utf8), to: file)
      let run = retinanet("anchors --annotations \(file.path)\(words)")
      #expect(run.code == .failure)
      let expected = "image 1 has height \(size.height) and width \(size.width), too many cells for anchors"
      #expect(run.error.contains(expected), "\(run.error)")
    }
  }

  @Test("Contradictions are refused, a missing file fails")
  func refused() {
    #expect(complaint("anchors --preset easy --annotations f").contains("contradict each other"))
    #expect(complaint("anchors --count 3") == "Error: The option '--count' needs '--preset <preset>' beside it.")
    #expect(complaint("anchors --fit").hasSuffix("give '--preset' or '--annotations'."))
    #expect(complaint("anchors --preset easy --size 64x128").contains("give one number to '--size'"))
    let run = retinanet("anchors --annotations /nowhere/a.json")
    #expect(run.code == .failure)
    #expect(run.error.hasPrefix("Error: ") && run.error.contains("/nowhere/a.json"))
  }
}

@Suite("retinanet match")
struct MatchCommandTests {
  @Test("A scene of shapes as text and picture; the same seed gives the same both")
  func scene() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let (first, second) = (folder.appendingPathComponent("1.png"), folder.appendingPathComponent("2.png"))
      let run = retinanet("match --seed 4 --index 2 --zoom 3 --output \(first.path)")
      #expect(run.code == .success)
      #expect(run.output.hasPrefix("Picture 2 of the standard shapes, seed 4: 128 × 128 pixels, "))
      #expect(run.output.hasSuffix("\nPicture: \(first.path)\n"))
      #expect(retinanet("match --seed 4 --index 2 --zoom 3 --output \(second.path)").code == .success)
      #expect(try Data(contentsOf: first) == Data(contentsOf: second))
      let picture = try PNG.decode(Data(contentsOf: first))
      #expect(picture.width >= 384 && picture.height > 384)
    }
  }

  @Test("A box from −10¹⁸ to 10¹⁸ is cut off at its picture and drawn")
  func hugeBox() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Image(height: 64, width: 64, color: .white).write(to: folder.appendingPathComponent("0.png"))
      let file = folder.appendingPathComponent("a.json")
      try Data(
        #"""
        {"images": [{"id": 0, "file_name": "0.png", "width": 64, "height": 64}], "categories": [{"id": 1, "name": "a"}],
         "annotations": [{"id": 1, "image_id": 0, "category_id": 1, "bbox": [0, -1e18, 10, 2e18]}]}
        """#.utf8
      ).write(to: file)
      let picture = folder.appendingPathComponent("match.png")
      let run = retinanet("match --annotations \(file.path) --images \(folder.path) --output \(picture.path)")
      #expect(
        run.code == .success && run.error.contains("1 box reaches beyond the edge of the picture"), "\(run.error)")
      #expect(try PNG.decode(Data(contentsOf: picture)).height >= 64)
    }
  }

  @Test("A scene of a COCO file is explained as the shapes it was written from")
  func annotations() {
    withFolder { folder in
      #expect(retinanet("shapes --count 2 --seed 6 --output \(folder.path)").code == .success)
      let file = folder.appendingPathComponent("annotations.json").path
      let read = retinanet("match --annotations \(file) --index 1 --low-quality best")
      let drawn = retinanet("match --seed 6 --index 1 --low-quality best")
      #expect(read.code == .success)
      #expect(read.output.split(separator: "\n").dropFirst() == drawn.output.split(separator: "\n").dropFirst())
      let beyond = retinanet("match --annotations \(file) --index 2")
      #expect(beyond.code == .failure)
      #expect(beyond.error == "Error: \(file) has 2 pictures; --index counts from 0\n")
    }
  }

  @Test("Thresholds: higher ones make fewer anchors positive; reversed ones are refused, equal ones leave none ignored")
  func thresholds() {
    func counts(_ words: String) -> [Int] {
      let lines = retinanet("match \(words)").output.split(separator: "\n")
      return lines[1].split { !$0.isNumber }.compactMap { Int($0) }
    }
    let (usual, high) = (counts(""), counts("--positive-threshold 0.7"))
    #expect(usual.count == 4 && high.count == 4)
    #expect(high[1] <= usual[1] && high[2] >= usual[2] && high[3] == usual[3])
    #expect(counts("--positive-threshold 0.5 --negative-threshold 0.5")[2] == 0)
    #expect(complaint("match --negative-threshold 0.6").contains("0.6 is above '--positive-threshold' 0.5"))
    #expect(complaint("match --bogus") == "Error: Unknown option '--bogus'.")
    #expect(complaint("match --positive-threshold 0").hasSuffix("expected a number from 0.01 to 1."))
  }

  @Test("With --count there is a line for each picture and one sheet of all, which ends where the set ends")
  func contactSheet() throws {
    try withFolder { folder in
      #expect(retinanet("shapes --count 3 --seed 6 --output \(folder.path)").code == .success)
      let (annotations, sheet) = ("\(folder.path)/annotations.json", folder.appendingPathComponent("sheet.png"))
      let run = retinanet("match --annotations \(annotations) --index 1 --count 16 --output \(sheet.path)")
      #expect(run.code == .success)
      let lines = run.output.split(separator: "\n")
      #expect(lines.first == "Pictures 1 to 2 of \(annotations)")
      #expect(lines.count == 4 && lines[1].hasPrefix("1: ") && lines[2].hasPrefix("2: "))
      #expect(lines[1].contains(" learnt, ") && lines[1].contains(" positive anchor"))
      let picture = try PNG.decode(Data(contentsOf: sheet))
      #expect(picture.width > 2 * 256 && picture.height > 256)
      let learnt = (0..<picture.height).contains { y in
        (0..<picture.width).contains { picture[y, $0] == MatchPicture.learnt }
      }
      #expect(learnt)
    }
  }

  @Test("A picture is not written under the ending of another format")
  func ending() {
    #expect(
      complaint("match --output a.jpg").hasSuffix("expected a path that ends in .png, for PNG is what is written."))
    #expect(complaint("compare --output a.svg").contains("ends in .png"))
  }

  @Test("The picture's folder is made if need be; a path that cannot be written fails by name")
  func output() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a/b.png")
      #expect(retinanet("match --zoom 1 --output \(file.path)").code == .success)
      let picture = try PNG.decode(Data(contentsOf: file))
      #expect(picture.height > 128)
      let run = retinanet("match --output \(file.path)/c.png")
      #expect(run.code == .failure)
      #expect(run.error.hasPrefix("Error: \(file.path) cannot be made: "))
    }
  }

  @Test("Options without their companion are refused")
  func refused() {
    #expect(complaint("match --images f").contains("needs '--annotations <file>'"))
    #expect(complaint("match --zoom 2").contains("needs '--output <file>'"))
    #expect(complaint("match --seed 1 --annotations f").contains("contradict each other"))
  }
}
