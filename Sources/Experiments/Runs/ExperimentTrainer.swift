// The runner that trains: an experiment's detector step by step, from a checkpoint if there is one, then measured.

import Boxes
import Detector
import Formats
import Foundation
import Images
import Losses
import Shapes
import Training

/// Trains detectors and measures them; pictures are drawn once for all trainings of a seed.
///
/// A training that is to be gone on with is kept as a checkpoint: weights, the optimizer's memory, average and step.
/// Because the learning rate of every step follows from the whole length, which is the same however early the training
/// is stopped, going on from there gives the bits of a training that was never stopped.
public final class ExperimentTrainer: ExperimentRunner {
  private let folder: URL
  private let clock: () -> Double
  private var training: [String: SharedPictures] = [:]
  private var validation: [Experiment.Pictures: SharedPictures] = [:]
  /// How many validation pictures the loss of every anchor is looked at: the paper's 10⁷ windows are as many as these.
  private static let focusPictures = 40

  /// A runner that keeps states in a folder, which is made when it is needed.
  public init(
    statesIn folder: URL, clock: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.folder = folder
    self.clock = clock
  }

  /// Trains once and measures each.
  public func results(
    of experiments: [Experiment], keepsState: Bool, progress: (RunProgress) -> Void
  ) throws -> [ExperimentResult] {
    guard let first = experiments.first else { return [] }
    let start = clock()
    let trainer = Trainer(
      model: RetinaNet(first.configuration, seed: first.options.seed), dataset: try trainingSet(first),
      options: first.options)
    let state = try stateFile(of: first)
    try restore(trainer, from: state, upTo: first.steps)
    do {
      while trainer.step < first.steps {
        try trainer.trainStep()
        progress(RunProgress(step: trainer.step, steps: first.steps))
      }
    } catch let error as NotFiniteError {
      return experiments.map {
        var result = ExperimentResult($0, seconds: clock() - start)
        result.failure = "step \(error.step): the loss is not finite, first in \(error.tensor)"
        return result
      }
    }
    if keepsState { try keep(trainer, as: state) }
    let weights = trainer.result.weights()
    let trained = clock() - start
    return try experiments.map { experiment in
      let start = clock()
      // A detector that finds by other rules is another one with the same weights.
      let model = RetinaNet(experiment.configuration, seed: nil)
      try model.load(weights)
      var result = try measure(model, experiment)
      result.seconds = trained + clock() - start
      return result
    }
  }

  // MARK: - States

  private func stateFile(of experiment: Experiment) throws -> URL {
    folder.appendingPathComponent("\(try experiment.trainingKey()).safetensors")
  }

  /// Deletes the file of a training's state.
  public func forgetState(of experiment: Experiment) throws {
    let file = try stateFile(of: experiment)
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
  }

  private func restore(_ trainer: Trainer, from file: URL, upTo steps: Int) throws {
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let checkpoint = try SafetensorsFile(contentsOf: file)
    // A state beyond the step asked for is of no use here.
    guard try Checkpoint.description(of: checkpoint, path: file.path).step <= steps else { return }
    try Checkpoint.restore(trainer, from: checkpoint, path: file.path)
  }

  private func keep(_ trainer: Trainer, as file: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let description = FileDescription(configuration: trainer.model.configuration, categories: ShapesDataset.classes)
    try Checkpoint.file(trainer, description: description).write(to: file)
  }

  // MARK: - Pictures

  private func trainingSet(_ experiment: Experiment) throws -> SharedPictures {
    let pictures = experiment.pictures
    let key =
      "\(pictures.trainPreset.rawValue) \(pictures.size) \(experiment.options.seed) "
      + "\(pictures.trainImages.map(String.init) ?? "")"
    if let found = training[key] { return found }
    // Of another seed or kind nothing is wanted any more: runs come seed by seed.
    training = [key: shared(pictures.training(seed: experiment.options.seed), pictures)]
    return try trainingSet(experiment)
  }

  private func validationSet(_ pictures: Experiment.Pictures) -> SharedPictures {
    if let found = validation[pictures] { return found }
    let made = shared(pictures.validation, pictures)
    validation = [pictures: made]
    return made
  }

  private func shared(_ set: ShapesDataset, _ pictures: Experiment.Pictures) -> SharedPictures {
    SharedPictures(set, pictureBytes: 3 * pictures.size * pictures.size)
  }

  // MARK: - Measuring

  private func measure(_ model: RetinaNet, _ experiment: Experiment) throws -> ExperimentResult {
    let set = validationSet(experiment.pictures)
    switch experiment.measured {
    case .precision:
      let evaluation = try DetectorEvaluation(model, on: set)
      return ExperimentResult(experiment, images: evaluation.images, summary: evaluation.summary, seconds: 0)
    case .focus(let gammas):
      var result = ExperimentResult(experiment)
      result.focus = try FocusMeasurement(
        model, on: (0..<min(set.count, Self.focusPictures)).map { try set.example(at: $0) }, gammas: gammas)
      return result
    }
  }
}

extension FocusMeasurement {
  /// Who owns the loss of a detector's outputs on some pictures.
  public init(_ model: RetinaNet, on examples: [AnnotatedImage], gammas: [Double]) throws {
    let classes = model.configuration.architecture.classes
    var logits: [[Double]] = []
    var targets: [AnchorTarget] = []
    for example in examples {
      let outputs = model(model.input([example.image]), .inference()).logits.tensor.array
      let wanted = model.targets(objects: example.objects, on: example.image.size).labels
      let outputsPerAnchor = outputs.count / max(1, wanted.count)
      precondition(
        outputsPerAnchor == classes,
        "outputs must be \(classes) sigmoids, of which Figure 4 is, found \(outputsPerAnchor)")
      for (anchor, label) in wanted.enumerated() {
        logits.append((0..<classes).map { Double(outputs[anchor * classes + $0]) })
        targets.append(AnchorTarget(code: label))
      }
    }
    self.init(
      FocusCurves.curves(logits: logits, targets: targets, gammas: gammas),
      positiveCount: targets.count { $0.isPositive }, negativeCount: targets.count { $0 == .negative })
  }
}
