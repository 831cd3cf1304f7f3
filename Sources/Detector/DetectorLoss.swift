// The two losses of a batch, each normalized by the positive anchors of its image.

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
    /// For each image its positive anchors with their objects.
    public var matched: [[Targets.Matched]]
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
  public func targets(objects: [LabeledBox], height: Int, width: Int) -> Targets {
    configuration.targets(
      objects: objects, anchors: anchors(height: height, width: width), height: height, width: width)
  }

  /// Joins the targets of a batch's images.
  ///
  /// - Precondition: labels are in 0 ..< K, or say background or ignored.
  public func batch(_ targets: [Targets]) -> BatchTargets {
    let labels = targets.flatMap(\.labels)
    precondition(
      labels.allSatisfy { $0 >= Targets.ignored && $0 < configuration.architecture.classes },
      "labels must be in \(Targets.ignored) ..< \(configuration.architecture.classes), found "
        + "\(labels.first { $0 < Targets.ignored || $0 >= configuration.architecture.classes } ?? 0)")
    let deltas = Tensor(zeros: [targets.count, labels.count / max(1, targets.count), 4])
    for (image, targets) in targets.enumerated() {
      for (place, matched) in targets.matched.enumerated() {
        let first = 4 * (image * deltas.shape[1] + matched.index)
        for number in 0..<4 { deltas.buffer[first + number] = targets.matchedDeltas[4 * place + number] }
      }
    }
    return BatchTargets(
      labels: labels, deltas: deltas,
      positives: targets.map(\.positiveCount), matched: targets.map(\.matched))
  }

  /// The two losses of a batch's outputs.
  ///
  /// A moving average among the normalizers has its next value in the updates of a pass in training.
  public func loss(_ outputs: Outputs, _ targets: BatchTargets, _ pass: Pass) -> BatchLoss {
    var average = Double(lossAverage?.buffer[0] ?? 0)
    let factors = configuration.learning.lossNormalization.factors(positives: targets.positives, average: &average)
    if pass.isTraining, let lossAverage {
      pass.tape.found(StateUpdate(of: lossAverage, newest: Tensor(shape: lossAverage.shape, [Float(average)])))
    }
    let classes = 0..<configuration.architecture.classes
    let focal = configuration.learning.focalLoss
    let kernel = FocalKernel(
      positiveWeights: classes.map { Float(focal.weight(isPositive: true, label: $0)) },
      negativeWeights: classes.map { Float(focal.weight(isPositive: false, label: $0)) }, gamma: Float(focal.gamma))
    return BatchLoss(
      classification: pass.tape.focalLoss(
        outputs.logits, labels: targets.labels, factors: factors.classification.map(Float.init), kernel),
      box: boxLoss(outputs, targets, factors: factors.box, pass))
  }

  private func boxLoss(
    _ outputs: Outputs, _ targets: BatchTargets, factors: [Double], _ pass: Pass
  ) -> Variable {
    switch configuration.learning.boxLoss {
    case .smoothL1(let loss):
      return pass.tape.boxLoss(
        outputs.deltas, targets: targets.deltas, labels: targets.labels, factors: factors.map(Float.init),
        BoxKernel(beta: Float(loss.beta)))
    case .iou:
      return decodedBoxLoss(outputs.deltas, targets, factors: factors, pass)
    }
  }

  /// The loss of decoded boxes.
  ///
  /// Positive anchors are few, some twenty of three thousand, so that the definition in Double serves as the engine.
  private func decodedBoxLoss(
    _ deltas: Variable, _ targets: BatchTargets, factors: [Double], _ pass: Pass
  ) -> Variable {
    let (coding, loss) = (configuration.architecture.coding, configuration.learning.boxLoss)
    let (buffer, gradient) = (deltas.tensor.buffer, Tensor(zeros: deltas.shape))
    var sum = 0.0
    for (image, matched) in targets.matched.enumerated() {
      for pair in matched {
        let first = 4 * (image * deltas.shape[1] + pair.index)
        let target = BoxTarget(object: pair.object, anchor: pair.anchor, coding: coding)
        let prediction = (
          Double(buffer[first]), Double(buffer[first + 1]), Double(buffer[first + 2]), Double(buffer[first + 3])
        )
        sum += factors[image] * loss.value(prediction: prediction, target: target)
        let slope = loss.gradient(prediction: prediction, target: target)
        for (offset, number) in [slope.0, slope.1, slope.2, slope.3].enumerated() {
          gradient.buffer[first + offset] = Float(factors[image] * number)
        }
      }
    }
    return pass.tape.record(inputs: [deltas], outputs: [Tensor(shape: [], [Float(sum)])]) { gradients in
      let scaled = gradient.copied()
      Elementwise.scale(scaled.buffer, by: gradients[0].buffer[0])
      return [scaled]
    }[0]
  }
}

extension RetinaNet.Configuration {
  /// Matches anchors with the objects of an image of a size in pixels.
  ///
  /// - Parameter anchors: those of `anchors` on an image of that size and its padding; a batch's images share them.
  public func targets(objects: [LabeledBox], anchors: [Box], height: Int, width: Int) -> Targets {
    Targets(
      GriddedAnchors(anchors, of: architecture.anchors, imageHeight: padded(height), imageWidth: padded(width)),
      objects: objects,
      matcher: learning.matcher, image: (height, width), coding: architecture.coding)
  }
}
