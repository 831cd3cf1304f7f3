// What has to be known of a system: one entry for each piece in which systems differ, none with a default, so that a
// system that leaves one out does not compile.

import Anchors
import Boxes
import Detector
import Evaluation
import Images
import Losses
import Matching

/// All that is one system's: every piece in which systems that call themselves RetinaNet differ.
///
/// Shared by all, and so no entry: α = 0.25, balanced, and γ = 2, thresholds 0.5 and 0.4, prior 0.01, scores above
/// 0.05.
public struct SystemSheet: Hashable, Sendable {
  /// What people call it.
  public let name: String
  /// The version or month of the code that was read.
  public let version: String
  /// How a picture is brought to size in inference.
  public let resizing: Resizing
  /// How a picture is filled up before the network sees it.
  public let padding: NetworkPadding
  /// Where anchors stand: order, center, meaning of ratios, rounding.
  public let anchors: AnchorGenerator
  /// Which anchor learns what.
  public let matcher: Matcher
  /// How four numbers stand for a box.
  public let coding: BoxCoding
  /// The classification loss.
  public let focalLoss: FocalLoss
  /// The box loss.
  public let boxLoss: BoxLoss
  /// What losses are divided by.
  public let normalization: LossNormalization
  /// What P6 is made from.
  public let p6Source: RetinaNet.P6Source
  /// Whether a ReLU stands between P6 and P7.
  public let rectifiesBeforeP7: Bool
  /// How outputs become detections.
  public let inference: RetinaNet.Inference
  /// What it computes when it is asked for PASCAL VOC's numbers; nil if it only knows COCO's.
  public let voc: VOCRules?
  /// What is a mistake there, and is not in the entries above.
  public let defects: SystemDefects
}

/// How a picture is filled up, on the right and below, before a network sees it by itself.
public enum NetworkPadding: Hashable, Sendable {
  /// Not at all.
  case notAtAll
  /// To the next whole multiple.
  case multiple(of: Int)
  /// To the multiple above, also from a size that is one.
  case multipleAbove(Int)

  /// A side after filling up.
  public func padded(_ side: Int) -> Int {
    switch self {
    case .notAtAll: side
    case .multiple(let divisor): (side + divisor - 1) / divisor * divisor
    case .multipleAbove(let divisor): (side + divisor) / divisor * divisor
    }
  }
}

/// In what systems differ when they compute PASCAL VOC's numbers.
public struct VOCRules: Hashable, Sendable {
  /// Whether an IoU at the threshold itself is enough.
  public let thresholdIsEnough: Bool
  /// Whether the last pixel counts in an IoU.
  public let pixels: PixelConvention
  /// How AP is read off the curve; nil where that can be chosen.
  public let averagePrecision: AveragePrecision?
}

/// What a system does by mistake: done only by presets with `reproducingDefects`.
public struct SystemDefects: Hashable, Sendable {
  /// How far apart anchors stand; nil if there is nothing wrong with it.
  public let anchorSpacing: AnchorGenerator.Spacing?
  /// Mistakes in matching.
  public let matching: Set<Matcher.Defect>
  /// The clamp of the classification loss's probability, if there is one.
  public let clampedFocalLoss: ClampedFocalLoss?
  /// What losses are divided by; nil if there is nothing wrong with it.
  public let normalization: LossNormalization?

  /// None that is known.
  public static let nothing = SystemDefects(
    anchorSpacing: nil, matching: [], clampedFocalLoss: nil, normalization: nil)
}
