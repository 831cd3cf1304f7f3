import Boxes
import CommandLineTool
import Detector
import Evaluation
import Foundation
import Reports
import Shapes
import Testing
import Training

@testable import retinanet

@Suite("retinanet evaluate")
struct EvaluateCommandTests {
  @Test("Without options it repeats the numbers at the end of the run")
  func repeats() {
    withNewFolder { folder in
      let run = runProgram("\(shortRun) --average 0.2 --quiet --output \(folder.path)")
      for name in ["weights", "checkpoint"] {
        let evaluated = runProgram("evaluate --weights \(folder.path)/\(name).safetensors")
        #expect(evaluated.error.isEmpty)
        #expect(evaluated.output.hasPrefix("4 pictures: easy shapes, 64 × 64, seed 1000003\n\n"))
        let table = evaluated.output.components(separatedBy: "\n\n")[1]
        #expect(run.output.hasPrefix(table), "\(name)")
      }
    }
  }

  @Test("JSON holds the same numbers, and a set written as COCO JSON gives those of the set itself")
  func json() throws {
    try withNewFolder { folder in
      let weights = folder.appendingPathComponent("w.safetensors")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try writeEagerWeights(to: weights)
      let set = "--preset crowded --seed 8 --count 3 --size 64"
      _ = runProgram("shapes \(set) --output \(folder.path)/set")
      let outputs = try [set, "--annotations \(folder.path)/set/annotations.json"].map { words in
        let run = runProgram("evaluate -w \(weights.path) --json \(words)")
        #expect(run.error.isEmpty)
        return try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8))
      }
      #expect(outputs[0].images == 3)
      #expect(outputs[0].data == "crowded shapes, 64 × 64, seed 8")
      #expect(outputs[0].summary == outputs[1].summary)
      let ledger = try #require(outputs[0].ledger)
      #expect(ledger.pictures == 3 && ledger.rows.map(\.anchors) == outputs[1].ledger?.rows.map(\.anchors))
      let detector = try TrainedDetector(contentsOf: weights)
      let shapes = ShapesDataset(preset: .crowded, seed: 8, count: 3, imageSize: 64)
      #expect(try DetectorEvaluation(detector.model, on: shapes).summary == outputs[0].summary)
      #expect((outputs[0].summary.ar100 ?? 0) > 0, "weights that find something everywhere find objects too")
    }
  }

  @Test("Measuring on the training pictures is pointed out")
  func trainingPictures() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let weights = folder.appendingPathComponent("w.safetensors")
      let data = ShapesData(preset: .easy, size: 64, seed: 5, trainImages: nil, validationImages: 1)
      try writeEagerWeights(to: weights, data: .shapes(data))
      let run = runProgram("evaluate -w \(weights.path) --seed 5")
      #expect(run.code == .success)
      #expect(run.error == "Warning: shapes of seed 5 are what these weights were trained on; choose another seed.\n")
      #expect(runProgram("evaluate -w \(weights.path)").error.isEmpty)
      #expect(runProgram("evaluate -w \(weights.path) --seed 5 --preset tiny").error.isEmpty)
    }
  }

  @Test("A file that is no weights, or of other classes than the pictures, is refused by name")
  func refused() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let weights = folder.appendingPathComponent("w.safetensors")
      func message(_ words: String = "") -> String {
        let run = runProgram("evaluate --weights \(weights.path) " + words)
        #expect(run.code == .failure)
        return run.error
      }
      #expect(message().hasPrefix("Error: \(weights.path): cannot be read"))
      try Data("{}".utf8).write(to: weights)
      #expect(message().hasPrefix("Error: \(weights.path): expected a safetensors file, found JSON"))
      try Data("{}  ".utf8.dropFirst(3)).write(to: weights)
      #expect(message().hasPrefix("Error: \(weights.path): expected at least 8 bytes"))
      try RetinaNet(.small).weights(metadata: ["categories": "[\"cat\"]"]).write(to: weights)
      #expect(message().hasPrefix("Error: \(weights.path): tensor 'classification.predictor"))
      try RetinaNet(.small).weights().write(to: weights)
      #expect(message().hasPrefix("Error: \(weights.path): expected a file that says which detector"))
      try writeEagerWeights(to: weights, categories: ["cat", "dog", "cow"])
      #expect(
        message("--count 1").contains("the weights know the classes cat, dog, cow, but the pictures have ellipse"))
    }
  }

  @Test("Shapes and a COCO file contradict each other")
  func usage() {
    for option in ["--preset easy", "--seed 1", "--count 2"] {
      let run = runProgram("evaluate -w w --annotations a.json \(option)")
      #expect(run.code == .usage)
      #expect(run.error.hasPrefix("Error: The options '--annotations' and '\(option.prefix { $0 != " " })' contradict"))
    }
  }

  @Test("The table of classes: objects, AP, AP50 and a bar; a dash for a class without objects")
  func table() {
    let box = Box(xMin: 0, yMin: 0, xMax: 40, yMax: 40)
    let summary = COCOEvaluator(categories: ["ellipse", "square"]).evaluate([
      EvaluatedImage(
        detections: [Detection(box: box, label: 0, score: 1)], objects: [LabeledBox(box: box, label: 0)])
    ])
    #expect(
      summary.classTable == """
        class    objects      AP    AP50
        ellipse        1   1.000   1.000  ████████████████████████
        square         0       –       –
        """)
  }
}
