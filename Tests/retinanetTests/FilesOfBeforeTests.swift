// Runs of before: the metadata and logs that the program before this form wrote are in Fixtures/before. The tensors are
// made here, under the names that they had.

import Boxes
import Detector
import Formats
import Foundation
import Losses
import Shapes
import Systems
import Testing
import Training
import _TestSupport

@testable import retinanet

/// What a run of before left, but for its tensors.
private struct RunOfBefore: Decodable {
  /// The checkpoint's metadata; the weights had the same but for the keys that they lack.
  var checkpoint: [String: String]
  var weightsLack: [String]
  var log: [String]

  init(_ name: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/before/\(name).json")
    self = try JSONDecoder().decode(RunOfBefore.self, from: Data(contentsOf: url))
  }

  /// The detector that it was.
  static func configuration(_ name: String) -> RetinaNet.Configuration {
    let system = name == "replaced" ? .detectron2 : ReferenceSystem(rawValue: name)
    var configuration = system.map { RetinaNet.Configuration.small.following(Conventions($0)) } ?? .small
    // There was no other loss then, not even for the system that clamps.
    configuration.learning.classLoss = .focal(FocalLoss())
    return configuration
  }
}

extension SafetensorsFile {
  /// The file with the names and the metadata of before.
  fileprivate func ofBefore(_ metadata: [String: String]) -> SafetensorsFile {
    SafetensorsFile(
      entries: entries.map {
        let name = $0.name.replacing("normaliz", with: "normalis").replacing("optimizer.", with: "optimiser.")
        return .init(name: name, shape: $0.shape, values: $0.values)
      }, metadata: metadata)
  }
}

@Suite("Runs of before")
struct FilesOfBeforeTests {
  static let names = ReferenceSystem.allCases.map(\.rawValue) + ["default", "annotations", "replaced", "sgd"]

  @Test("Weights of before are the detector that they were, by the file alone", arguments: names)
  func weights(name: String) throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let run = try RunOfBefore(name)
      let model = RetinaNet(RunOfBefore.configuration(name), seed: 6)
      let url = folder.appendingPathComponent("weights.safetensors")
      try model.weights().ofBefore(run.checkpoint.filter { !run.weightsLack.contains($0.key) }).write(to: url)

      let detector = try TrainedDetector(contentsOf: url)
      #expect(detector.model.configuration == model.configuration)
      #expect(detector.model.weights() == model.weights())
      #expect(detector.categories == ShapesDataset.classes)
      switch try #require(try detector.trainData) {
      case .shapes(let data):
        let preset: ShapesDataset.Preset = name == "sgd" ? .easy : .standard
        #expect(
          data
            == ShapesData(
              preset: preset, size: 64, seed: 0, trainImages: name == "sgd" ? 5 : nil, validationImages: 2))
        let evaluated = runProgram("evaluate --weights \(url.path)")
        #expect(evaluated.code == .success && evaluated.output.hasPrefix("2 pictures: \(preset.rawValue) shapes, 64"))
      case .pictures(let data):
        #expect(name == "annotations" && data.mode == .stretch && data.size == 64 && data.seed == 0)
        #expect(data.training.pictures.annotations.path == "/data/own/annotations.json" && data.training.count == 12)
        #expect(data.training.digest?.hasPrefix("2c199efe") == true && data.validation == nil)
        #expect(data.validationImages == 2 && !data.training.pictures.dropsUnusable)
      }
      let begun = try RetinaNet.make(
        beginningWith: SafetensorsFile(contentsOf: url), from: url, classes: 3, replacingClasses: false)
      #expect(begun.model.weights() == model.weights())
    }
  }

  @Test("A checkpoint of before resumes, with its options, intervals and log", arguments: names)
  func checkpoint(name: String) throws {
    guard name != "annotations" else { return }
    try withNewFolder { folder in
      let run = try RunOfBefore(name)
      let files = TrainingRunFiles(directory: folder)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // What was the default then is named.
      let settings = try settings(
        name == "sgd"
          ? "--steps 3 --batch 2 --size 64 --optimizer sgd --schedule step --augment flip --average 0.1 "
            + "--train-images 5 --preset easy --validation-images 2"
          : "--steps 3 --batch 2 --size 64 --validation-images 2 --optimizer adamw --schedule cosine")
      let trainer = Trainer(
        model: RetinaNet(RunOfBefore.configuration(name), seed: 0),
        dataset: ShapesDataset(seed: 0, count: 4, imageSize: 64), options: settings.options)
      let description = FileDescription(
        configuration: trainer.model.configuration, categories: ShapesDataset.classes)
      try Checkpoint.file(trainer, description: description).ofBefore(run.checkpoint).write(to: files.checkpoint)
      try Data(run.log.map { $0 + "\n" }.joined().utf8).write(to: files.metrics)

      let recorded = try Checkpoint.description(of: SafetensorsFile(contentsOf: files.checkpoint), path: "a")
      #expect(try Checkpoint.options(of: recorded, path: "a") == settings.options)
      #expect(
        try TrainingRun.Intervals(recordedIn: recorded)
          == TrainingRun.Intervals(evaluation: name == "sgd" ? 1 : 250, checkpoint: 2))
      let model = try #require(try recorded.notes.value(TrainModel.note, as: TrainModel.self))
      #expect(model.system == (name == "replaced" ? .detectron2 : ReferenceSystem(rawValue: name)))
      #expect(model.weights?.relativePath == (name == "replaced" ? "run-detectron2/weights.safetensors" : nil))
      #expect(model.replacedClasses == (name == "replaced" ? 3 : nil))

      let resumed = runProgram("train --resume \(folder.path) --quiet")
      #expect(resumed.code == .success, "\(resumed.error)")
      let log = try MetricsLog.read(from: files.metrics)
      #expect(log.count == run.log.count + 1 && log.map(\.step).max() == 3)
      #expect(try TrainedDetector(contentsOf: files.weights).model.configuration == trainer.model.configuration)
      #expect(
        runProgram("train --resume \(folder.path) --quiet --batch 3").error.contains("--batch: the run was begun"))
    }
  }
}
