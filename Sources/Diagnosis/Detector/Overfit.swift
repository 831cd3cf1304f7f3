// Can it learn one picture by heart? What needs some seconds of training (over1 to over3).

import Detector
import Evaluation
import Foundation
import Images
import Text
import Training

/// A short training on one picture, and on a black one with the same boxes.
public struct Overfit: Hashable, Sendable {
  /// Class and box loss before and after.
  public let classLoss: [Double]
  /// Box loss before and after.
  public let boxLoss: [Double]
  /// AP at IoU 0.50 on the picture itself.
  public let ap50: Double?
  /// The loss after as many steps on a black picture.
  public let blackLoss: Double

  /// The checks' names.
  public static let checks = ["over1", "over2", "over3"]

  /// Trains a detector made by `model` on one example, without variation.
  ///
  /// - Parameters:
  ///   - example: the one picture to learn.
  ///   - categories: the names of the classes.
  ///   - steps: 100 are enough for the small detector.
  ///   - rate: the learning rate of AdamW.
  ///   - model: the detector, which is trained.
  public init(
    _ example: AnnotatedImage, categories: [String], steps: Int = 100, rate: Double = 0.005, model: () -> RetinaNet
  ) throws {
    let trained = try Self.train(example, categories, steps, rate, model())
    classLoss = trained.losses.map(\.classLoss)
    boxLoss = trained.losses.map(\.boxLoss)
    let dataset = InMemoryDataset(categories: categories, examples: [example])
    ap50 = try DetectorEvaluation(trained.model, on: dataset).summary.ap50
    var black = example
    black.image = Image(height: example.image.height, width: example.image.width, color: .black)
    let blind = try Self.train(black, categories, steps / 2, rate, model())
    blackLoss = blind.losses.last.map { $0.classLoss + $0.boxLoss } ?? 0
  }

  private static func train(
    _ example: AnnotatedImage, _ categories: [String], _ steps: Int, _ rate: Double, _ model: RetinaNet
  ) throws -> (model: RetinaNet, losses: [(classLoss: Double, boxLoss: Double)]) {
    let dataset = InMemoryDataset(categories: categories, examples: [example])
    let options = TrainingOptions(
      steps: steps, batchSize: 2,
      schedule: LearningRateSchedule(
        peak: rate, totalSteps: steps, decay: .cosine(finalFraction: 0.1), warmUp: .init(steps: min(10, steps / 4))))
    let trainer = Trainer(model: model, dataset: dataset, options: options)
    var losses: [(Double, Double)] = []
    for _ in 0..<steps {
      let report = try trainer.trainStep()
      if report.step == 1 || report.step == steps { losses.append((report.classLoss, report.boxLoss)) }
    }
    return (model, losses)
  }

  /// What the checks say.
  public var findings: [Finding] {
    guard let classBefore = classLoss.first, let classAfter = classLoss.last, let boxBefore = boxLoss.first,
      let boxAfter = boxLoss.last
    else { return [] }
    let (classFalls, boxFalls) = (classAfter < 0.2 * classBefore, boxAfter < 0.2 * boxBefore)
    let left = (classAfter + boxAfter) / (classBefore + boxBefore)
    var findings: [Finding] = []
    if left > 0.1 || (ap50 ?? 0) < 1 {
      let severe = left > 0.5 || (ap50 ?? 0) < 0.5
      findings.append(
        Finding(
          "over1", severe ? .severe : .warning, "It cannot learn one picture by heart",
          measured:
            "\(left.percentText) of the loss is left, AP50 on the picture itself \((ap50 ?? 0).fixed(digits: 2))",
          expected: "at most 10 %, and 1: what cannot be learnt by heart cannot be learnt",
          advice: classFalls != boxFalls
            ? "see over2: one half is learnt" : "look at the learning rate, at frozen layers and at the gradients"))
      if classFalls != boxFalls {
        findings.append(
          Finding(
            "over2", .warning,
            classFalls ? "Only classes are learnt, boxes are not" : "Only boxes are learnt, classes are not",
            measured: "class \(classBefore.short) → \(classAfter.short), box \(boxBefore.short) → \(boxAfter.short)",
            expected: "both below a fifth of their start",
            advice: classFalls ? "look at the box targets and the coding" : "look at labels, prior and normalizer"))
      }
    }
    let own = classAfter + boxAfter
    if blackLoss <= 1.3 * own {
      findings.append(
        Finding(
          "over3", .severe, "It does not look at the picture",
          measured: "a loss of \(blackLoss.short) on a black picture, \(own.short) on the picture itself",
          expected: "more on black: places without anything to see cannot be told apart",
          advice: "look whether pictures reach the network: normalization, channels, a constant input"))
    }
    return findings
  }
}
