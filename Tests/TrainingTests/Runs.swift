// What the tests of training share: runs whose every option is written down, so that no default can move them.

import Anchors
import Boxes
import Detector
import Images
import Kernels
import Losses
import Matching
import Testing
import Training
import _TestSupport

/// The small detector with everything that decides its losses spelled out.
func smallConfiguration(prior: Double = 0.01) -> RetinaNet.Configuration {
  var configuration = RetinaNet.Configuration(classes: 3)
  configuration.architecture.stemChannels = 16
  configuration.architecture.stageChannels = [32, 64, 128, 128]
  configuration.architecture.pyramidChannels = 64
  configuration.architecture.headDepth = 4
  configuration.architecture.headGroups = 8
  configuration.architecture.anchors = AnchorGenerator(
    levels: [8, 16, 32, 64, 128].map { .init(stride: $0, baseSize: 2 * Double($0)) },
    scales: AnchorGenerator.octaveScales, ratios: [0.5, 1, 2], center: .corner, order: .ratioMajor)
  configuration.learning.assigner = .matcher(
    Matcher(positiveThreshold: 0.5, negativeThreshold: 0.4, lowQuality: .bestAnchors))
  configuration.architecture.coding = .center(CenterBoxCoder(weights: .standardized))
  configuration.learning.classLoss = .focal(FocalLoss(alpha: .balanced(0.25), gamma: 2))
  configuration.learning.boxLoss = .smoothL1(SmoothL1(sigma: 3))
  configuration.learning.lossNormalization = LossNormalization(.positivesPerImage)
  configuration.learning.prior = PriorProbability(prior)
  configuration.preprocessing.mean = [0.485, 0.456, 0.406]
  configuration.preprocessing.deviation = [0.229, 0.224, 0.225]
  return configuration
}

/// What a file of the tiny detector says of itself.
func tinyDescription(names: [String] = ["a", "b", "c"]) -> FileDescription {
  FileDescription(configuration: tinyConfiguration(), categories: names)
}

/// A detector small enough for tests that need many steps and no good detections.
func tinyConfiguration() -> RetinaNet.Configuration {
  var configuration = smallConfiguration()
  configuration.architecture.stemChannels = 4
  configuration.architecture.stageChannels = [8, 8, 8, 8]
  configuration.architecture.pyramidChannels = 8
  configuration.architecture.headDepth = 1
  configuration.architecture.headGroups = 2
  return configuration
}

/// AdamW at a constant rate, clipped to 10, with a warm-up over the first five steps.
func options(
  steps: Int, batchSize: Int = 4, seed: UInt64 = 0, rate: Double = 0.003, optimizer: OptimizerConfiguration? = nil,
  augmentation: Augmentation = .none, averageShare: Double? = nil
) -> TrainingOptions {
  TrainingOptions(
    steps: steps, batchSize: batchSize, seed: seed,
    optimizer: optimizer
      ?? OptimizerConfiguration(
        rule: .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8), weightDecay: 0.01, clipNorm: 10),
    schedule: LearningRateSchedule(
      peak: rate, totalSteps: steps, decay: .constant, warmUp: .init(steps: 5, startFactor: 0.1)),
    augmentation: augmentation, averageShare: averageShare)
}

/// All that a step may change, as bits by name.
func state(of trainer: Trainer) -> [String: [UInt32]] {
  let tensors =
    trainer.model.parameters.map { ($0.name, $0.value) }
    + (trainer.model.buffers + trainer.optimizer.state + (trainer.average?.state ?? [])).map { ($0.name, $0.value) }
  return Dictionary(uniqueKeysWithValues: tensors.map { ($0.0, bits($0.1.array)) })
}

/// The names under which two states differ.
func differences(_ a: [String: [UInt32]], _ b: [String: [UInt32]]) -> [String] {
  Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
}
