// The classification losses that are built in, by name: what a configuration holds.
// A new one is a file with a ClassificationLoss, and a case here.

import Boxes

/// Which classification loss a detector learns by.
///
/// A `ClassificationLoss` is any loss of class outputs; this is the name of one that is built in. `RegressionLoss` and
/// `BoxLoss` are the same two for boxes.
///
/// | case | outputs | |
/// |---|---|---|
/// | `focal` | K sigmoids | the paper's; the only one with a kernel, and with γ = 0 the next two |
/// | `crossEntropy` | K sigmoids | what every anchor costs alike |
/// | `balancedCrossEntropy` | K sigmoids | α for positives, 1 - α for negatives |
/// | `clampedFocal` | K sigmoids | yhenon's: no gradient beyond its clamp |
/// | `softmaxFocal` | K + 1, with background | a softmax instead of K sigmoids |
public enum ClassLoss: Hashable, Sendable, Codable {
  /// The focal loss.
  case focal(FocalLoss)
  /// Cross entropy.
  case crossEntropy
  /// Cross entropy with α for positives and 1 - α for negatives, α in 0...1.
  case balancedCrossEntropy(alpha: Double)
  /// The focal loss of a clamped probability.
  case clampedFocal(ClampedFocalLoss)
  /// The focal loss of a softmax with background.
  case softmaxFocal(SoftmaxFocalLoss)

  // As they are written: {"crossEntropy": {}}, {"focal": {"loss": {…}}}.
  private enum FocalCodingKeys: String, CodingKey { case _0 = "loss" }
  private enum ClampedFocalCodingKeys: String, CodingKey { case _0 = "loss" }
  private enum SoftmaxFocalCodingKeys: String, CodingKey { case _0 = "loss" }

  /// The focal loss in it, if there is one.
  public var focal: FocalLoss? {
    switch self {
    case .focal(let loss): loss
    case .clampedFocal(let loss): loss.loss
    default: nil
    }
  }

  /// The loss itself.
  public var definition: any ClassificationLoss {
    switch self {
    case .focal(let loss): loss
    case .crossEntropy: FocalLoss.crossEntropy
    case .balancedCrossEntropy(let alpha): FocalLoss.balancedCrossEntropy(alpha: alpha)
    case .clampedFocal(let loss): loss
    case .softmaxFocal(let loss): loss
    }
  }
}

extension ClassLoss: ClassificationLoss {
  /// What the outputs of an anchor mean.
  public var outputs: ClassOutputs { definition.outputs }

  /// The name of the loss.
  public var name: String { definition.name }

  /// The loss of one anchor.
  public func value(logits: [Double], target: AnchorTarget) -> Double {
    definition.value(logits: logits, target: target)
  }

  /// Its derivative by each logit.
  public func gradient(logits: [Double], target: AnchorTarget) -> [Double] {
    definition.gradient(logits: logits, target: target)
  }
}
