// The two losses of a batch, each normalised by the positive anchors of its image.

import Boxes
import Images
import Kernels
import Layers
import Losses
import Matching
import Tensors

extension RetinaNet {
  /// What the network should say of a batch.
  public struct BatchTargets {
    /// Class indices, -1 for background, -2 for ignored: [N · anchors].
    public var labels: [Int32]
    /// Box deltas, [N, anchors, 4].
    public var deltas: Tensor
    /// Positive anchors of each image.
    public var positives: [Int]
  }

  /// The losses of a batch.
  ///
  /// The network learns from their sum; see the example `two-heads-one-loss`.
  public struct BatchLoss {
    /// The focal loss: for each image the sum over all anchors that are not ignored, divided by the number of positive
    /// anchors, at least 1; then the mean of the images.
    public let classification: Variable
    /// Smooth L1 over the deltas of the positive anchors, divided likewise.
    public let box: Variable

    /// Both values, added.
    public var total: Float { classification.tensor.buffer[0] + box.tensor.buffer[0] }
  }

  /// Matches the anchors of one image with its objects.
  public func targets(objects: [LabelledBox], height: Int, width: Int) -> Targets {
    let anchors = anchors(height: height, width: width)
    return Targets(
      matches: configuration.matcher.match(anchors: anchors, objects: objects, image: (height, width)),
      objects: objects, anchors: anchors, coder: configuration.coder)
  }

  /// Joins the targets of a batch's images.
  ///
  /// - Precondition: labels are in 0 ..< K.
  public func batch(_ targets: [Targets]) -> BatchTargets {
    let labels = targets.flatMap(\.labels)
    precondition(
      labels.allSatisfy { $0 < configuration.classes },
      "labels must be in 0 ..< \(configuration.classes), found \(labels.max() ?? 0)")
    return BatchTargets(
      labels: labels,
      deltas: Tensor(
        shape: [targets.count, labels.count / max(1, targets.count), 4], targets.flatMap(\.deltas)),
      positives: targets.map(\.positiveCount))
  }

  /// The two losses of a batch's outputs.
  public func loss(_ outputs: Outputs, _ targets: BatchTargets, _ pass: Pass) -> BatchLoss {
    // An image without objects has no positives: dividing by at least 1 lets its background teach all the same.
    let factors = targets.positives.map { 1 / Float(max(1, $0)) / Float(targets.positives.count) }
    let classes = 0..<configuration.classes
    let focal = configuration.focalLoss
    let kernel = FocalKernel(
      positiveWeights: classes.map { Float(focal.weight(isPositive: true, label: $0)) },
      negativeWeights: classes.map { Float(focal.weight(isPositive: false, label: $0)) }, gamma: Float(focal.gamma))
    return BatchLoss(
      classification: pass.tape.focalLoss(outputs.logits, labels: targets.labels, factors: factors, kernel),
      box: pass.tape.boxLoss(
        outputs.deltas, targets: targets.deltas, labels: targets.labels, factors: factors,
        BoxKernel(beta: Float(configuration.boxLoss.beta))))
  }
}
