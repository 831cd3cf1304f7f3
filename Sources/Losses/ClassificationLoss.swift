// What a classification loss is: the door through which every one of them trains, built in or written elsewhere.
// The losses themselves are FocalLoss and its neighbors; which one a detector uses is a ClassLoss, or one of your own.

import Boxes

/// What an anchor's class outputs cost.
///
/// A loss of your own is a type with two functions. Given to a detector it trains at once, by these very functions; the
/// focal loss has a kernel besides, which is an optimization and agrees with them.
///
/// ```
/// struct Hinge: SigmoidLoss {
///   func value(logit x: Double, isPositive: Bool, label: Int) -> Double { max(0, isPositive ? 1 - x : 1 + x) }
///   func gradient(logit x: Double, isPositive: Bool, label: Int) -> Double {
///     isPositive ? (x < 1 ? -1 : 0) : (x > -1 ? 1 : 0)
///   }
/// }
/// ```
///
/// Properties (of every loss built in; `LossLaws` in the tests):
/// - An ignored anchor costs 0 and has slope 0, whatever its outputs say.
/// - The gradient is that of central differences.
/// - NaN in an output that counts makes the loss NaN: a training that has gone wrong is told so, and not stopped by a
///   trap. An infinite output has the limit's loss and slope.
public protocol ClassificationLoss: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// What the outputs of an anchor mean, and so how many there are: K sigmoids unless said otherwise.
  var outputs: ClassOutputs { get }
  /// The loss of one anchor, at least 0; 0 for an ignored one.
  ///
  /// - Parameters:
  ///   - logits: as many as `outputs.count(classes: K)`; of a training that diverges they may be infinite or NaN.
  ///   - target: what the anchor should say.
  func value(logits: [Double], target: AnchorTarget) -> Double
  /// Its derivative by each logit.
  func gradient(logits: [Double], target: AnchorTarget) -> [Double]
}

/// A classification loss that is a sum over K outputs, each with a sigmoid of its own.
public protocol SigmoidLoss: ClassificationLoss {
  /// The loss of one output.
  ///
  /// - Parameters:
  ///   - logit: the output; of a training that diverges it may be infinite or NaN.
  ///   - isPositive: whether the output should say 1.
  ///   - label: the class that the output stands for, from 0.
  func value(logit: Double, isPositive: Bool, label: Int) -> Double
  /// Its derivative by the logit.
  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double
}

extension ClassificationLoss {
  /// The type's name.
  public var name: String { "\(Self.self)" }
  /// K sigmoids.
  public var outputs: ClassOutputs { .sigmoid }

  /// The loss of each anchor, [anchors]; 0 for an ignored one.
  ///
  /// - Parameters:
  ///   - logits: [anchors, outputs].
  ///   - targets: [anchors].
  public func anchorLosses(logits: [[Double]], targets: [AnchorTarget]) -> [Double] {
    precondition(
      logits.count == targets.count,
      "targets must be as many as the anchors of logits, \(logits.count), found \(targets.count)")
    return zip(logits, targets).map { value(logits: $0, target: $1) }
  }

  /// The loss of an image: the sum over all anchors that are not ignored, divided by the number of positive
  /// anchors, at least 1.
  ///
  /// Divided by *positives*, not by all anchors: the easy negatives among 100 000 would make the mean vanish.
  /// At least 1: an image without objects has negatives to learn from, and divides by 1.
  ///
  /// - Parameters:
  ///   - logits: [anchors, outputs].
  ///   - targets: [anchors].
  public func imageLoss(logits: [[Double]], targets: [AnchorTarget]) -> Double {
    anchorLosses(logits: logits, targets: targets).reduce(0, +) / Double(max(1, targets.positiveCount))
  }
}

extension SigmoidLoss {
  /// The loss of one anchor: the sum over its K logits; 0 for an ignored anchor.
  public func value(logits: [Double], target: AnchorTarget) -> Double {
    guard let truth = target.oneHot(classes: logits.count) else { return 0 }
    return logits.indices.reduce(0) { $0 + value(logit: logits[$1], isPositive: truth[$1], label: $1) }
  }

  /// The derivative by each of the K logits; zeros for an ignored anchor.
  public func gradient(logits: [Double], target: AnchorTarget) -> [Double] {
    guard let truth = target.oneHot(classes: logits.count) else { return logits.map { _ in 0 } }
    return logits.indices.map { gradient(logit: logits[$0], isPositive: truth[$0], label: $0) }
  }
}
