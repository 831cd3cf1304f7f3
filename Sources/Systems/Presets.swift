// Each piece by system's name: the sheets read across. The tables say how the systems stand to each other.

import Anchors
import Boxes
import Losses
import Matching

extension AnchorGenerator {
  /// A system's anchors, in its coordinates and in its order in the cell: RetinaNet's nine at five levels.
  ///
  /// | | order in a cell | center | ratio | rounding | edges |
  /// |---|---|---|---|---|---|
  /// | the paper | scale → ratio | half a stride | h/w | none | continuous |
  /// | torchvision | ratio → scale | corner | h/w | sizes cut, corners rounded | continuous |
  /// | Detectron2 | scale → ratio | corner | h/w | none | continuous |
  /// | Detectron | scale → ratio | (stride - 1) / 2 | h/w | shapes of one cell | first and last pixel |
  /// | mmdetection | ratio → scale | corner | h/w | none | continuous |
  /// | keras-retinanet, yhenon | ratio → scale | half a stride | h/w | none | continuous |
  /// | the Keras example | ratio → scale | half a stride | w/h | none | continuous |
  ///
  /// Properties:
  /// - On one image all systems have equally many anchors.
  /// - Each is the list that the system itself makes.
  ///
  /// - Parameters:
  ///   - system: whose.
  ///   - reproducingDefects: whether torchvision's cells stand ⌊image / grid⌋ pixels apart instead of a stride; no
  ///     other system's anchors have a defect.
  public static func preset(_ system: ReferenceSystem, reproducingDefects: Bool = false) -> AnchorGenerator {
    var result = system.sheet.anchors
    if reproducingDefects, let spacing = system.sheet.defects.anchorSpacing { result.spacing = spacing }
    return result
  }
}

extension Matcher {
  /// The matching of a system.
  ///
  /// All have the thresholds 0.5 and 0.4. The other rules are:
  ///
  /// ```
  ///                    low quality                  IoU exactly 0.4   anchors outside      IoU of pixels
  /// paper              none                         ignored           kept                 continuous
  /// torchvision        bestAnchors                  ignored           kept                 continuous
  /// detectron2         bestAnchors                  ignored           kept                 continuous
  /// detectron          bestAnchorsUnlessNegative    ignored           kept                 inclusive (+1)
  /// mmdetection        objectsTakeBestAnchors       ignored           kept                 continuous
  /// kerasRetinaNet     none                         negative          centered: ignored     continuous
  /// yhenon             none                         ignored           kept                 continuous
  /// kerasIO            none                         ignored           kept                 continuous
  /// ```
  ///
  /// No system ignores anchors in crowds: all but the Keras example leave crowds out before they match, and so do the
  /// presets, by an infinite `crowdThreshold`.
  ///
  /// Properties:
  /// - Without `reproducingDefects` no object that overlaps no anchor has a positive one, and no anchor is taken from
  ///   an object that fits it better.
  /// - Where the defects play no part, it makes no difference whether they are reproduced.
  ///
  /// - Parameters:
  ///   - system: whose.
  ///   - reproducingDefects: whether to do also what is a mistake there: see `Defect`.
  public static func preset(_ system: ReferenceSystem, reproducingDefects: Bool = false) -> Matcher {
    var result = system.sheet.matcher
    if reproducingDefects { result.defects = system.sheet.defects.matching }
    return result
  }
}

extension BoxCoding {
  /// The coding of a system.
  ///
  /// | system | coding | weights | clamp of dw, dh | pixels |
  /// |---|---|---|---|---|
  /// | the paper, torchvision, Detectron2 | center | 1 | above ln(1000/16) | continuous |
  /// | Detectron | center | 1 | above | inclusive |
  /// | mmdetection | center | 1 | both sides | continuous |
  /// | yhenon (objects at least 1 px), Keras example | center | 10, 10, 5, 5 | none | continuous |
  /// | keras-retinanet | corners, σ = 0.2 | – | – | continuous |
  public static func preset(_ system: ReferenceSystem) -> BoxCoding { system.sheet.coding }
}

extension ClampedFocalLoss {
  /// The clamp of a system that has one: yhenon's, at 1e-4; nil for all others.
  public static func preset(_ system: ReferenceSystem) -> ClampedFocalLoss? { system.sheet.defects.clampedFocalLoss }
}

extension BoxLoss {
  /// The box loss of a system.
  ///
  /// | system | loss |
  /// |---|---|
  /// | torchvision, Detectron2, mmdetection | L1 |
  /// | Detectron, and so the paper | smooth L1, β = 0.11 |
  /// | keras-retinanet (σ = 3), yhenon | smooth L1, β = 1/9 |
  /// | Keras example | smooth L1, β = 1 |
  ///
  /// The paper says "the standard smooth L1" and no β; its results were made with Detectron's.
  public static func preset(_ system: ReferenceSystem) -> BoxLoss { system.sheet.boxLoss }
}

extension LossNormalization {
  /// The normalization of a system.
  ///
  /// | system | focal loss | box loss |
  /// |---|---|---|
  /// | the paper, torchvision | positives per image | the same |
  /// | Detectron2 | moving average | the same |
  /// | Detectron | positives plus one | the same |
  /// | mmdetection | positives per image, summed | the same |
  /// | keras-retinanet | positives in the batch | the same |
  /// | yhenon | positives per image | numbers per image |
  /// | Keras example | positives per image | the same |
  ///
  /// - Parameters:
  ///   - system: whose.
  ///   - reproducingDefects: if true, the Keras example's `divide_no_nan`: an image without positives teaches
  ///     nothing, though its background is what a detector has to learn not to report.
  public static func preset(_ system: ReferenceSystem, reproducingDefects: Bool = false) -> LossNormalization {
    let sheet = system.sheet
    return (reproducingDefects ? sheet.defects.normalization : nil) ?? sheet.normalization
  }
}
