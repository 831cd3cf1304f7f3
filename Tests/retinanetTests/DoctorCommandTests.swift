// `retinanet doctor` and what `train` says before it begins.

import Boxes
import CommandLineTool
import Diagnosis
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("doctor")
struct DoctorCommandTests {
  /// Annotations and results of twelve pictures of shapes, both changed before they are written.
  private func withSet(
    _ change: (inout COCOFile.Annotation) -> Void = { _ in },
    _ body: (_ annotations: String, _ folder: URL) throws -> Void
  ) throws {
    try withNewFolder { folder in
      #expect(runProgram("shapes --count 12 --seed 5 --output \(folder.path)/set").code == .success)
      let file = try COCOFile(contentsOf: folder.appendingPathComponent("set/annotations.json"))
      let changed = COCOFile(
        categories: file.categories, images: file.images,
        annotations: file.annotations.map { annotation in
          var annotation = annotation
          change(&annotation)
          return annotation
        })
      let url = folder.appendingPathComponent("set/changed.json")
      try changed.encoded().write(to: url)
      try body(url.path, folder)
    }
  }

  private func findings(_ output: String) throws -> [Finding] {
    try JSONDecoder().decode(Diagnosis.self, from: Data(output.utf8)).findings
  }

  @Test("Healthy shapes: exit code 0, all checks of data, anchors and initial state made")
  func healthy() throws {
    let run = runProgram("doctor --count 12 --json")
    #expect(run.code == .success, "\(run.output)")
    let diagnosis = try JSONDecoder().decode(Diagnosis.self, from: Data(run.output.utf8))
    #expect(!diagnosis.isSevere)
    for check in ["data9", "anchors1", "anchors8", "init1", "init6"] { #expect(diagnosis.checks.contains(check)) }
  }

  @Test("x and y exchanged, in a set with pictures: exit code 1, the cause first, and a page that shows it")
  func exchanged() throws {
    try withSet({ $0.frame = Frame(x: $0.frame.y, y: $0.frame.x, width: $0.frame.height, height: $0.frame.width) }) {
      annotations, folder in
      let run = runProgram("doctor --annotations \(annotations) --page \(folder.path)/page.html --json")
      #expect(run.code == .failure && run.error.isEmpty, "\(run.error)")
      #expect(try findings(run.output).first?.repair == "swap-xy")
      let page = try String(contentsOf: folder.appendingPathComponent("page.html"), encoding: .utf8)
      #expect(page.contains("It looks as if x and y were exchanged"))
      let train = runProgram(
        "train --annotations \(annotations) --steps 1 --batch 1 --size 64 --output \(folder.path)/run")
      #expect(train.code == .success)
      #expect(train.error.contains("Warning: It looks as if x and y were exchanged"), "\(train.error)")
      #expect(train.error.contains("retinanet doctor --annotations "))
    }
  }

  @Test("Class numbers that training refuses are examined; leaving annotations out is never proposed")
  func labels() throws {
    try withSet({ $0.categoryID = .number(($0.categoryID.int ?? 1) - 1) }) { annotations, _ in
      let run = runProgram("doctor --annotations \(annotations)")
      #expect(run.code == .failure)
      #expect(run.output.contains("All class numbers are one too small"))
      #expect(!run.output.contains("drop"))
    }
  }

  @Test("Results of the next picture are named, repaired, and score 1 afterwards")
  func results() throws {
    try withSet { annotations, folder in
      let file = try COCOFile(contentsOf: URL(fileURLWithPath: annotations))
      let results = COCOResults(
        entries: file.annotations.map {
          .init(
            imageID: .number(($0.imageID.int ?? 0) + 1), categoryID: $0.categoryID, frame: $0.frame, score: 0.9)
        })
      let (wrong, right) = ("\(folder.path)/wrong.json", "\(folder.path)/right.json")
      try results.encoded().write(to: URL(fileURLWithPath: wrong))
      let run = runProgram(
        "doctor --results \(wrong) --annotations \(annotations) --write-repaired \(right) --json")
      #expect(run.code == .failure)
      #expect(try findings(run.output).first?.repair == "image-ids-1")
      let repaired = runProgram("doctor --results \(right) --annotations \(annotations) --json")
      #expect(repaired.code == .success, "\(repaired.output)")
    }
  }

  @Test("A run's folder is examined by its log and its weights; a folder without a log is refused")
  func run() throws {
    try withNewFolder { folder in
      let output = "\(folder.path)/run"
      let train = runProgram(
        "train --steps 3 --batch 1 --size 64 --validation-images 2 --evaluate-every 0 --output \(output)")
      #expect(train.code == .success, "\(train.error)")
      let run = runProgram("doctor --run \(output)")
      #expect(run.output.hasPrefix("The run in \(output): 3 steps, 1 evaluation"), "\(run.output) \(run.error)")
      // Not the log alone: its weights are put before some pictures of both parts.
      #expect(run.output.contains("on some of its pictures"))
      let checks = try JSONDecoder().decode(
        Diagnosis.self, from: Data(runProgram("doctor --run \(output) --json").output.utf8)
      ).checks
      for check in ["run2", "run4", "run6", "run7", "run11", "eval7", "eval8"] { #expect(checks.contains(check)) }
      let missing = runProgram("doctor --run \(folder.path)/none")
      #expect(missing.code == .failure && missing.error.contains("name the folder of a run"))
    }
  }

  @Test("Where anchors cover too little, the command to run next stands there with the coverage before and after")
  func prescription() throws {
    let run = runProgram("doctor --preset tiny --count 20 --json")
    let finding = try #require(try findings(run.output).first { $0.id == "anchors9" })
    #expect(finding.command == "retinanet train --preset tiny --anchors fit")
    #expect(finding.measured.contains(" → "))
  }

  @Test("Results with their pictures and anchors: what was not learnt is told from what could not be")
  func resultsWithPictures() throws {
    try withSet { annotations, folder in
      let file = try COCOFile(contentsOf: URL(fileURLWithPath: annotations))
      let results = COCOResults(
        entries: file.annotations.map {
          .init(imageID: $0.imageID, categoryID: $0.categoryID, frame: $0.frame, score: 0.9)
        })
      let path = "\(folder.path)/results.json"
      try results.encoded().write(to: URL(fileURLWithPath: path))
      let run = runProgram(
        "doctor --results \(path) --annotations \(annotations) --images \(folder.path)/set/images --config small --json"
      )
      #expect(run.code == .success, "\(run.output) \(run.error)")
      let diagnosis = try JSONDecoder().decode(Diagnosis.self, from: Data(run.output.utf8))
      #expect(diagnosis.checks.contains("eval7"))
      #expect(!diagnosis.findings.contains { $0.id == "eval7" })
    }
  }

  @Test("A number alone; a number that means nothing; what does not go together")
  func number() {
    #expect(runProgram("doctor --loss 2.302").output.contains("probabilities are clamped"))
    #expect(runProgram("doctor --loss 2.302").code == .failure)
    #expect(runProgram("doctor --loss 0.3").code == .success)
    #expect(runProgram("doctor --loss 2 --preset easy").code == .usage)
    #expect(runProgram("doctor --results a.json").code == .usage)
    #expect(runProgram("doctor --ward --preset easy").code == .usage)
  }
}
