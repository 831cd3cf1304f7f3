import CommandLineTool
import Detector
import Formats
import Foundation
import Kernels
import Testing
import Training

@testable import retinanet

private func files(_ folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

@Suite("retinanet train")
struct TrainCommandTests {
  @Test("A run ends with five files, COCO's twelve lines, AP of each class and the report's path")
  func whole() throws {
    try withNewFolder { folder in
      let run = runProgram("\(shortRun) --evaluate-every 1 --output \(folder.path)")
      #expect(run.error.isEmpty)
      #expect(run.code == .success)
      #expect(
        try files(folder) == [
          "checkpoint.previous.safetensors", "checkpoint.safetensors", "metrics.jsonl", "report.html",
          "weights.safetensors",
        ])
      let lines = run.output.split(separator: "\n").map(String.init)
      #expect(lines[0].hasPrefix("A detector of 1152527 parameters, easy shapes of 64 × 64, seed 3, "))
      #expect(lines[1].hasPrefix("2 steps of 2 pictures, new pictures at every step; measured on 4 others. Run: /"))
      #expect(lines.contains { $0.hasPrefix("1/2  loss ") && $0.contains(" = class ") && $0.hasSuffix(" left") })
      #expect(lines.contains { $0.hasPrefix("step 1: AP ") && $0.hasSuffix(" on 4 validation pictures") })
      #expect(lines.count { $0.hasPrefix(" Average ") } == 12)
      #expect(lines.suffix(6).first == "class      objects      AP    AP50")
      #expect(lines.suffix(5).prefix(3).map { $0.prefix { $0 != " " } } == ["ellipse", "rectangle", "triangle"])
      #expect(lines.last == "Report:  \(folder.path)/report.html")
      let report = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(report.hasPrefix("<!DOCTYPE html>"))
    }
  }

  @Test("With --quiet only the result is printed")
  func quiet() throws {
    withNewFolder { folder in
      let run = runProgram("\(shortRun) --quiet --output \(folder.path)")
      #expect(run.output.hasPrefix(" Average Precision  (AP) @[ IoU=0.50:0.95"))
    }
  }

  @Test("--resume needs no other option, and says where it goes on; agreeing options are allowed")
  func resume() throws {
    try withNewFolder { folder in
      _ = runProgram("\(shortRun) --output \(folder.path)")
      let before = try Data(contentsOf: folder.appendingPathComponent("weights.safetensors"))
      for words in ["", " --steps 2 --lr 0.012 --preset easy --threads \(Threads.count + 1) --checkpoint-every 7"] {
        let run = runProgram("train --resume \(folder.path)" + words)
        #expect(run.error.isEmpty)
        #expect(run.output.contains("Goes on after step 2.\n"))
        #expect(try Data(contentsOf: folder.appendingPathComponent("weights.safetensors")) == before)
      }
    }
  }

  @Test("A run that was killed before its first checkpoint, its log ahead of it, ends with the same log and weights")
  func killed() throws {
    try withNewFolder { root in
      let (whole, part) = (root.appendingPathComponent("whole"), root.appendingPathComponent("part"))
      let words = "--steps 5 --batch 1 --size 64 --validation-images 1 --evaluate-every 2 --checkpoint-every 9"
      #expect(runProgram("train \(words) --output \(whole.path)").code == .success)
      var settings = try settings(words)
      let sets = try settings.data.sets(console: .silent)
      _ = try TrainingRun(
        starting: Trainer(
          model: RetinaNet(.standard(), seed: 0), dataset: sets.training, options: settings.options),
        validation: sets.validation, in: part, intervals: .init(evaluation: 2, checkpoint: 9),
        notes: settings.notes())
      for name in ["metrics.jsonl", "weights.safetensors"] {
        let expected = try Data(contentsOf: whole.appendingPathComponent(name))
        let file = part.appendingPathComponent(name)
        if name == "metrics.jsonl" {
          try expected.write(to: file)
          #expect(runProgram("train --resume \(part.path)").code == .success)
        }
        #expect(try Data(contentsOf: file) == expected, "\(name)")
      }
    }
  }

  @Test(
    "An option in conflict with the checkpoint's is refused with its name and both values",
    arguments: [
      ("--batch 4", "--batch: the run was begun with 2, found 4; a resumed run has"),
      (
        "--steps 3", "--steps: the run was begun with 2, found 3; the learning rate of every step depends on the number"
      ),
      ("--preset tiny", "--preset: the run was begun with easy, found tiny;"),
      ("--train-preset busy", "--train-preset: the run was begun with easy, found busy;"),
      ("--seed 4", "--seed: the run was begun with 3, found 4;"),
      ("--lr 0.1", "--lr: the run was begun with 0.012, found 0.1;"),
      ("--optimizer sgd", "--optimizer: the run was begun with muon, found sgd;"),
      ("--train-images 9", "--train-images: the run was begun with all new, found 9;"),
      ("--momentum 0.5 --optimizer sgd", "--optimizer: the run was begun with muon, found sgd;"),
      ("--momentum 0.5", "--momentum: the run was begun with 0.8, found 0.5;"),
    ])
  func conflict(words: String, message: String) throws {
    withNewFolder { folder in
      _ = runProgram("\(shortRun) --output \(folder.path)")
      let run = runProgram("train --resume \(folder.path) \(words)")
      #expect(run.code == .failure)
      #expect(run.error.hasPrefix("Error: \(folder.path)/checkpoint.safetensors: \(message)"))
    }
  }

  @Test("A folder that holds something, a file, and a folder without a run are refused, and left as they are")
  func folders() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let empty = runProgram("train --resume \(folder.path)")
      #expect(empty.code == .failure)
      #expect(empty.error.hasPrefix("Error: \(folder.path): expected the folder of a run, found no checkpoint in it"))
      let note = folder.appendingPathComponent("note.txt")
      try Data("mine".utf8).write(to: note)
      let occupied = runProgram("\(shortRun) --output \(folder.path)")
      #expect(occupied.code == .failure)
      #expect(
        occupied.error == "Error: \(folder.path) is not empty: choose another folder, or go on with the run in it by "
          + "--resume\n")
      let file = runProgram("\(shortRun) --output \(note.path)")
      #expect(file.error == "Error: \(note.path) is a file: choose another folder\n")
      #expect(try files(folder) == ["note.txt"])
    }
  }

  @Test("The folder by default is the first of train-1, train-2 and so on that is not there")
  func firstFree() throws {
    try withNewFolder { folder in
      #expect(try firstFreeFolder(in: folder).lastPathComponent == "train-1")
      for name in ["train-2", "train-4"] {
        let taken = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: true)
      }
      #expect(try firstFreeFolder(in: folder).lastPathComponent == "train-3")
      #expect(try firstFreeFolder(in: folder).lastPathComponent == "train-5", "the third was made at once")
    }
  }

  @Test("A learning rate of 1e20 ends with exit code 1, the first bad tensor and the last good checkpoint")
  func blowUp() throws {
    try withNewFolder { folder in
      let run = runProgram(
        "train --steps 6 --batch 2 --size 64 --validation-images 2 --lr 1e20 --warmup 0 --optimizer sgd "
          + "--schedule constant --checkpoint-every 1 --output \(folder.path)")
      #expect(run.code == .failure)
      #expect(run.error.contains("the first tensor that went bad is "))
      #expect(run.error.contains("It is \(folder.path)/checkpoint.safetensors, of step "))
      #expect(try files(folder) == ["checkpoint.safetensors", "metrics.jsonl"])
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent("checkpoint.safetensors"))
      #expect(file.entries.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
  }

  @Test(
    "Options that do not go together are refused",
    arguments: [
      ("--milestones 5", "The option '--milestones' needs '--schedule step' beside it."),
      (
        "--momentum 0.5 --optimizer adamw",
        "The option '--momentum' needs '--optimizer muon' or '--optimizer sgd' beside it."
      ),
      ("--output a --resume b", "The options '--output' and '--resume' contradict each other: give one of them."),
      ("--setps 5", "Unknown option '--setps'. Did you mean '--steps'?"),
      ("--steps 0", "The value '0' is invalid for '--steps': expected an integer from 1 to 10000000."),
      ("--lr 0", "The value '0' is invalid for '--lr': expected a number above 0 and at most 1e+30."),
      ("--seed 1000000", "The value '1000000' is invalid for '--seed': expected an integer from 0 to 999999."),
      (
        "--schedule step --milestones 9,3",
        "The value '9,3' is invalid for '--milestones': expected rising numbers of steps with commas between them, "
          + "such as 1000,1300."
      ),
      (
        "--steps 200 --warmup 201",
        "The option '--warmup' 201 is longer than the run of 200 steps: the rate would still rise at its end and never be "
          + "--lr. Give fewer steps of '--warmup', or more '--steps'."
      ),
      (
        "--warmup 801",
        "The option '--warmup' 801 is longer than the run of 800 steps: the rate would still rise at its "
      ),
      (
        "--annotations a.json --steps 1 --warmup 2",
        "The option '--warmup' 2 is longer than the run of 1 step: the rate "
      ),
      (
        "--schedule step --steps 90 --milestones 60,90",
        "The option '--milestones' has 90, which the run of 90 steps does not come to: the rate would not fall there. Give "
          + "milestones below 90, or more '--steps'."
      ),
    ])
  func usage(words: String, message: String) {
    let run = runProgram("train " + words)
    #expect(run.code == .usage)
    #expect(run.error.hasPrefix("Error: \(message)" + (message.hasSuffix(" ") ? "" : "\n")), "\(run.error)")
  }

  @Test("A warm-up as long as the run, and milestones before its last step, are taken; so are defaults of any length")
  func reached() throws {
    for words in [
      "--steps 200 --warmup 200", "--schedule step --steps 90 --milestones 60,89", "--steps 1",
      "--steps 1 --schedule step",
      "--steps 3 --warmup 0", "--annotations a.json --warmup 5000",
    ] {
      #expect(
        Program.retinaNet.refusal(of: ["train"] + words.split(separator: " ").map(String.init)) == nil, "\(words)")
    }
  }

  @Test("What annotated pictures are too few for is said once they are counted; what does no harm is noted")
  func tooFew() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder, withoutObjects: [])
      let refused = runProgram("train \(own.words) --size 64 --warmup 1601 --output \(folder.path)/a")
      #expect(refused.code == .failure)
      #expect(refused.error.contains("Error: The option '--warmup' 1601 is longer than the run of 1600 steps: "))
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/a"))
      let run = runProgram(
        "train \(own.words) --steps 2 --batch 6 --size 64 --quiet --evaluate-every 3 --checkpoint-every 5 --output "
          + "\(folder.path)/b")
      #expect(run.code == .success, "\(run.error)")
      for note in [
        "'--evaluate-every' 3 is more than the run's 2 steps: it is measured at the end only.\n",
        "'--batch' 6 is more than the 5 pictures trained on: every step sees some of them more than once.\n",
      ] {
        #expect(run.error.contains("Note: \(note)"), "\(run.error)")
      }
      let quiet = runProgram(
        "train \(own.words) \(shortOwnRun) --evaluate-every 2 --checkpoint-every 2 --output \(folder.path)/c")
      #expect(!quiet.error.contains("more than") && !run.error.contains("checkpoint"), "\(quiet.error)")
    }
  }
}
