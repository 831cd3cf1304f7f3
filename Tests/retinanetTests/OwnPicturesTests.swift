// train, evaluate, anchors and match on a COCO file and a folder of pictures of several sizes.

import Foundation
import RetinaKit
import Testing

@testable import retinanet

/// Shapes as if they were somebody's pictures: of three sizes, ids with gaps, some without objects.
struct OwnPictures {
  let folder: URL
  var annotations: String { folder.appendingPathComponent("labels.json").path }
  var images: String { folder.appendingPathComponent("photos").path }
  /// The words that name them on a command line.
  var words: String { "--annotations \(annotations) --images \(images)" }

  /// - Parameter change: changes the file before it is written.
  init(
    in folder: URL, count: Int = 6, seed: UInt64 = 5, withoutObjects empty: Set<Int> = [1],
    change: (inout [COCOFile.Annotation], inout [COCOFile.Picture]) -> Void = { _, _ in }
  ) throws {
    self.folder = folder
    var pictures: [COCOFile.Picture] = []
    var annotations: [COCOFile.Annotation] = []
    let photos = folder.appendingPathComponent("photos")
    try makeFolder(photos)
    for index in 0..<count {
      let shapes = ShapesDataset(preset: .easy, seed: seed, count: count, imageSize: 96)
      let size = [(96, 96), (64, 128), (150, 70)][index % 3]
      let example = shapes.example(at: index).resized(height: size.0, width: size.1)
      let id = index * 7 + 3
      let name = "p\(index).\(index % 2 == 0 ? "png" : "ppm")"
      try example.image.write(to: photos.appendingPathComponent(name))
      pictures.append(.init(id: id, fileName: name, height: size.0, width: size.1))
      for object in example.objects where !empty.contains(index) {
        annotations.append(
          .init(
            id: annotations.count * 3 + 50, imageID: id, categoryID: [7, 90, 3][object.label], box: object.box,
            area: object.area))
      }
    }
    change(&annotations, &pictures)
    let file = COCOFile(
      categories: [.init(id: 7, name: "egg"), .init(id: 90, name: "brick"), .init(id: 3, name: "tent")],
      images: pictures, annotations: annotations)
    try file.encoded().write(to: folder.appendingPathComponent("labels.json"))
  }
}

private let short = "--steps 2 --batch 2 --size 64 --seed 3 --quiet"

private func summary(_ words: String) throws -> COCOSummary {
  let run = runProgram("evaluate --json " + words)
  #expect(run.error.isEmpty, "\(run.error)")
  return try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8)).summary
}

