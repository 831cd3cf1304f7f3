// One scene through the conventions of several systems: which anchors are positive, what the losses are, which boxes
// come out. The tables and sentences are in ComparisonReport.swift.

import Anchors
import Boxes
import Detector
import Losses
import Matching

/// A scene as each of several systems would see it.
///
/// No network is needed for it. What the losses begin with follows from the prior, with which every score is π and all
/// four numbers are 0; and a detector that has learnt exactly what its system teaches it says its targets.
///
/// Properties:
/// - An object without a positive anchor is never found.
/// - An object with one is found where it is, but for the last pixel in systems that count it.
public struct SystemComparison: Sendable {
  /// One system's view of the scene.
  public struct View: Sendable {
    /// The system's conventions.
    public let conventions: Conventions
    /// The anchors on the image as the network sees it, by level, row, column and place in the cell.
    public let anchors: [Box]
    /// Which anchors learn what.
    public let matches: Matches
    /// The focal loss of the image before training.
    public let classification: Double
    /// The box loss of the image before training.
    public let box: Double
    /// What a detector that has learnt its targets finds, best first.
    public let detections: [Detection]

    /// The sum of both losses.
    public var total: Double { classification + box }
    /// The objects that have a positive anchor.
    public var learnt: [Int] { matches.objects.indices.filter { !matches.positives(ofObject: $0).isEmpty } }
  }

  /// The size of the scene's image.
  public let size: ImageSize
  /// What is in it.
  public let objects: [LabeledBox]
  /// K.
  public let classes: Int
  /// One for each system, in the order given.
  public let views: [View]

  /// Compares systems on a scene.
  ///
  /// - Parameters:
  ///   - objects: with labels in 0 ..< `classes`, in an image of the given size.
  ///   - size: the image's height and width in pixels.
  ///   - classes: K.
  ///   - systems: which to compare, in this order.
  ///   - sizeFactor: what base sizes are multiplied by: 1 for RetinaNet's own 32 to 512.
  ///   - reproducingDefects: whether each system also does what is a mistake there.
  public init(
    objects: [LabeledBox], size: ImageSize, classes: Int,
    systems: [ReferenceSystem] = ReferenceSystem.allCases,
    sizeFactor: Double = 1, reproducingDefects: Bool = false
  ) {
    precondition(
      objects.allSatisfy { (0..<classes).contains($0.label) }, "labels must be in 0..<\(classes), found others")
    precondition(sizeFactor > 0, "sizeFactor must be above 0, found \(sizeFactor)")
    self.size = size
    self.objects = objects
    self.classes = classes
    views = systems.map { system in
      var conventions = Conventions(system, reproducingDefects: reproducingDefects)
      conventions.anchors.levels = conventions.anchors.levels.map {
        .init(stride: $0.stride, baseSize: $0.baseSize * sizeFactor)
      }
      return View(conventions, objects: objects, size: size, classes: classes)
    }
  }
}

extension SystemComparison.View {
  init(_ conventions: Conventions, objects: [LabeledBox], size: ImageSize, classes: Int) {
    self.conventions = conventions
    let anchors = conventions.anchors.anchors(on: conventions.system.padded(size))
    let matches = conventions.matcher.match(anchors: anchors, objects: objects, image: size)
    self.anchors = anchors
    self.matches = matches

    let targets = anchors.indices.compactMap { index -> (anchor: Int, label: Int, target: BoxTarget)? in
      guard case .positive(let object) = matches.assignments[index], objects[object].box.area > 0 else { return nil }
      return (
        index, objects[object].label,
        BoxTarget(object: objects[object].box, anchor: anchors[index], coding: conventions.coding)
      )
    }
    var average = conventions.normalization.initialAverage
    let factors = conventions.normalization.factors(
      positives: [matches.positiveCount], lost: [matches.lostBestAnchors.count], average: &average)
    let loss = conventions.classLoss
    let fresh = loss.outputs.initialBiases(classes: classes, prior: PriorProbability(0.01))
    let (positives, negatives) = (Double(matches.positiveCount), Double(matches.negativeCount))
    classification =
      factors.classification[0]
      * (positives * loss.value(logits: fresh, target: .positive(label: 0))
        + negatives * loss.value(logits: fresh, target: .negative))
    box =
      factors.box[0]
      * targets.reduce(0) { $0 + conventions.boxLoss.value(prediction: (0, 0, 0, 0), target: $1.target) }

    // An anchor is as sure as it fits: so that of the anchors of one object the best comes first.
    let inference = conventions.inference
    let candidates = targets.map { anchor, label, target in
      let box = conventions.coding.decode(target.numbers, anchor: anchors[anchor])
      let score = 0.5 + 0.5 * anchors[anchor].iou(target.object, conventions.matcher.pixels)
      return Detection(box: inference.clipped(box, to: size), label: label, score: score)
    }
    detections = inference.remaining(candidates, by: inference.suppression)
  }
}

extension RetinaNet.Inference {
  /// A box as it leaves the detector of an image of a size, whenever it is clipped.
  func clipped(_ box: Box, to size: ImageSize) -> Box {
    if clipping == .never { return box }
    return box.clipped(
      height: Double(size.height) - clippingPixels.extra, width: Double(size.width) - clippingPixels.extra)
  }
}
