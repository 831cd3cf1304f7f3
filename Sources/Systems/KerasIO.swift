// The RetinaNet example of Keras's documentation: examples/vision/retinanet.py of keras-io.

import Anchors
import Boxes
import Detector
import Images
import Losses
import Matching

extension SystemSheet {
  /// The Keras example.
  ///
  /// It takes a crowd for an object: clear its flag for that.
  static let kerasIO = SystemSheet(
    name: "the Keras example",
    version: "2023-07",
    resizing: .shorterSide(800, longerSide: 1333, multiple: 128),
    padding: .multiple(of: 128),
    anchors: AnchorGenerator(
      levels: AnchorGenerator.paper.levels, center: .halfStride, order: .ratioMajor, ratioMeaning: .widthOverHeight),
    matcher: Matcher(crowdThreshold: .infinity),
    coding: .center(CenterBoxCoder(weights: .standardized, clampSide: .none)),
    focalLoss: FocalLoss(alpha: .balanced(0.25), gamma: 2),
    boxLoss: .smoothL1(SmoothL1(beta: 1)),
    normalization: LossNormalization(.positivesPerImage),
    p6Source: .c5,
    rectifiesBeforeP7: true,
    inference: RetinaNet.Inference(candidatesPerLevel: .max, detectionsPerClass: 100, clipping: .never),
    voc: nil,
    // divide_no_nan: an image without positives teaches nothing.
    defects: SystemDefects(
      anchorSpacing: nil, matching: [], clampedFocalLoss: nil,
      normalization: LossNormalization(.positivesPerImageOrNothing)))
}
