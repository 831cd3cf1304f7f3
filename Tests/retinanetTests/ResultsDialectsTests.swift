// Situations that people report of evaluation and training on files of other tools, each with the number that is right.

import CommandLineTool
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("Files of other tools, evaluated and trained on")
struct ResultsDialectsTests {
  private static let image = #"{"id": 1, "file_name": "a.png", "width": 100, "height": 80}"#
  private static let kite = #"{"id": 1, "name": "kite"}"#

  private func annotated(_ annotations: String, image: String = image, category: String = kite) -> String {
    #"{"images": [\#(image)], "categories": [\#(category)], "annotations": [\#(annotations)]}"#
  }

  private func object(_ members: String) -> String { #"{"image_id": 1, "category_id": 1, \#(members)}"# }

  /// AP, AP small, AP medium and AR at 1 and 10.
  private func scored(_ annotations: String, _ results: String) throws -> (run: RecordedRun, numbers: [String: Double])
  {
    var run = runProgram("--version")
    try withNewFolder { folder in
      try writeFile(Data(annotations.utf8), to: folder.appendingPathComponent("a.json"))
      try writeFile(Data(results.utf8), to: folder.appendingPathComponent("r.json"))
      run = runProgram("evaluate --results \(folder.path)/r.json --annotations \(folder.path)/a.json --json")
    }
    guard run.code == .success else { return (run, [:]) }
    let summary = try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8)).summary
    let numbers = Dictionary(summary.numbers.compactMap { number in number.value.map { (number.name, $0) } }) { $1 }
    return (run, numbers)
  }

  /// True for 1 up to the last digits.
  private func isWhole(_ annotations: String, _ results: String) throws -> Bool {
    abs((try ap(annotations, results) ?? 0) - 1) < 1e-12
  }

  private func ap(_ annotations: String, _ results: String) throws -> Double? {
    let (run, numbers) = try scored(annotations, results)
    #expect(run.code == .success, "\(run.error)")
    return numbers["AP"]
  }

  private let found = #"[{"image_id": 1, "category_id": 1, "bbox": [1, 1, 20, 20], "score": 0.9}]"#

  @Test("Words for iscrowd, texts for ids, a number for a name, a wide slide: AP 1")
  func whole() throws {
    let crowd =
      object(#""bbox": [1, 1, 20, 20], "iscrowd": false"#) + "," + object(#""bbox": [30, 30, 40, 40], "iscrowd": true"#)
    let both = found.replacing(
      "[{", with: #"[{"image_id": 1, "category_id": 1, "bbox": [35, 35, 5, 5], "score": 0.95}, {"#)
    #expect(try isWhole(annotated(crowd), both))
    // The better of the two detections lies on the crowd and counts neither way: where one is allowed, none is left.
    let recalls = try scored(annotated(crowd), both).numbers
    #expect(recalls["AR1"] == 0 && recalls["AR10"] == 1)
    let text = { (json: String) in json.replacing(#""image_id": 1"#, with: #""image_id": "cam2_000417""#) }
    let camera = Self.image.replacing(#""id": 1"#, with: #""id": "cam2_000417""#)
    #expect(try isWhole(annotated(text(object(#""bbox": [1, 1, 20, 20]"#)), image: camera), text(found)))
    let seven = annotated(object(#""bbox": [1, 1, 20, 20]"#), category: #"{"id": 1, "name": 7}"#)
    #expect(try isWhole(seven, found))
    let summary = try JSONDecoder().decode(EvaluateOutput.self, from: Data(scored(seven, found).run.output.utf8))
      .summary
    #expect(summary.perClass.map(\.category) == ["7"])
    let slide = #"{"id": 1, "file_name": "slide.png", "width": 100000, "height": 80000}"#
    let far = found.replacing("[1, 1, 20, 20]", with: "[90000, 70000, 40, 40]")
    let large = annotated(object(#""bbox": [90000, 70000, 40, 40]"#), image: slide)
    #expect(try isWhole(large, far))
    #expect(abs((try scored(large, far).numbers["AP medium"] ?? 0) - 1) < 1e-12)
    #expect(try isWhole(annotated(object(#""bbox": [1, 1, 20, 20]"#)), #"{"predictions": \#(found)}"#))
  }

  @Test("An object without height is never found but counts: 51/101; so does the polygon's box, and one outside")
  func halves() throws {
    let there = object(#""bbox": [1, 1, 20, 20]"#)
    for other in [
      object(#""bbox": [60.65, 58.33, 1.03, 0.0], "area": 0.0"#), object(#""bbox": [500, 500, 9, 9]"#),
      object(#""bbox": [], "segmentation": [[30, 30, 50, 30, 50, 60]], "area": 300"#),
    ] {
      let value = try #require(try ap(annotated(there + "," + other), found))
      #expect(abs(value - 51.0 / 101) < 1e-12, "\(other): \(value)")
    }
  }

  @Test("Scoring needs no sizes of pictures: 67/101")
  func withoutSize() throws {
    let boxes = ["[1, 1, 20, 20]", "[20, 20, 30, 30]", "[30, 30, 40, 40]"].map { object(#""bbox": \#($0)"#) }
    let two = found.replacing(
      "}]", with: #"}, {"image_id": 1, "category_id": 1, "bbox": [20, 20, 30, 30], "score": 1}]"#)
    let file = annotated(boxes.joined(separator: ","), image: #"{"id": 1, "file_name": "frame.png"}"#)
    let (run, numbers) = try scored(file, two)
    #expect(run.code == .success && run.error.contains("no height and width above 0 in the file"), "\(run.error)")
    let expected: [(String, Double)] = [
      ("AP", 67.0 / 101), ("AP50", 67.0 / 101), ("AP small", 1), ("AP medium", 0), ("AR1", 1.0 / 3),
    ]
    for (name, value) in expected { #expect(abs((numbers[name] ?? -1) - value) < 1e-12, "\(name)") }
  }

  @Test("Results with detect's own ids are matched by pictures.json beside them, or have the annotations' ids at once")
  func chain() throws {
    try withNewFolder { folder in
      #expect(
        runProgram("shapes --preset easy --count 4 --seed 9 --size 64 --output \(folder.path)/set").code == .success)
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights)
      let set = "\(folder.path)/set/annotations.json"
      let pictures = "\(folder.path)/set/images/000001.png \(folder.path)/set/images/000003.png"
      for (name, more) in [("own", ""), ("theirs", "--annotations \(set)")] {
        let run = runProgram("detect -w \(weights.path) \(more) --output \(folder.path)/\(name) \(pictures)")
        #expect(run.code == .success, "\(run.error)")
      }
      let own = runProgram("evaluate --results \(folder.path)/own/detections.json --annotations \(set)")
      let theirs = runProgram("evaluate --results \(folder.path)/theirs/detections.json --annotations \(set)")
      #expect(
        own.error.contains("matched with the annotations by their names") && !theirs.error.contains("by their names"))
      #expect(own.output == theirs.output)
      let results = try COCOResults(decoding: Data(contentsOf: folder.appendingPathComponent("theirs/detections.json")))
      #expect(Set(results.entries.map(\.imageID)).isSubset(of: [1, 3]))
      let stranger = runProgram(
        "detect -w \(weights.path) --annotations \(set) -o \(folder.path)/x \(folder.path)/y.png")
      #expect(stranger.error.contains("annotations.json does not list y.png"))
    }
  }

  @Test("Only crowds: there is nothing to learn, said before training")
  func crowds() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder, withoutObjects: []) { annotations, _ in
        for index in annotations.indices { annotations[index].isCrowd = true }
      }
      let run = runProgram("train \(own.words) \(shortOwnRun) --output \(folder.path)/run")
      #expect(run.code == .failure)
      #expect(
        run.error.contains("labels.json: no object to learn: all ") && run.error.contains("annotations are crowds"))
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/run"))
    }
  }

  @Test("Classes in another order in the validation file are the same classes, to the same numbers")
  func order() throws {
    try withNewFolder { folder in
      let first = try OwnPictures(in: folder.appendingPathComponent("a"))
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights, categories: ["tent", "egg", "brick"])
      let plain = try evaluatedSummary("-w \(weights.path) \(first.words)")
      let file = try COCOFile(contentsOf: URL(fileURLWithPath: first.annotations))
      let other = COCOFile(
        categories: [.init(id: 1, name: "brick"), .init(id: 2, name: "tent"), .init(id: 3, name: "egg")],
        images: file.images,
        annotations: file.annotations.map { annotation in
          var annotation = annotation
          annotation.categoryID = [3: 2, 7: 3, 90: 1][annotation.categoryID] ?? 0
          return annotation
        })
      try other.encoded().write(to: URL(fileURLWithPath: first.annotations))
      #expect(try evaluatedSummary("-w \(weights.path) \(first.words)") == plain)
    }
  }
}
