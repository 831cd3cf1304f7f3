// Lin, Goyal, Girshick, He and Dollár, "Focal Loss for Dense Object Detection", 2017.
// What it leaves open (center and order of anchors, β, batches) is as in Detectron, without Detectron's pixels.

import Anchors
import Boxes
import Images
import Losses
import Matching

extension SystemSheet {
  /// The paper; its numbers are in section 4.
  static let paper = SystemSheet(
    name: "the paper",
    version: "2017",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 128, rounding: .toNearestOrEven),
    padding: .multiple(of: 128),
    anchors: .paper,
    matcher: .paper,
    coding: .center(CenterBoxCoder()),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    // "The standard smooth L1", and no β; the results were made with Detectron's.
    boxLoss: .smoothL1(SmoothL1(beta: 0.11)),
    normalization: LossNormalization(.positivesPerImage),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    inference: .init(),
    voc: nil,
    defects: .nothing)
}
