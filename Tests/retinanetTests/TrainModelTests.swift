// What a run begins with: a system's conventions, weights of other classes, and what of both a resumed run remembers.

import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Systems
import Testing
import Training

@testable import retinanet

@Suite("retinanet train: conventions, and weights to begin with")
struct TrainModelTests {
  /// A run on pictures of three classes.
  private let own = "--validation-images 1 --steps 2 --batch 2 --size 64 --evaluate-every 0"

  @Test("A system's conventions are trained by, remembered, and evaluated by", arguments: ReferenceSystem.allCases)
  func conventions(system: ReferenceSystem) throws {
    try withNewFolder { folder in
      let run = runProgram("\(shortRun) --quiet --conventions \(system.rawValue) --output \(folder.path)")
      #expect(run.code == .success, "\(run.error)")
      let weights = folder.appendingPathComponent("weights.safetensors")
      let configuration = try TrainedDetector(contentsOf: weights).model.configuration
      #expect(configuration == RetinaNet.Configuration.small.following(Conventions(system)))
      let evaluated = runProgram("evaluate --weights \(weights.path)")
      #expect(evaluated.error.isEmpty && run.output.contains(evaluated.output.components(separatedBy: "\n\n")[1]))
      #expect(runProgram("train --resume \(folder.path) --quiet").code == .success)
    }
  }

  @Test(
    "--weights with --classes keeps all but the classification head's last layer; Computer Vision Chapter 21 imports it and never replaces it"
  )
  func replacement() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // Two classes where the pictures have three.
      let start = folder.appendingPathComponent("start.safetensors")
      let two = RetinaNet(RetinaNet.Configuration(classes: 2), seed: 9)
      try two.weights(metadata: FileDescription(configuration: two.configuration, categories: ["a", "b"]).metadata())
        .write(to: start)
      let pictures = try OwnPictures(in: folder)
      let words = "train \(pictures.words) \(own) --weights \(start.path)"

      let refused = runProgram("\(words) --output \(folder.path)/run")
      #expect(refused.code == .failure)
      #expect(
        refused.error.contains("the weights know 2 classes, the pictures have 3")
          && refused.error.hasSuffix("to begin it anew give --classes 3\n"))
      let wrong = runProgram("\(words) --classes 4 --output \(folder.path)/run")
      #expect(wrong.error.contains("--classes 4, but the pictures have 3 classes"))

      let run = runProgram("\(words) --classes 3 --lr 1e-60 --output \(folder.path)/run")
      #expect(run.code == .success, "\(run.error)")
      #expect(run.output.contains("classification.predictor.bias, which knew 2 classes and begin anew for 3."))
      // At a rate that is 0 in single precision the run's weights are those it began with.
      let trained = try SafetensorsFile(contentsOf: folder.appendingPathComponent("run/weights.safetensors"))
      for parameter in two.parameters where !parameter.name.hasPrefix("classification.predictor.") {
        #expect(trained[parameter.name]?.values == parameter.value.array, "\(parameter.name)")
      }
      #expect(trained["classification.predictor.bias"]?.shape == [27])

      #expect(runProgram("train --resume \(folder.path)/run --quiet").code == .success)
      let other = runProgram("train --resume \(folder.path)/run --classes 3 --weights \(folder.path)/x.safetensors")
      #expect(other.error.contains("--weights: the run was begun with \(start.path)"), "\(other.error)")
    }
  }

  @Test("Weights of the same classes go on with all that they have learnt")
  func same() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let start = folder.appendingPathComponent("start.safetensors")
      try writeEagerWeights(to: start)
      let run = runProgram("\(shortRun) --lr 1e-60 --weights \(start.path) --output \(folder.path)/run")
      #expect(run.output.contains("All weights are those of \(start.path)."))
      let (before, after) = (
        try SafetensorsFile(contentsOf: start),
        try SafetensorsFile(contentsOf: folder.appendingPathComponent("run/weights.safetensors"))
      )
      let name = "classification.predictor.bias"
      #expect(before[name]?.values == after[name]?.values)
    }
  }

  @Test("Weights that follow a system's conventions bring them along, also into a run that is resumed")
  func inherited() throws {
    try withNewFolder { folder in
      let first = runProgram("\(shortRun) --quiet --conventions yhenon --output \(folder.path)/first")
      #expect(first.code == .success, "\(first.error)")
      let words = "--weights \(folder.path)/first/weights.safetensors --classes 3 --output \(folder.path)/second"
      let second = runProgram("\(shortRun) --quiet \(words)")
      #expect(second.code == .success, "\(second.error)")
      let resumed = runProgram("train --resume \(folder.path)/second --quiet")
      #expect(resumed.code == .success, "\(resumed.error)")
      let weights = folder.appendingPathComponent("second/weights.safetensors")
      let configuration = try TrainedDetector(contentsOf: weights).model.configuration
      #expect(configuration == RetinaNet.Configuration.small.following(Conventions(.yhenon)))
    }
  }

  @Test("The file of weights is read once: the detector has its numbers and conventions although it is gone by then")
  func once() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var settings = TrainModel()
      let url = folder.appendingPathComponent("start.safetensors")
      settings.weights = url
      let configuration = RetinaNet.Configuration(classes: 2).following(Conventions(.yhenon))
      let written = RetinaNet(configuration, seed: 4)
      var description = FileDescription(configuration: configuration, categories: ["a", "b"])
      var yhenon = TrainModel()
      yhenon.system = .yhenon
      try description.notes.set(yhenon, as: TrainModel.note)
      try written.weights(metadata: description.metadata()).write(to: url)

      let file = try settings.readWeights(console: .silent)
      #expect(settings.system == .yhenon)
      try FileManager.default.removeItem(at: url)
      let (model, note) = try settings.begin(with: file, classes: 2, seed: 0)
      #expect(model.configuration == configuration)
      #expect(model.weights() == written.weights())
      #expect(note == "All weights are those of \(url.relativePath).")
      #expect(throws: SafetensorsError.self) { try settings.readWeights(console: .silent) }
    }
  }

  @Test("What contradicts itself is refused: conventions beside weights, classes without weights")
  func refused() {
    #expect(runProgram("\(shortRun) --conventions yhenon --weights w").code == .usage)
    #expect(runProgram("\(shortRun) --classes 3").code == .usage)
    #expect(
      runProgram("\(shortRun) --conventions keras --output x").error.contains(
        "Did you mean 'keras-retinanet' or 'keras-io'?"))
  }
}
