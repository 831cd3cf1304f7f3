// An experiment as the words of `retinanet train` that make the same detector.

import Anchors
import CommandLineTool
import Detector
import Experiments
import Foundation
import Losses
import Training

/// The command line of a training.
struct TrainWords {
  let experiment: Experiment
  /// What differs from the base, by the names of options.
  let values: [SearchPoint.Value]
  /// Where the anchors are written, if they are no longer the base's.
  let anchors: URL

  /// The file of the anchors, where the words need one.
  var anchorsFile: AnchorGenerator? {
    values.contains { $0.parameter == .scales || $0.parameter == .ratios }
      ? experiment.configuration.architecture.anchors : nil
  }

  /// What stands behind `retinanet`.
  ///
  /// Everything that the base decides is written out, so that the line means the same whatever the defaults are.
  var words: [String] {
    let (options, pictures) = (experiment.options, experiment.pictures)
    let varied = Set(values.map(\.parameter))
    var words = [
      "train", "--steps", "\(options.steps)", "--batch", "\(options.batchSize)", "--size", "\(pictures.size)",
      "--preset", pictures.preset.rawValue, "--train-preset", pictures.trainPreset.rawValue, "--seed",
      "\(options.seed)",
    ]
    if let count = pictures.trainImages { words += ["--train-images", "\(count)"] }
    words += Self.optimizer(options.optimizer)
    let boxLoss = experiment.configuration.learning.boxLoss
    if let name = TrainPieceArguments.BoxLossName.allCases.first(where: { $0.value == boxLoss }) {
      words += ["--box-loss", name.rawValue]
    }
    words += ["--schedule", TrainArguments.Schedule(options.schedule.decay).rawValue]
    words += ["--warmup", "\(options.schedule.warmUp.steps)", "--average", "\(options.averageShare ?? 0)"]
    if !varied.contains(.lr) { words += ["--lr", "\(options.schedule.peak)"] }
    if !varied.contains(.weightDecay) { words += ["--weight-decay", "\(options.optimizer.weightDecay)"] }
    if !varied.contains(.augment) { words += ["--augment", TrainArguments.Augment(options.augmentation).rawValue] }
    for value in values where value.parameter != .scales && value.parameter != .ratios {
      words += ["--\(value.parameter.rawValue)", value.word]
    }
    if anchorsFile != nil { words += ["--anchors", anchors.relativePath] }
    return words
  }

  /// The rule and the clipping.
  private static func optimizer(_ optimizer: OptimizerConfiguration) -> [String] {
    func words(_ rule: TrainArguments.Optimizer, momentum: Double?) -> [String] {
      ["--optimizer", rule.rawValue] + (momentum.map { ["--momentum", "\($0)"] } ?? [])
    }
    let words =
      switch optimizer.rule {
      case .muon(let momentum, _, _, _): words(.muon, momentum: momentum)
      case .adamW: words(.adamw, momentum: nil)
      case .sgd(let momentum): words(.sgd, momentum: momentum)
      }
    return words + ["--clip", "\(optimizer.clipNorm ?? 0)"]
  }

  /// The words as a shell reads them, in lines of at most 80 columns.
  var command: String {
    var lines = ["retinanet"]
    var index = words.startIndex
    while index < words.endIndex {
      // An option and its value stay together.
      let pair = words[index].hasPrefix("--") ? words[index...].prefix(2) : words[index...].prefix(1)
      let text = " " + pair.map(quotedForShell).joined(separator: " ")
      if lines[lines.count - 1].count + text.count > 78 { lines.append("   ") }
      lines[lines.count - 1] += text
      index += pair.count
    }
    return lines.joined(separator: " \\\n")
  }
}
