// train, evaluate, anchors and match on a COCO file and a folder of pictures of several sizes.

import Boxes
import CommandLineTool
import Detector
import Foundation
import Images
import Testing
import Training
import _TestSupport

@testable import retinanet

@Suite("Pictures of one's own")
struct OwnPicturesTests {
  @Test("A COCO file is trained on, with the file's classes; evaluate repeats the numbers on the pictures held out")
  func train() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let run = runProgram(
        "train \(own.words) \(shortOwnRun.replacing("--quiet", with: "")) --output \(folder.path)/run")
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

  @Test("Where an earlier run left weights, a run that begins anew names them; one that begins with some does not")
  func hint() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let words = "train \(own.words) \(shortOwnRun.replacing("--quiet", with: ""))"
      // In a folder without runs: whoever tests after README's first command has some where the tests are run.
      func trained(_ more: String) throws -> String {
        try run(program: "retinanet", "\(words) \(more)".split(separator: " ").map(String.init), in: folder).output
      }
      let alone = try trained("--output \(folder.path)/a")
      #expect(!alone.contains("Hint: "))
      #expect(alone.contains("\nstep 2: AP "))
      #expect(alone.contains(" on 1 validation picture; AP 0.000 on 1 of those it learns from\n"))
      let classes = "--weights \(folder.path)/a/weights.safetensors"
      let second = try trained("--output \(folder.path)/b")
      #expect(
        second.contains(
          "\nHint: few pictures teach more to a detector that has learnt something alike: \(classes)\n"))
      #expect(try !trained("\(classes) --output \(folder.path)/c").contains("Hint: "))
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

  @Test("Pictures that were learnt from or measured once are in memory: their files may be gone")
  func kept() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder, count: 9)
      var data = try settings("\(own.words) --validation-images 4 --size 64").data
      let sets = try data.sets(console: .silent)
      func examples() throws -> [AnnotatedImage] { try (0..<5).map { try sets.training.example(at: $0) } }
      func measured() throws -> [MeasuredExample] {
        try (0..<4).map { try sets.validation.measured(at: $0) }
          + (0..<2).map { try FirstPictures(2, of: sets.training).measured(at: $0) }
      }
      let (learnt, seen) = (try examples(), try measured())
      try FileManager.default.removeItem(atPath: own.images)
      #expect(try examples() == learnt && measured() == seen)
      #expect(throws: ImageFileError.self) { try sets.validation.seen(at: 0) }
    }
  }

  @Test("With --validation-annotations all of the first file is trained on and all of the second measured on")
  func twoFiles() throws {
    try withNewFolder { folder in
      let first = try OwnPictures(in: folder.appendingPathComponent("a"))
      let second = try OwnPictures(in: folder.appendingPathComponent("b"), count: 4, seed: 8)
      let run = runProgram(
        "train \(first.words) --validation-annotations \(second.annotations) --validation-folder \(second.images) "
          + "\(shortOwnRun) --output \(folder.path)/run")
      #expect(run.error.isEmpty, "\(run.error)")
      let weights = "\(folder.path)/run/weights.safetensors"
      let evaluated = runProgram("evaluate --weights \(weights)")
      #expect(evaluated.output.hasPrefix("4 pictures: "))
      #expect(run.output.hasPrefix(evaluated.output.components(separatedBy: "\n\n")[1]))
      #expect(try evaluatedSummary("--weights \(weights)") == evaluatedSummary("--weights \(weights) \(second.words)"))
      // Another class: its name is not among those of the first file.
      let other = COCOFile(
        categories: [.init(id: 1, name: "yurt"), .init(id: 2, name: "egg")],
        images: [.init(id: 3, fileName: "p0.png", height: 96, width: 96)],
        annotations: [
          .init(id: 1, imageID: 3, categoryID: 1, box: Box(xMin: 1, yMin: 1, xMax: 20, yMax: 20)),
          .init(id: 2, imageID: 3, categoryID: 2, box: Box(xMin: 1, yMin: 1, xMax: 20, yMax: 20)),
        ])
      try other.encoded().write(to: URL(fileURLWithPath: second.annotations))
      let refused = runProgram(
        "train \(first.words) --validation-annotations \(second.annotations) --validation-folder \(second.images) \(shortOwnRun)"
      )
      #expect(refused.code == .failure)
      #expect(
        refused.error.hasSuffix(
          "labels.json: expected the classes tent, egg, brick, in any order, found yurt besides; name the classes alike\n"
        ),
        "\(refused.error)")
    }
  }

  @Test("A shapes folder of the model's own size gives the shapes' own numbers: nothing is resized there")
  func sameSize() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights)
      _ = runProgram("shapes --preset easy --seed 8 --count 2 --size 64 --output \(folder.path)/set")
      let plain = try evaluatedSummary("-w \(weights.path) --preset easy --seed 8 --count 2 --size 64")
      let set = "--annotations \(folder.path)/set/annotations.json"
      for words in ["", "--size 64", "--size 64 --resize stretch"] {
        #expect(try evaluatedSummary("-w \(weights.path) \(set) \(words)") == plain, "\(words)")
      }
    }
  }

  @Test(
    "Images without objects train and measure (pytorch/vision#2800, detectron2#417); with none at all nothing is begun")
  func withoutObjects() throws {
    try withNewFolder { folder in
      for empty in [Set(0..<3), Set(0..<6)] {
        let own = try OwnPictures(in: folder.appendingPathComponent("\(empty.count)"), withoutObjects: empty)
        let output = "\(own.folder.path)/run"
        let run = runProgram(
          "train \(own.words) \(shortOwnRun) --steps 3 --output \(output)".replacing("--steps 2 ", with: ""))
        if empty.count == 6 {
          #expect(run.code == .failure)
          #expect(run.error.hasSuffix("labels.json: no object to learn: there are no annotations\n"), "\(run.error)")
        } else {
          #expect(run.code == .success && run.error.isEmpty, "\(run.error)")
          let log = try MetricsLog.read(from: URL(fileURLWithPath: "\(output)/metrics.jsonl"))
          let steps = log.compactMap { if case .step(let step) = $0 { step } else { nil } }
          #expect(!steps.isEmpty && steps.allSatisfy { $0.loss.isFinite })
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
}
