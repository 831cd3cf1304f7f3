// Detectron2: modeling/meta_arch/retinanet.py and Base-RetinaNet.yaml.

import Anchors
import Boxes
import Detector
import Images
import Losses
import Matching

extension SystemSheet {
  /// Detectron2's RetinaNet.
  static let detectron2 = SystemSheet(
    name: "Detectron2",
    version: "2026-06",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 32, rounding: .toNearestOrAwayFromZero),
    padding: .multiple(of: 32),
    anchors: AnchorGenerator(levels: AnchorGenerator.paper.levels, center: .corner, order: .scaleMajor),
    matcher: Matcher(lowQuality: .bestAnchors, crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder()),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(.l1),
    normalization: LossNormalization(.movingAverage()),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    inference: RetinaNet.Inference(clipping: .afterSuppression),
    // The year of the data set decides between 11 and all points.
    voc: VOCRules(thresholdIsEnough: false, pixels: .inclusive, averagePrecision: nil),
    defects: SystemDefects(
      anchorSpacing: nil, matching: [.zeroOverlapTakesEveryAnchor], clampedFocalLoss: nil, normalization: nil))
}
