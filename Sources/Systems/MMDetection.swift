// OpenMMLab's mmdetection: configs/_base_/models/retinanet_r50_fpn.py, MaxIoUAssigner, DeltaXYWHBBoxCoder.

import Anchors
import Boxes
import Detector
import Images
import Losses
import Matching

extension SystemSheet {
  /// mmdetection's RetinaNet.
  static let mmdetection = SystemSheet(
    name: "mmdetection",
    version: "3.3.0",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 32, rounding: .toNearestOrAwayFromZero),
    padding: .multiple(of: 32),
    anchors: AnchorGenerator(levels: AnchorGenerator.paper.levels, center: .corner, order: .ratioMajor),
    matcher: Matcher(lowQuality: .objectsTakeBestAnchors, crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder(clampSide: .bothSides)),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(.l1),
    normalization: LossNormalization(.positivesPerImageSummed),
    p6Source: .c5,
    rectifiesBeforeP7: false,
    inference: RetinaNet.Inference(dropsEmptyBoxes: true),
    voc: VOCRules(thresholdIsEnough: true, pixels: .inclusive, averagePrecision: nil),
    // An object takes its best anchor also from an object that fits it better.
    defects: SystemDefects(
      anchorSpacing: nil, matching: [.zeroOverlapTakesEveryAnchor, .takesFromBetterObject], clampedFocalLoss: nil,
      normalization: nil))
}
