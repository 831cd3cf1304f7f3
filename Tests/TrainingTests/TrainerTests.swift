// Training as a whole: it learns, it repeats itself bit by bit, and it goes on where it stopped.

import Detector
import Formats
import Foundation
import Images
import Kernels
import Shapes
import Testing
import Training
import _TestSupport

@Suite("Trainer")
struct TrainerTests {
  /// The losses of ten steps of 4 images, printed by this very function, on x86-64 with AVX-512, Swift 6.3.1.
  ///
  /// ```swift
  /// let trainer = Trainer(
  ///   model: RetinaNet(smallConfiguration(), seed: 0), dataset: ShapesDataset(seed: 0, count: 1_000),
  ///   options: options(steps: 10))
  /// for _ in 0..<10 { let report = try trainer.trainStep(); print(report.classLoss, report.boxLoss) }
  /// ```
  private let golden: [(classification: Double, box: Double)] = [
    (1.12839687, 4.24402761), (1.11046314, 4.22278547), (1.03489089, 4.22691822), (0.95472360, 3.96362853),
    (0.86465454, 4.02317429), (0.77498496, 3.98831797), (0.64034897, 4.56550121), (0.67103726, 4.22247124),
    (0.81460232, 4.13941813), (0.69559616, 4.51715755),
  ]

  @Test("Ten golden training losses of the small detector on the standard set")
  func goldenLosses() throws {
    let trainer = Trainer(
      model: RetinaNet(smallConfiguration(), seed: 0), dataset: ShapesDataset(seed: 0, count: 1_000),
      options: options(steps: 10))
    let reports = try (0..<10).map { _ in try trainer.trainStep() }
    for (report, golden) in zip(reports, golden) {
      // Training multiplies rounding: with direct convolutions instead of Winograd's the third step differs by 1.3e-5,
      // the tenth by 3.7e-3, and other vectors round otherwise, too.
      let tolerance = report.step == 1 ? 1e-5 : report.step <= 3 ? 5e-4 : 0.02
      #expect(isClose(report.classLoss, golden.classification, relative: tolerance), "step \(report.step)")
      #expect(isClose(report.boxLoss, golden.box, relative: tolerance), "step \(report.step)")
      #expect(isClose(report.loss, report.classLoss + report.boxLoss, relative: 1e-6))
    }
    #expect(reports.map(\.step) == Array(1...10))
  }

  @Test("One image is learned by heart: AP 1.0 at every IoU threshold from 0.50 to 0.95")
  func overfitting() throws {
    let example = ShapesDataset(seed: 0, count: 10).example(at: 0)
    #expect(example.objects.count >= 3, "not the easiest image")
    let data = InMemoryDataset(categories: ShapesDataset.classes, examples: [example])
    let model = RetinaNet(smallConfiguration(), seed: 0)
    let trainer = Trainer(model: model, dataset: data, options: options(steps: 400, batchSize: 2, rate: 0.002))
    var ap: Double?
    while trainer.step < 400, (ap ?? 0) < 0.999_999 {
      for _ in 0..<25 { try trainer.trainStep() }
      ap = try DetectorEvaluation(model, on: data).summary.ap
    }
    // The mean over 10 thresholds, 101 recalls and 3 classes of numbers that are 1 may end in …99.
    #expect(isClose(ap ?? 0, 1, relative: 1e-12), "after \(trainer.step) steps")
  }

