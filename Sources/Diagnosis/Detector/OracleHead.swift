// The right answers, written into the heads' maps: what comes out at the other end must be the objects (anchors8).

import Boxes
import Detector
import Evaluation
import Images
import Matching
import Tensors
import Text

/// A test of all that lies behind the heads: order of the outputs, decoding, clipping, suppression and evaluation.
///
/// ```
/// targets of each object → exact logits and deltas at the places of its anchors → detections → AP50
/// ```
///
/// No network is run. AP50 must be the share of the objects that have a positive anchor, but for what suppression takes
/// away where objects of a class overlap.
public struct OracleHead: Hashable, Sendable {
  /// AP at IoU 0.50 of what comes out; nil without objects.
  public let ap50: Double?
  /// The share of the objects with a positive anchor, 0…1.
  public let learnable: Double

  /// Writes the targets of examples of one size into the maps of a detector.
  ///
  /// - Parameters:
  ///   - model: the detector behind the heads.
  ///   - examples: pictures of one size, as the network sees them.
  ///   - detections: what makes detections of outputs; nil: the detector itself.
  public init(
    _ model: RetinaNet, _ examples: [AnnotatedImage],
    detections: ((RetinaNet.Outputs, _ height: Int, _ width: Int) -> [[Detection]])? = nil
  ) {
    let classes = model.configuration.architecture.classes
    var images: [EvaluatedImage] = []
    var (learnt, count) = (0, 0)
    for example in examples {
      let size = example.image.size
      let anchors = model.anchors(on: size).count
      let targets = model.targets(objects: example.objects, on: size)
      let outputs = Self.outputs(targets, anchors: anchors, classes: classes)
      let found =
        detections?(outputs, size.height, size.width) ?? model.detections(outputs, on: size)
      images.append(EvaluatedImage(detections: found.first ?? [], objects: example.objects))
      let objects = example.objects.filter { !$0.isCrowd }
      count += objects.count
      learnt += objects.count { object in targets.matched.contains { $0.object == object.box } }
    }
    learnable = count == 0 ? 0 : Double(learnt) / Double(count)
    ap50 =
      count == 0
      ? nil : COCOEvaluator(categories: (0..<classes).map { "\($0)" }).evaluate(images).ap50
  }

  /// Logits of 8 and −8, and the deltas themselves.
  private static func outputs(_ targets: Targets, anchors: Int, classes: Int) -> RetinaNet.Outputs {
    var logits = [Float](repeating: -8, count: anchors * classes)
    var deltas = [Float](repeating: 0, count: anchors * 4)
    for (anchor, label) in targets.labels.enumerated() where label >= 0 { logits[anchor * classes + Int(label)] = 8 }
    for (place, matched) in targets.matched.enumerated() {
      for number in 0..<4 { deltas[4 * matched.index + number] = targets.matchedDeltas[4 * place + number] }
    }
    return RetinaNet.Outputs(
      logits: Variable(Tensor(shape: [1, anchors, classes], logits)),
      deltas: Variable(Tensor(shape: [1, anchors, 4], deltas)))
  }

  /// What the check says.
  public var findings: [Finding] {
    guard let ap50, learnable > 0 else { return [] }
    let lost = learnable - ap50
    guard lost > 0.02 else { return [] }
    return [
      Finding(
        "anchors8", lost > 0.1 ? .severe : .warning, "The right answers do not come out as the right boxes",
        measured:
          "AP50 \(ap50.fixed(digits: 3)) with the targets themselves as outputs; \(learnable.fixed(digits: 3)) of the objects have "
          + "a positive anchor",
        expected: "AP50 \(learnable.fixed(digits: 3)): nothing is lost between the heads and the detections",
        advice: lost > 0.5
          ? "look at the order in which maps are flattened, and at the coding: decoding must undo encoding"
          : "look at suppression and at the limits of candidates and detections")
    ]
  }
}
