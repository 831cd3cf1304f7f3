// yhenon's pytorch-retinanet: retinanet/anchors.py, losses.py, model.py.

import Anchors
import Boxes
import Detector
import Evaluation
import Images
import Losses
import Matching

extension SystemSheet {
  /// yhenon's port.
  ///
  /// It pads a side that is a whole multiple by 32 more, and clips each edge on one side only, so that a box wholly
  /// outside stays there; here it ends on the border.
  static let yhenon = SystemSheet(
    name: "yhenon/pytorch-retinanet",
    version: "2021-08",
    resizing: .shorterSide(608, longerSide: 1024, multiple: 32, rounding: .toNearestOrEven),
    padding: .multipleAbove(32),
    anchors: AnchorGenerator(levels: AnchorGenerator.paper.levels, center: .halfStride, order: .ratioMajor),
    matcher: Matcher(crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder(weights: .standardized, clampSide: .none, minimumSize: 1)),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(SmoothL1(sigma: 3)),
    normalization: LossNormalization(.positivesPerImage, box: .numbersPerImage),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    inference: RetinaNet.Inference(candidatesPerLevel: .max, maximumDetections: .max),
    voc: VOCRules(thresholdIsEnough: true, pixels: .continuous, averagePrecision: .allPoints),
    // A clamped probability has no gradient where the output is most wrong.
    defects: SystemDefects(
      anchorSpacing: nil, matching: [], clampedFocalLoss: ClampedFocalLoss(floor: 1e-4), normalization: nil))
}
