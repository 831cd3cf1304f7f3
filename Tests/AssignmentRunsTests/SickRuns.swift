// The runs of assignment 10: a detector, a little wider than that of assignment 9, trained on shapes: healthy, and with
// one disease each.

import Boxes
import Detector
import Evaluation
import Foundation
import Images
import Kernels
import Layers
import Losses
import Shapes
import Tensors
import Training

@testable import AssignmentRuns

/// What can be wrong with a run; the raw value is its letter in the README.
enum Disease: String, CaseIterable {
  case noPrior = "a"
  case priorUpsideDown = "b"
  case sigmoidTwice = "c"
  case clamped = "d"
  case onlyPicturesMirrored = "e"
  case uphill = "f"
  case epochsInSteps = "g"
  case rateTooLow = "h"
  case keepsAll = "i"
  case backgroundIsObject = "j"
  case easyIsLoud = "k"
  case decodesWithoutDeviations = "l"

  /// Whether it shows only when the trained detector is used: training is the healthy one's to the last bit.
  var isOfDetecting: Bool { self == .keepsAll || self == .decodesWithoutDeviations }
}

/// A run: 300 steps of AdamW on four pictures each, at a rate that falls to a tenth after 200 and again after 270.
struct SickRun {
  var disease: Disease?
  static let steps = 300

  private func configuration() -> RetinaNet.Configuration {
    var configuration = PieceRun.configuration
    configuration.architecture.stageChannels = [16, 32, 32, 32]
    configuration.architecture.pyramidChannels = 32
    configuration.architecture.headDepth = 2
    switch disease {
    case .noPrior: configuration.learning.prior = PriorProbability(0.5)
    case .priorUpsideDown: configuration.learning.prior = PriorProbability(0.99)
    case .clamped:
      configuration.learning.classLoss = .clampedFocal(ClampedFocalLoss())
      configuration.learning.prior = PriorProbability(1e-6)
    default: break
    }
    return configuration
  }

  private func pieces() -> RetinaNet.Pieces {
    switch disease {
    case .sigmoidTwice, .uphill, .backgroundIsObject, .easyIsLoud:
      RetinaNet.Pieces(classificationLoss: SickLoss(disease: disease))
    case .keepsAll: RetinaNet.Pieces(suppression: KeepsAll())
    case .decodesWithoutDeviations: RetinaNet.Pieces(coding: OneWayCoding())
    default: RetinaNet.Pieces()
    }
  }

  private func schedule() -> LearningRateSchedule {
    let peak = disease == .rateTooLow ? 0.000008 : 0.008
    return LearningRateSchedule(
      peak: peak, totalSteps: Self.steps,
      decay: .step(milestones: disease == .epochsInSteps ? [2, 4] : [200, 270], factor: 0.1), warmUp: .none)
  }

  /// Twelve pictures, which the healthy run learns by heart.
  static let pictures = ShapesDataset(preset: .easy, seed: 1, count: 12, imageSize: 64)

  /// A run that has not begun.
  func trainer() -> Trainer {
    let shapes = Self.pictures
    return Trainer(
      model: RetinaNet(configuration(), pieces: pieces(), seed: 1),
      dataset: disease == .onlyPicturesMirrored ? HalfMirrored(shapes: shapes) as any Dataset : shapes,
      options: TrainingOptions(steps: Self.steps, batchSize: 4, seed: 1, schedule: schedule()))
  }

  /// The first three columns: the class losses of the first, second and tenth step.
  static func beginning(_ trainer: Trainer) throws -> [StepResult] { try (0..<10).map { _ in try trainer.trainStep() } }

  /// All columns of the README's table.
  func record() throws -> [Double] {
    let trainer = trainer()
    let reports = try (0..<Self.steps).map { _ in try trainer.trainStep() }
    return Self.columns(reports) + (try Self.found(trainer.model))
  }

