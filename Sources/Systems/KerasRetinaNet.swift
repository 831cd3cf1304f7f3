// fizyr's keras-retinanet: utils/anchors.py, losses.py, layers/filter_detections.py, utils/eval.py.

import Anchors
import Boxes
import Detector
import Evaluation
import Images
import Losses
import Matching

extension SystemSheet {
  /// The system keras-retinanet.
  ///
  /// Its IoU had the + 1 up to version 0.5.1.
  static let kerasRetinaNet = SystemSheet(
    name: "keras-retinanet",
    version: "2023-03",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 1, rounding: .toNearestOrEven),
    padding: .notAtAll,
    anchors: AnchorGenerator(levels: AnchorGenerator.paper.levels, center: .halfStride, order: .ratioMajor),
    matcher: Matcher(boundary: .negative, outOfImage: .ignoreCenteredOutside, crowdThreshold: .infinity),
    coding: .corners(CornerBoxCoder(deviation: 0.2)),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(SmoothL1(sigma: 3)),
    normalization: LossNormalization(.positivesInBatch),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    inference: RetinaNet.Inference(
      candidatesPerLevel: .max, detectionsPerClass: 300, maximumDetections: 300, clippingPixels: .inclusive),
    voc: VOCRules(thresholdIsEnough: true, pixels: .continuous, averagePrecision: .allPoints),
    defects: .nothing)
}
