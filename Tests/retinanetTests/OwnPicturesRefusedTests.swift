// Pictures of one's own with something wrong, and runs that are not to go on with others.

import Boxes
import CommandLineTool
import Formats
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("Pictures of one's own that are refused")
struct OwnPicturesRefusedTests {
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
      try writeEagerWeights(to: weights, categories: ["tent", "egg", "brick"])
      for command in [
        "train \(shortOwnRun) --output \(folder.path)/run", "evaluate -w \(weights.path)", "anchors", "match --index 4",
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
        annotations[0].frame.width = -1
        annotations.append(
          .init(id: 999, imageID: 3, categoryID: 7, box: Box(xMin: 200, yMin: 0, xMax: 210, yMax: 10)))
      }
      let note = "labels.json: 2 annotations left out: 1 has a width or a height below 0, 1 has a box wholly outside "
      let weights = folder.appendingPathComponent("w.safetensors")
      try writeEagerWeights(to: weights, categories: ["tent", "egg", "brick"])
      for command in [
        "train \(shortOwnRun) --output \(folder.path)/run", "evaluate -w \(weights.path)", "anchors", "match",
      ] {
        let refused = runProgram("\(command) \(own.words)")
        #expect(refused.code == .failure)
        #expect(refused.error.contains("labels.json: annotation 50 (annotations[0]) has a width or a height below 0"))
        let many = runProgram("\(command) \(own.words) --drop-unusable")
        #expect(many.code == .failure)
        #expect(many.error.contains("more than one in twenty") && many.error.contains("say how many: --drop-limit 2"))
        let run = runProgram("\(command) \(own.words) --drop-unusable --drop-limit 2")
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
      #expect(runProgram("train \(own.words) \(shortOwnRun) --output \(run)").code == .success)
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
      #expect(
        runProgram("train --resume \(run)").error.contains("/a/labels.json: the file cannot be read: No such file"))
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
      #expect(runProgram("train \(own.words) \(shortOwnRun) --output \(folder.path)/run").code == .success)
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
        runProgram("train \(one.words) \(shortOwnRun)").error.contains(
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
        let run = runProgram("train \(one.words) \(shortOwnRun)")
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

  @Test("What a weights file says of annotated pictures reads back; what no run has is refused")
  func files() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let words = "\(own.words) --size 96 --resize stretch --seed 4"
      for more in [
        "--validation-images 2", "--validation-annotations \(own.annotations) --validation-folder \(own.images)",
      ] {
        var data = try settings("\(words) \(more)").data
        _ = try data.sets(console: .silent)
        let text = try CodedJSON.encode(data)
        #expect(try CodedJSON.decode(text) == data)
        for (old, new) in [
          ("\"size\":96", "\"size\":0"), ("\"mode\":\"stretch\"", "\"mode\":\"fill\""), ("\"seed\":4", "\"seed\":-4"),
          ("\"dropsUnusable\":false", "\"dropsUnusable\":0"), ("\"images\":\"", "\"images\":\"\",\"x\":\""),
          ("\"count\":", "\"count\":-"), ("\"validationImages\":", "\"validationImages\":-"),
        ] {
          #expect(text.contains(old), "\(old)")
          #expect(throws: CodedJSONError.self, "\(new)") {
            try CodedJSON.decode(text.replacing(old, with: new), as: TrainData.self)
          }
        }
      }
    }
  }
}
