// The options of `retinanet train` that choose what a detector is and learns by: backbone, losses, sampling, assigner,
// anchors, suppression. What they make of a detector is in TrainPieces.

import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Losses
import Matching

/// The table of pieces.
enum TrainPieceArguments {
  enum Loss: String, CaseIterable, Sendable, Codable {
    case focal
    case crossEntropy = "cross-entropy"
    case balancedCrossEntropy = "balanced-cross-entropy"
    case clampedFocal = "clamped-focal"
    case softmaxFocal = "softmax-focal"
  }

  enum Sampling: String, CaseIterable, Sendable, Codable { case all, mined, balanced }

  enum Assigner: String, CaseIterable, Sendable, Codable { case matcher, atss, fcos }

  enum LowQuality: String, CaseIterable, Sendable, Codable {
    case none
    case bestAnchors = "best-anchors"
    case bestAnchorsUnlessNegative = "best-anchors-unless-negative"
    case objectsTakeBestAnchors = "objects-take-best-anchors"
  }

  enum BoxLossName: String, CaseIterable, Sendable, Codable {
    case l1
    case smoothL1 = "smooth-l1"
    case iou
    case logIoU = "log-iou"
    case giou, diou, ciou
  }

  enum SuppressionName: String, CaseIterable, Sendable, Codable {
    case hard
    case classAgnostic = "class-agnostic"
    case soft
    case softLinear = "soft-linear"
  }

  /// How positives are weighed: "none", one number, or one for each class.
  enum Alpha: Hashable, Sendable, Codable {
    case none
    case numbers([Double])

    init?(_ text: String) {
      if text == "none" {
        self = .none
        return
      }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { decimalNumber($0) }
      let numbers = parts.compactMap { $0 }
      guard numbers.count == parts.count, numbers.allSatisfy((0...1).contains) else { return nil }
      self = .numbers(numbers)
    }

    var text: String {
      switch self {
      case .none: "none"
      case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
      }
    }
  }

  static let backbone = Argument.optional(
    "backbone", .choice("network") as ValueType<RetinaNet.TorchvisionBackbone>,
    help: "What makes features from pictures: one of torchvision's networks in place of the small detector's own; many "
      + "times as slow. With random weights it learns statistics of its batches.")
  static let backboneWeights = Argument.optional(
    "backbone-weights", .path(),
    help: "A classifier's weights for --backbone, under torchvision's names as a safetensors file. Its statistics are "
      + "kept, and so are the stem and C2.")
  static let loss = Argument.optional(
    "loss", .choice("loss") as ValueType<Loss>,
    help: "The classification loss; all but focal are computed by their definitions, more slowly. By default focal.")
  static let gamma = Argument.optional(
    "gamma", .number("gamma", in: 0...100), help: "The focusing parameter of a focal loss, by default 2.")
  static let alpha = Argument.optional(
    "alpha",
    ValueType<Alpha>(
      placeholder: "alpha", expectation: "none, a number from 0 to 1, or one for each class with commas between",
      value: { Alpha($0) }, text: { $0.text }),
    help:
      "The weight of positives, against 1 - alpha for negatives; by default 0.25 for focal losses, 0.75 for balanced "
      + "cross entropy, none for softmax-focal.")
  static let prior = Argument.optional(
    "prior", .number("probability", in: 1e-9...0.999_999_999),
    help: "The score that every anchor has before training, by default 0.01.")
  static let sampling = Argument.optional(
    "sampling", .choice("anchors") as ValueType<Sampling>,
    help:
      "Which anchors teach the classes: all of them; mined, which is every positive and the three negatives for each "
      + "that cost most; or balanced, 256 drawn at random, at most half of them positive. By default all.")
  static let assigner = Argument.optional(
    "assigner", .choice("rule") as ValueType<Assigner>,
    help: "Which anchor learns which object: by thresholds of IoU, by a threshold of each object's own (atss), or by "
      + "points in the object (fcos, with one anchor per cell and distances for deltas). By default matcher.")
  static let positiveThreshold = Argument.optional(
    "positive-threshold", .number("iou", in: 0.01...1),
    help: "From this IoU on the matcher makes an anchor positive, by default 0.5.")
  static let negativeThreshold = Argument.optional(
    "negative-threshold", .number("iou", in: 0.01...1),
    help: "Below this IoU the matcher makes an anchor negative, by default 0.4.")
  static let lowQuality = Argument.optional(
    "low-quality", .choice("rule") as ValueType<LowQuality>,
    help: "What the matcher does for objects whose anchors all lie below the threshold, by default best-anchors.")
  static let boxLoss = Argument.optional(
    "box-loss", .choice("loss") as ValueType<BoxLossName>,
    help: "The box loss, by default giou, or that of --conventions or --weights.")
  static let anchors = Argument.optional(
    "anchors",
    ValueType<String>(
      placeholder: "anchors", expectation: "small, paper, a system, fit, or a file", value: { $0.isEmpty ? nil : $0 },
      text: { $0 }),
    help: "The anchors: small's, the paper's or a system's by name; fit for scales and ratios fitted to the objects "
      + "trained on; or a JSON file that 'retinanet anchors --fit --write' wrote. By default small.")
  static let suppression = Argument.optional(
    "suppression", .choice("rule") as ValueType<SuppressionName>,
    help: "How detections are thinned out: within each class, over all classes (class-agnostic), or softly. By default "
      + "hard.")
  static let reproducesDefects = Argument.flag(
    "reproduce-defects", help: "With --conventions, do also what is a mistake in that system.")

  static let all: [any AnyArgument] = [
    backbone, backboneWeights, loss, gamma, alpha, prior, sampling, assigner, positiveThreshold, negativeThreshold,
    lowQuality, boxLoss, anchors,
    suppression, reproducesDefects,
  ]
}