  /// Class losses of the first, second and tenth step and of the last ten, box losses of the last ten.
  static func columns(_ reports: [StepResult]) -> [Double] {
    func mean(_ numbers: some Collection<Double>) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    return [
      reports[0].classLoss, reports[1].classLoss, reports[9].classLoss, mean(reports.suffix(10).map(\.classLoss)),
      mean(reports.suffix(10).map(\.boxLoss)),
    ]
  }

  /// Of the twelve pictures as they are: detections of a picture, AP50, and AR of 100 detections.
  static func found(_ model: RetinaNet) throws -> [Double] {
    let evaluation = try DetectorEvaluation(model, on: pictures)
    let detections = evaluation.images.reduce(0) { $0 + $1.detections.count }
    return [
      Double(detections) / Double(pictures.count), evaluation.summary.ap50 ?? 0, evaluation.summary.ar100 ?? 0,
    ]
  }

  /// The healthy run's weights in a detector with a disease that shows only there.
  func used(_ healthy: RetinaNet) -> RetinaNet {
    let model = RetinaNet(configuration(), pieces: pieces(), seed: nil)
    func state(_ model: RetinaNet) -> [Tensor] { model.parameters.map(\.value) + model.buffers.map(\.value) }
    for (from, to) in zip(state(healthy), state(model)) { to.buffer.write(from.array) }
    return model
  }
}

/// The focal loss with one mistake, in its value and its slope alike.
struct SickLoss: SigmoidLoss {
  var disease: Disease?
  private let focal = FocalLoss()

  init(disease: Disease?) { self.disease = disease }

  func value(logit: Double, isPositive: Bool, label: Int) -> Double {
    switch disease {
    case .sigmoidTwice: focal.value(logit: sigmoid(logit), isPositive: isPositive)
    case .backgroundIsObject: focal.value(logit: logit, isPositive: isPositive || label == 0)
    case .easyIsLoud where isPositive: -0.25 * sigmoid(logit) * sigmoid(logit) * log(sigmoid(logit))
    default: focal.value(logit: logit, isPositive: isPositive)
    }
  }

  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
    let p = sigmoid(logit)
    return switch disease {
    case .sigmoidTwice: focal.gradient(logit: p, isPositive: isPositive) * p * (1 - p)
    case .backgroundIsObject: focal.gradient(logit: logit, isPositive: isPositive || label == 0)
    case .easyIsLoud where isPositive: -0.25 * p * p * (1 - p) * (2 * log(p) + 1)
    case .uphill: -focal.gradient(logit: logit, isPositive: isPositive)
    default: focal.gradient(logit: logit, isPositive: isPositive)
    }
  }
}

/// Suppression that suppresses nothing.
struct KeepsAll: Suppressor {
  func remaining(_ candidates: [Detection], limit: Int) -> [Detection] {
    Array(candidates.sorted { $0.score > $1.score }.prefix(limit))
  }
}

/// The built-in coding, whose way back leaves the deviations out.
struct OneWayCoding: BoxNumbersCoder {
  private let there = CenterBoxCoder(weights: .standardized)
  private let back = CenterBoxCoder(weights: .init(x: 1, y: 1, width: 1, height: 1))

  func encode(_ box: Box, anchor: Box) -> BoxNumbers { BoxCoding.center(there).encode(box, anchor: anchor) }
  func decode(_ numbers: BoxNumbers, anchor: Box) -> Box { BoxCoding.center(back).decode(numbers, anchor: anchor) }
  func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    BoxCoding.center(back).gradient(edges: edges, numbers: numbers, anchor: anchor)
  }
}

/// Shapes of which every other picture is mirrored, and no box.
struct HalfMirrored: Dataset {
  let shapes: ShapesDataset
  var categories: [String] { shapes.categories }
  var count: Int { shapes.count }

  func example(at index: Int) -> AnnotatedImage {
    var example = shapes.example(at: index)
    if !index.isMultiple(of: 2) { example.image = example.image.flippedHorizontally() }
    return example
  }
}
