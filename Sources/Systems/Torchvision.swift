// torchvision: retinanet_resnet50_fpn, its anchors (anchor_utils), matching and losses (retinanet.py, _utils.py).

import Anchors
import Boxes
import Detector
import Images
import Losses
import Matching

extension SystemSheet {
  /// torchvision's first RetinaNet.
  static let torchvision = SystemSheet(
    name: "torchvision",
    version: "0.28",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 32),
    padding: .multiple(of: 32),
    anchors: AnchorGenerator(
      levels: AnchorGenerator.paper.levels, center: .corner, order: .ratioMajor, rounding: .corners),
    matcher: Matcher(lowQuality: .bestAnchors, crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder()),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(.l1),
    normalization: LossNormalization(.positivesPerImage),
    p6Source: .p5,
    rectifiesBeforeP7: true,
    inference: RetinaNet.Inference(maximumDetections: 300),
    voc: nil,
    // Cells stand ⌊image / grid⌋ pixels apart instead of a stride, and the IoU of two empty boxes is NaN.
    defects: SystemDefects(
      anchorSpacing: .imageOverGrid, matching: [.zeroOverlapTakesEveryAnchor, .emptyBoxesAreNaN],
      clampedFocalLoss: nil, normalization: nil))
}