@Suite("Pictures of one's own")
struct OwnPicturesTests {
  @Test("A COCO file is trained on, with the file's classes; evaluate repeats the numbers on the pictures held out")
  func train() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let run = runProgram("train \(own.words) \(short.replacing("--quiet", with: "")) --output \(folder.path)/run")
      #expect(run.error.isEmpty, "\(run.error)")
      let lines = run.output.split(separator: "\n").map(String.init)
      #expect(lines[0].contains(" parameters, pictures of ") && lines[0].contains("labels.json at 64 × 64, seed 3, "))
      #expect(lines[1].hasPrefix("2 steps of 2 pictures, 5 pictures; measured on 1 others."), "a fifth of 6 is 1")
      let classes = lines.suffix(5).prefix(3).map { $0.prefix { $0 != " " } }
      #expect(classes == ["tent", "egg", "brick"], "3, 7 and 90: by ascending id")
      let weights = "\(folder.path)/run/weights.safetensors"
      let detector = try TrainedDetector(contentsOf: URL(fileURLWithPath: weights))
      #expect(detector.categories == ["tent", "egg", "brick"])
      let evaluated = runProgram("evaluate --weights \(weights)")
      #expect(evaluated.error.isEmpty && evaluated.output.contains("labels.json, those that were held out\n\n"))
      #expect(run.output.contains(evaluated.output.components(separatedBy: "\n\n")[1]))
      let report = try String(contentsOfFile: "\(folder.path)/run/report.html", encoding: .utf8)
      #expect(report.contains("5 pictures of labels.json, letterbox to 64 × 64 px"))
      #expect(report.contains("The seed chose the 1 pictures"))
    }
  }

  @Test("Every picture is trained on or measured on, none both; the parts depend on the seed")
  func parts() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder, count: 9)
      func parts(_ words: String) throws -> (training: [Int], validation: [Int]) {
        var data = try settings("\(own.words) \(words)").data
        let sets = try data.sets(console: .silent)
        func ids(_ set: any Dataset) throws -> [Int] { try (0..<set.count).map { try set.example(at: $0).id } }
        return (try ids(sets.training), try ids(sets.validation))
      }
      let all = (0..<9).map { $0 * 7 + 3 }
      let (training, validation) = try parts("--validation-images 4 --seed 1")
      #expect(validation.count == 4 && (training + validation).sorted() == all)
      let repeated = try parts("--validation-images 4 --seed 1")
      #expect(repeated.training == training)
      let seeds = Set(try (0..<6).map { try parts("--validation-images 4 --seed \($0)").validation })
      #expect(seeds.count > 3)
      #expect(try parts("").validation.count == 1, "a fifth of 9, rounded down")
      #expect(PictureData.standardShare(of: 2) == 1 && PictureData.standardShare(of: 100) == 20)
      #expect(PictureData.standardShare(of: 118_287) == 500)
    }
  }

  @Test("With --validation-annotations all of the first file is trained on and all of the second measured on")
  func twoFiles() throws {
    try withNewFolder { folder in
      let first = try OwnPictures(in: folder.appendingPathComponent("a"))
      let second = try OwnPictures(in: folder.appendingPathComponent("b"), count: 4, seed: 8)
      let run = runProgram(
        "train \(first.words) --validation-annotations \(second.annotations) --validation-folder \(second.images) "
          + "\(short) --output \(folder.path)/run")
      #expect(run.error.isEmpty, "\(run.error)")
      let weights = "\(folder.path)/run/weights.safetensors"
      let evaluated = runProgram("evaluate --weights \(weights)")
      #expect(evaluated.output.hasPrefix("4 pictures: "))
      #expect(run.output.hasPrefix(evaluated.output.components(separatedBy: "\n\n")[1]))
      #expect(try summary("--weights \(weights)") == summary("--weights \(weights) \(second.words)"))
      // One class less: its names are not those of the first file.
      let other = COCOFile(
        categories: [.init(id: 1, name: "tent")], images: [.init(id: 3, fileName: "p0.png", height: 96, width: 96)],
        annotations: [])
      try other.encoded().write(to: URL(fileURLWithPath: second.annotations))
      let refused = runProgram(
        "train \(first.words) --validation-annotations \(second.annotations) --validation-folder \(second.images) \(short)"
      )
      #expect(refused.code == .failure)
      #expect(refused.error.hasSuffix("labels.json, tent, egg, brick, found tent\n"), "\(refused.error)")
    }
  }

  @Test("A shapes folder of the model's own size gives the shapes' own numbers: nothing is resized there")
  func sameSize() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights)
      _ = runProgram("shapes --preset easy --seed 8 --count 2 --size 64 --output \(folder.path)/set")
      let plain = try summary("-w \(weights.path) --preset easy --seed 8 --count 2 --size 64")
      let set = "--annotations \(folder.path)/set/annotations.json"
      for words in ["", "--size 64", "--size 64 --resize stretch"] {
        #expect(try summary("-w \(weights.path) \(set) \(words)") == plain, "\(words)")
      }
    }
  }

  @Test("Images without objects train and measure (pytorch/vision#2800, detectron2#417), also when none has any")
  func withoutObjects() throws {
    try withNewFolder { folder in
      for empty in [Set(0..<3), Set(0..<6)] {
        let own = try OwnPictures(in: folder.appendingPathComponent("\(empty.count)"), withoutObjects: empty)
        let output = "\(own.folder.path)/run"
        let run = runProgram(
          "train \(own.words) \(short) --steps 3 --output \(output)".replacing("--steps 2 ", with: ""))
        #expect(run.code == .success && run.error.isEmpty, "\(run.error)")
        let log = try MetricsLog.read(from: URL(fileURLWithPath: "\(output)/metrics.jsonl"))
        #expect(log.compactMap { $0.values["loss"] }.allSatisfy { $0.isFinite })
        if empty.count == 6 {
          #expect(run.output.contains("maxDets=100 ] = -1.000"), "there was nothing to find")
          #expect(log.filter { $0.values["box"] != nil }.allSatisfy { $0.values["box"] == 0 })
        }
        #expect(runProgram("match \(own.words) --index 1 --size 64").output.contains("Objects\n  none"))
        #expect(runProgram("anchors \(own.words)").code == .success)
      }
    }
  }

  @Test("anchors and match take pictures as they are, or at a size, with their boxes")
  func anchorsAndMatch() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      #expect(runProgram("match \(own.words) --index 2").output.contains("labels.json: 150 × 70 pixels, "))
      let scaled = runProgram("match \(own.words) --index 2 --size 128")
      #expect(scaled.output.contains("labels.json, by letterbox from 150 × 70: 128 × 128 pixels, "))
      #expect(scaled.output != runProgram("match \(own.words) --index 2 --size 128 --resize stretch").output)
      let plain = runProgram("anchors \(own.words)")
      #expect(plain.output.hasPrefix("The small anchors on 96 × 96 pixels"))
      let resized = runProgram("anchors \(own.words) --size 64x128 --resize stretch")
      #expect(resized.output.hasPrefix("The small anchors on 64 × 128 pixels"))
      #expect(resized.output.contains("in 6 pictures"))
      #expect(runProgram("anchors \(own.words) --size 128 --fit").code == .success)
    }
  }

  @Test(
    "A picture that is missing, cut or of another size is refused by name before anything begins, in every command",
    arguments: ["missing", "cut", "size"])
  func badPictures(fault: String) throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let file = URL(fileURLWithPath: "\(own.images)/p4.png")
      let data = try Data(contentsOf: file)
      switch fault {
      case "missing": try FileManager.default.removeItem(at: file)
      case "cut": try data.prefix(data.count / 2).write(to: file)
      default: try Image(height: 9, width: 9, color: .black).write(to: file)
      }
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights, metadata: ["categories": "[\"tent\",\"egg\",\"brick\"]"])
      for command in [
        "train \(short) --output \(folder.path)/run", "evaluate -w \(weights.path)", "anchors", "match --index 4",
      ] {
        let run = runProgram("\(command) \(own.words)")
        #expect(run.code == .failure)
        #expect(run.error.contains("p4.png: "), "\(command): \(run.error)")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/run"))
      #expect(runProgram("anchors --annotations \(own.annotations)").code == .success, "pictures are not looked at")
    }
  }

  @Test("Unusable annotations are refused by every command, and left out and counted with --drop-unusable")
  func dropUnusable() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder) { annotations, _ in
        annotations[0].box.xMax = annotations[0].box.xMin
        annotations.append(
          .init(id: 999, imageID: 3, categoryID: 7, box: Box(xMin: 200, yMin: 0, xMax: 210, yMax: 10)))
      }
      let note = "labels.json: 2 annotations left out: 1 has a box without width or height, 1 has a box wholly outside "
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights, metadata: ["categories": "[\"tent\",\"egg\",\"brick\"]"])
      for command in ["train \(short) --output \(folder.path)/run", "evaluate -w \(weights.path)", "anchors", "match"] {
        let refused = runProgram("\(command) \(own.words)")
        #expect(refused.code == .failure)
        #expect(refused.error.contains("labels.json: annotation 50 (annotations[0]) has a box without width or height"))
        let run = runProgram("\(command) \(own.words) --drop-unusable")
        #expect(run.code == .success, "\(run.error)")
        #expect(run.error.hasPrefix("Note: ") && run.error.contains(note), "\(command): \(run.error)")
      }
    }
  }

  @Test("A run is resumed to the same bytes, and only with the same annotations, wherever they lie")
  func resume() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder.appendingPathComponent("a"))
      let run = "\(folder.path)/run"
      #expect(runProgram("train \(own.words) \(short) --output \(run)").code == .success)
      let weights = URL(fileURLWithPath: "\(run)/weights.safetensors")
      let before = try Data(contentsOf: weights)
      let again = runProgram("train --resume \(run)")
      #expect(again.error.isEmpty && again.output.contains("Goes on after step 2."), "\(again.error)")
      #expect(try Data(contentsOf: weights) == before)

      for (words, message) in [
        ("--preset easy", "--preset: the run was begun with none, found easy;"),
        ("--validation-images 2", "--validation-images: the run was begun with 1, found 2;"),
        ("\(own.words) --resize stretch", "--resize: the run was begun with letterbox, found stretch;"),
        ("--size 128", "--size: the run was begun with 64, found 128;"),
        ("\(own.words) --drop-unusable", "--drop-unusable: the run was begun with no, found yes;"),
      ] {
        let refused = runProgram("train --resume \(run) \(words)")
        #expect(refused.code == .failure)
        #expect(refused.error.contains(message), "\(refused.error)")
      }

      // The files in another place are the same files.
      let moved = folder.appendingPathComponent("b")
      try FileManager.default.moveItem(at: own.folder, to: moved)
      #expect(runProgram("train --resume \(run)").error.contains("/a/labels.json: no such file"))
      let there = "--annotations \(moved.path)/labels.json --images \(moved.path)/photos"
      #expect(runProgram("train --resume \(run) \(there)").code == .success)
      #expect(try Data(contentsOf: weights) == before)

      // Other files in the same place are others.
      _ = try OwnPictures(in: own.folder, seed: 6)
      let refused = runProgram("train --resume \(run)")
      #expect(refused.code == .failure)
      #expect(
        refused.error.contains("a/labels.json: expected the file that the run was begun with, 6 pictures and SHA-256 "))
    }
  }

  @Test("Measuring on the training file is pointed out; on another file it is not")
  func warning() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder.appendingPathComponent("a"))
      let other = try OwnPictures(in: folder.appendingPathComponent("b"), seed: 77)
      #expect(runProgram("train \(own.words) \(short) --output \(folder.path)/run").code == .success)
      let words = "evaluate -w \(folder.path)/run/weights.safetensors"
      let run = runProgram("\(words) \(own.words)")
      #expect(run.code == .success)
      #expect(run.error.hasPrefix("Warning: these weights were trained on pictures of "))
      #expect(run.error.hasSuffix("labels.json; without --annotations those that were held out are measured.\n"))
      #expect(runProgram("\(words) \(other.words)").error.isEmpty)
      #expect(runProgram("\(words) --preset easy --count 2").error.contains("know the classes tent, egg, brick, but"))
    }
  }

  @Test("A file of one picture, of none, or of no categories cannot be trained on, and says why")
  func tooFew() throws {
    try withNewFolder { folder in
      let one = try OwnPictures(in: folder.appendingPathComponent("one"), count: 1, withoutObjects: [])
      #expect(
        runProgram("train \(one.words) \(short)").error.contains(
          "labels.json lists 1 picture: to measure on 1 leaves none to train on; give a smaller --validation-images, or "
        ))
      let file = URL(fileURLWithPath: one.annotations)
      for (json, message) in [
        (
          #"{"images": [], "categories": [{"id": 1, "name": "a"}], "annotations": []}"#, "labels.json lists no images\n"
        ),
        (
          #"{"images": [{"id": 1, "file_name": "p0.png", "height": 96, "width": 96}], "categories": []}"#,
          "labels.json lists no categories: there is nothing to learn\n"
        ), ("", "labels.json: not a COCO file: it is empty; fetch it again\n"),
      ] {
        try Data(json.utf8).write(to: file)
        let run = runProgram("train \(one.words) \(short)")
        #expect(run.code == .failure)
        #expect(run.error.hasSuffix(message), "\(run.error)")
      }
    }
  }

  @Test(
    "Options that do not go together are refused",
    arguments: [
      ("train --annotations a --preset easy", "The options '--preset' and '--annotations' contradict each other"),
      ("train --annotations a --train-images 3", "The options '--train-images' and '--annotations' contradict"),
      ("train --images i", "The option '--images' needs '--annotations <file>' beside it."),
      ("train --validation-annotations v", "The option '--validation-annotations' needs '--annotations <file>' beside"),
      (
        "train --annotations a --validation-folder v",
        "The option '--validation-folder' needs '--validation-annotations"
      ),
      (
        "train --annotations a --validation-annotations v --validation-images 3",
        "The options '--validation-images' and '--validation-annotations' contradict each other"
      ),
      ("match --resize stretch", "The option '--resize' needs '--annotations <file>' beside it."),
      ("match --annotations a --resize stretch", "The option '--resize' needs '--size <pixels>' beside it."),
      ("anchors --annotations a --resize stretch", "The option '--resize' needs '--size <size>' beside it."),
      ("anchors --annotations a --size 64 --resize fill", "The value 'fill' is invalid for '--resize'."),
    ])
  func usage(words: String, message: String) {
    let run = runProgram(words)
    #expect(run.code == .usage)
    #expect(run.error.hasPrefix("Error: \(message)"), "\(run.error)")
  }

  @Test("What a weights file says of annotated pictures reads back; nonsense reads as nothing")
  func metadata() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let words = "\(own.words) --size 96 --resize stretch --seed 4"
      for more in [
        "--validation-images 2", "--validation-annotations \(own.annotations) --validation-folder \(own.images)",
      ] {
        var data = try settings("\(words) \(more)").data
        _ = try data.sets(console: .silent)
        #expect(TrainData(metadata: data.metadata) == data)
        for key in data.metadata.keys where !["validation-sha256", "annotations-sha256"].contains(key) {
          for text in key.hasSuffix("annotations") || ["images", "validation-folder"].contains(key)
            ? [""] : ["", "x", "-1"]
          {
            var metadata = data.metadata
            metadata[key] = text
            #expect(TrainData(metadata: metadata) == nil, "\(key) '\(text)'")
          }
        }
      }
    }
  }
}