  @Test("Without the prior the first steps lose tens of times as much, and clipping has to hold them back")
  func prior() throws {
    func losses(prior: Double) throws -> [Double] {
      let trainer = Trainer(
        model: RetinaNet(smallConfiguration(prior: prior), seed: 0), dataset: ShapesDataset(seed: 0, count: 1_000),
        options: options(steps: 3))
      return try (0..<3).map { _ in try trainer.trainStep().classLoss }
    }
    let (with, without) = (try losses(prior: 0.01), try losses(prior: 0.5))
    for (with, without) in zip(with, without) { #expect(without > 20 * with) }
  }

  @Test("Gradients are clipped to a common norm, and only if they are longer", arguments: [0.001, 1e9])
  func clipping(limit: Double) throws {
    func change(_ clipNorm: Double?) throws -> (difference: [Float], norm: Double) {
      let model = RetinaNet(tinyConfiguration(), seed: 0)
      let before = model.parameters.flatMap { $0.value.array }
      let trainer = Trainer(
        model: model, dataset: ShapesDataset(seed: 0, count: 10),
        options: options(
          steps: 1, rate: 1,
          optimizer: OptimizerConfiguration(rule: .sgd(momentum: 0), weightDecay: 0, clipNorm: clipNorm)))
      try trainer.trainStep()
      let difference = zip(before, model.parameters.flatMap { $0.value.array }).map { $0 - $1 }
      return (difference, difference.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
    }
    // Without momentum and decay the change is rate · gradient; the warm-up's first rate is 0.1.
    let free = try change(nil)
    let clipped = try change(limit)
    #expect(isClose(clipped.norm, min(free.norm, 0.1 * limit), relative: 1e-2))
    #expect(free.norm > 0.01 && free.norm < 1e6)
    if limit > 1 { #expect(firstDifference(clipped.difference, free.difference) == nil) }
  }

  @Test("A run stopped, saved, loaded and resumed has the same bits as one that was not stopped")
  func resume() throws {
    let data = ShapesDataset(seed: 3, count: 50)
    let options = options(steps: 6, augmentation: .standard, averageShare: 0.1)
    let through = Trainer(model: RetinaNet(tinyConfiguration(), seed: 1), dataset: data, options: options)
    let throughReports = try (0..<6).map { _ in try through.trainStep() }

    let first = Trainer(model: RetinaNet(tinyConfiguration(), seed: 1), dataset: data, options: options)
    let firstReports = try (0..<3).map { _ in try first.trainStep() }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoint-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    var description = tinyDescription()
    try description.notes.set([1, 2], as: "note")
    try Checkpoint.file(first, description: description).write(to: url)
    let file = try SafetensorsFile(contentsOf: url)
    let read = try Checkpoint.description(of: file, path: url.path)
    #expect(try read.notes.value("note") == [1, 2] && read.step == 3)
    #expect(try Checkpoint.options(of: read, path: url.path) == options)

    let second = Trainer(model: RetinaNet(tinyConfiguration(), seed: 77), dataset: data, options: options)
    try Checkpoint.restore(second, from: file, path: url.path)
    #expect(second.step == 3)
    #expect(differences(state(of: second), state(of: first)).isEmpty)
    let secondReports = try (0..<3).map { _ in try second.trainStep() }
    #expect(firstReports + secondReports == throughReports)
    #expect(differences(state(of: second), state(of: through)).isEmpty)
    #expect(!differences(state(of: second), state(of: first)).isEmpty, "steps change something")
  }

  @Test("SGD resumes to the same bits, too; its checkpoint does not fit AdamW")
  func resumeSGD() throws {
    let data = ShapesDataset(seed: 3, count: 50)
    let sgd = options(steps: 4, rate: 0.01, optimizer: .paper)
    let through = Trainer(model: RetinaNet(tinyConfiguration()), dataset: data, options: sgd)
    try through.trainStep()
    try through.trainStep()
    let file = try Checkpoint.file(through, description: tinyDescription())
    try through.trainStep()
    let resumed = Trainer(model: RetinaNet(tinyConfiguration()), dataset: data, options: sgd)
    try Checkpoint.restore(resumed, from: file, path: "run.safetensors")
    try resumed.trainStep()
    #expect(differences(state(of: resumed), state(of: through)).isEmpty)

    let other = Trainer(model: RetinaNet(tinyConfiguration()), dataset: data, options: options(steps: 4))
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.restore(other, from: file, path: "run.safetensors")
    }
    #expect(error?.description.hasPrefix("run.safetensors: expected a tensor 'optimizer.mean.backbone.stem") == true)
  }

  @Test("Weights alone are no checkpoint: the error says what is missing")
  func weightsOnly() throws {
    let model = RetinaNet(tinyConfiguration())
    let trainer = Trainer(model: model, dataset: ShapesDataset(seed: 0, count: 4), options: options(steps: 1))
    let withoutOptions = #expect(throws: CheckpointError.self) {
      try Checkpoint.description(of: model.weights(), path: "best.safetensors")
    }
    #expect(withoutOptions?.description.hasPrefix("best.safetensors: expected a training checkpoint") == true)
    // A run's weights say its options, too, but hold nothing of its optimizer.
    var described = tinyDescription()
    try described.notes.set(trainer.options, as: "options")
    for metadata in [[:], try described.metadata()] {
      let weights = model.weights(metadata: metadata)
      #expect(throws: CheckpointError(path: "best.safetensors", problem: .noCheckpoint)) {
        try Checkpoint.restore(trainer, from: weights, path: "best.safetensors")
      }
    }
  }
}

@Suite("Training with threads", .serialized)
struct TrainingThreadsTests {
  @Test("Three steps with 1, 2 and 3 threads leave the same bits everywhere", arguments: [2, 3])
  func sameBits(threads: Int) throws {
    func run(_ threads: Int) throws -> (reports: [StepResult], state: [String: [UInt32]]) {
      try Threads.with(threads) {
        let trainer = Trainer(
          model: RetinaNet(smallConfiguration(), seed: 0), dataset: ShapesDataset(seed: 0, count: 100),
          options: options(steps: 3, augmentation: .standard, averageShare: 0.1))
        let reports = try (0..<3).map { _ in try trainer.trainStep() }
        return (reports, state(of: trainer))
      }
    }
    let (one, many) = (try run(1), try run(threads))
    #expect(one.reports == many.reports)
    #expect(differences(one.state, many.state).isEmpty)
    #expect(one.state.count > 200, "parameters, statistics, two averages of Adam and the weights' average")
  }

  @Test("Detections are the same with 1 and 2 threads")
  func detections() throws {
    var configuration = smallConfiguration()
    configuration.inference.scoreThreshold = 0.009
    let model = RetinaNet(configuration, seed: 0)
    let images = (0..<3).map { ShapesDataset(seed: 0, count: 3).example(at: $0).image }
    let one = Threads.with(1) { model.detect(images) }
    #expect(one.allSatisfy { !$0.isEmpty })
    let isSame = Threads.with(2) { model.detect(images) } == one
    #expect(isSame)
  }
}
