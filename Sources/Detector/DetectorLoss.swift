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
    /// The code of each anchor's target (class index, -1 for background, -2 for ignored): [N · anchors].
    public var labels: [Int32]
    /// Box deltas, [N, anchors, 4].
    public var deltas: Tensor
    /// Positive anchors of each image.
    public var positives: [Int]
    /// Best anchors of each image that the matcher made negative again.
    public var lost: [Int]
    /// For each image its positive anchors with their objects.
    public var matched: [[Targets.Positive]]
    /// The anchors of each image, which a sampler that compares boxes needs; may be empty for others.
    public var anchors: [Box]
  }

  /// The losses of a batch.
  ///
  /// The network learns from their sum; see the example `two-heads-one-loss`.
  public struct BatchLoss {
    /// The classification loss: for each image the sum over all anchors that are not ignored, divided by the number of
    /// positive anchors, at least 1; then the mean of the images.
    public let classification: Variable
    /// The box loss of the positive anchors, divided likewise.
    public let box: Variable

    /// Both values, added.
    public var total: Float { classification.tensor.buffer[0] + box.tensor.buffer[0] }
  }

  /// Matches the anchors of one image of a size with its objects.
  public func targets(objects: [LabeledBox], on size: ImageSize) -> Targets {
    Targets(
      GriddedAnchors(
        anchors(on: size), of: configuration.architecture.anchors,
        size: configuration.padded(size)),
      objects: objects, assigner: pieces.assigner, image: size, coding: pieces.coding)
  }

  /// Joins the targets of a batch's images.
  ///
  /// - Precondition: labels are in 0 ..< K, or say background or ignored.
  ///
  /// - Parameters:
  ///   - targets: those of each image, in the order of the batch.
  ///   - anchors: those of each image; needed by a sampler that compares boxes, and by nothing else.
  public func batch(_ targets: [Targets], anchors: [Box] = []) -> BatchTargets {
    let labels = targets.flatMap(\.labels)
    let (classes, ends) = (configuration.architecture.classes, FocalKernel.ends(of: labels))
    precondition(
      labels.isEmpty || ends.least >= Targets.ignored && Int(ends.most) < classes,
      "labels must be in \(Targets.ignored) ..< \(classes), found "
        + "\(ends.least < Targets.ignored ? ends.least : ends.most)")
    let deltas = Tensor(zeros: [targets.count, labels.count / max(1, targets.count), 4])
    for (image, targets) in targets.enumerated() {
      for (place, matched) in targets.matched.enumerated() {
        let first = 4 * (image * deltas.shape[1] + matched.index)
        for number in 0..<4 { deltas.buffer[first + number] = targets.matchedDeltas[4 * place + number] }
      }
    }
    return BatchTargets(
      labels: labels, deltas: deltas,
      positives: targets.map(\.positiveCount), lost: targets.map(\.lostBestAnchorCount),
      matched: targets.map(\.matched), anchors: anchors)
  }

  /// The two losses of a batch's outputs.
  ///
  /// A moving average among the normalizers has its next value in the updates of a pass in training.
  ///
  /// - Parameters:
  ///   - outputs: what the heads say of the batch.
  ///   - targets: what they should say.
  ///   - pass: the pass that made the outputs.
  ///   - seed: decides, with the place of each image in the batch, what a sampler draws.
  public func loss(_ outputs: Outputs, _ targets: BatchTargets, _ pass: Pass, seed: UInt64 = 0) -> BatchLoss {
    var average = Double(lossAverage?.buffer[0] ?? 0)
    let factors = pieces.lossDivider.factors(
      positives: targets.positives, lost: targets.lost, average: &average)
    precondition(
      factors.classification.count == targets.positives.count && factors.box.count == targets.positives.count,
      "factors of a loss divider must be one for each of \(targets.positives.count) images, found "
        + "\(factors.classification.count) and \(factors.box.count)")
    if pass.isTraining, let lossAverage {
      pass.tape.found(StateUpdate(of: lossAverage, newest: Tensor(shape: lossAverage.shape, [Float(average)])))
    }
    return BatchLoss(
      classification: classificationLoss(outputs, targets, factors: factors.classification, pass, seed: seed),
      box: boxLoss(outputs, targets, factors: factors.box, pass))
  }

  /// By the kernel, where there is one and all anchors teach; else by the loss's definition.
  private func classificationLoss(
    _ outputs: Outputs, _ targets: BatchTargets, factors: [Double], _ pass: Pass, seed: UInt64
  ) -> Variable {
    let loss = pieces.classificationLoss
    if let focal = loss as? FocalLoss, pieces.sampler == nil {
      let classes = 0..<configuration.architecture.classes
      let kernel = FocalKernel(
        positiveWeights: classes.map { Float(focal.weight(isPositive: true, label: $0)) },
        negativeWeights: classes.map { Float(focal.weight(isPositive: false, label: $0)) }, gamma: Float(focal.gamma))
      return pass.tape.focalLoss(
        outputs.logits, labels: targets.labels, factors: factors.map(Float.init), kernel)
    }
    let anchors = outputs.logits.shape[1]
    let wanted = targets.labels.map(AnchorTarget.init(code:))
    let rows = factors.indices.map { image in
      teaching(image, outputs, targets: Array(wanted[image * anchors..<(image + 1) * anchors]), targets, seed: seed)
    }
    return pass.tape.definedLoss(outputs.logits, rows: rows, factors: factors) { image, row, logits in
      let target = wanted[image * anchors + row]
      return (loss.value(logits: logits, target: target), loss.gradient(logits: logits, target: target))
    }
  }

  private func boxLoss(
    _ outputs: Outputs, _ targets: BatchTargets, factors: [Double], _ pass: Pass
  ) -> Variable {
    if case .smoothL1(let loss)? = pieces.boxLoss as? BoxLoss {
      return pass.tape.boxLoss(
        outputs.deltas, targets: targets.deltas, labels: targets.labels, factors: factors.map(Float.init),
        BoxKernel(beta: Float(loss.beta)))
    }
    // Positive anchors are few, some twenty of three thousand, so that the definition in Double serves as the engine.
    let places = targets.matched.map { matched in
      Dictionary(uniqueKeysWithValues: matched.enumerated().map { ($1.index, $0) })
    }
    let rows = targets.matched.map { $0.map(\.index) }
    return pass.tape.definedLoss(outputs.deltas, rows: rows, factors: factors) { image, row, numbers in
      guard let place = places[image][row] else { return (0, [0, 0, 0, 0]) }
      let pair = targets.matched[image][place]
      let target = BoxTarget(object: pair.object, anchor: pair.anchor, coding: pieces.coding)
      let prediction = (numbers[0], numbers[1], numbers[2], numbers[3])
      let slope = pieces.boxLoss.gradient(prediction: prediction, target: target)
      return (
        pieces.boxLoss.value(prediction: prediction, target: target), [slope.0, slope.1, slope.2, slope.3]
      )
    }
  }
}
