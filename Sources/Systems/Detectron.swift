// Detectron, in Caffe2: the paper's own code. Its boxes count their last pixel.

import Anchors
import Boxes
import Detector
import Images
import Losses
import Matching

extension SystemSheet {
  /// Detectron's RetinaNet.
  static let detectron = SystemSheet(
    name: "Detectron",
    version: "2023-10",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 128, rounding: .toNearestOrEven),
    padding: .multiple(of: 128),
    anchors: AnchorGenerator(
      levels: AnchorGenerator.paper.levels, center: .pixelCenter, order: .scaleMajor, rounding: .cells,
      pixels: .inclusive),
    matcher: Matcher(lowQuality: .bestAnchorsUnlessNegative, pixels: .inclusive, crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder(pixels: .inclusive)),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(SmoothL1(beta: 0.11)),
    normalization: LossNormalization(.positivesPlusOne),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    // Of P7 it takes the best candidates whatever their score.
    inference: RetinaNet.Inference(
      coarsestScoreThreshold: 0, suppression: .hard(NonMaximumSuppression(pixels: .inclusive, includesThreshold: true)),
      clippingPixels: .inclusive),
    voc: VOCRules(thresholdIsEnough: false, pixels: .inclusive, averagePrecision: nil),
    defects: SystemDefects(
      anchorSpacing: nil, matching: [.zeroOverlapTakesEveryAnchor], clampedFocalLoss: nil, normalization: nil))
}
