// One difference between an experiment and another: what rows of tables and axes of searches are made of.

import Boxes
import Images
import Losses
import Systems

/// A named difference of settings.
///
/// A list of changes is applied in an order of its own, so that how they are listed plays no part: a system first,
/// because it decides everything else, and thresholds together, because each alone may contradict the other's old
/// value.
public enum Change: Hashable, Sendable, Codable {
  /// All conventions of a system.
  case system(ReferenceSystem)
  /// The pyramid's levels that have anchors, from the one to the other: 3…7 are all.
  case levels(from: Int, through: Int)
  /// So many sizes in an octave: 2^(k/n) for k < n.
  case scales(Int)
  /// One ratio (1), three (½, 1, 2) or five (⅓, ½, 1, 2, 3).
  case ratios(Int)
  /// Which anchor learns which object.
  case assigner(Assigner)
  /// The matcher's threshold from which an anchor is positive.
  case positiveThreshold(Double)
  /// The matcher's threshold below which an anchor is negative.
  case negativeThreshold(Double)
  /// The classification loss.
  case classLoss(ClassLoss)
  /// γ of the focal loss.
  case gamma(Double)
  /// α of the focal loss, for positives; 1 - α for negatives.
  case alpha(Double)
  /// Which anchors teach the class outputs.
  case sampling(SamplingRule)
  /// The score of every anchor before training.
  case prior(Double)
  /// The box loss.
  case boxLoss(BoxLoss)
  /// How detections are thinned out; needs no training of its own.
  case suppression(SuppressionRule)
  /// How pictures are varied.
  case augmentation(Augmentation)
  /// So many pictures, trained on again and again.
  case trainImages(Int)
  /// The highest learning rate.
  case rate(Double)
  /// Weight decay.
  case weightDecay(Double)

  /// The assigners that can be chosen by name.
  public enum Assigner: String, Hashable, Sendable, Codable, CaseIterable {
    /// Fixed thresholds, and every object's best anchor.
    case bestAnchors = "best-anchors"
    /// Fixed thresholds and nothing else: the paper's.
    case thresholds
    /// 0.7 and 0.3 and every object's best anchor: the region proposals'.
    case proposals
    /// A threshold for every object.
    case atss
    /// Points in objects, with one anchor per cell and distances for deltas.
    case fcos
  }
}
