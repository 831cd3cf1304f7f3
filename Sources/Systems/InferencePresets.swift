// Each piece around the network by system's name: pictures before it, P6 in it, detections and VOC's numbers after it.

import Boxes
import Detector
import Evaluation
import Images

extension Resizing {
  /// How a system brings a picture to size in inference.
  ///
  /// | | shorter, longer side | multiple | rounding |
  /// |---|---|---|---|
  /// | torchvision | 800, 1333 | 32 | down |
  /// | Detectron2, mmdetection | 800, 1333 | 32 | to nearest, ½ up |
  /// | Detectron, the paper | 800, 1333 | 128 | to nearest, ½ to even |
  /// | keras-retinanet | 800, 1333 | none | to nearest, ½ to even |
  /// | yhenon | 608, 1024 | 32 | to nearest, ½ to even |
  /// | the Keras example | 800, 1333 | 128 | down |
  ///
  /// Boxes here follow the whole numbers of pixels, as in torchvision, Detectron2 and mmdetection. Detectron,
  /// keras-retinanet and yhenon multiply them by s, which is at most half a pixel elsewhere at the far edge. Batches
  /// there are padded to their largest picture. yhenon pads a side that is a whole multiple by 32 more, and the Keras
  /// example computes in float32, where a side can come out a pixel shorter: neither is done here.
  public static func preset(_ system: ReferenceSystem) -> Resizing { system.sheet.resizing }
}

extension ReferenceSystem {
  /// The size of the image that the system's network sees, if it is given one image of a size by itself: filled up at
  /// the right and below before anchors are laid over it.
  ///
  /// ```
  /// torchvision, Detectron2, mmdetection   the next multiple of 32        800 × 1333 → 800 × 1344
  /// Detectron, the Keras example           the next multiple of 128       800 × 1333 → 896 × 1408
  /// yhenon                                 the multiple of 32 above       800 × 1333 → 832 × 1344
  /// keras-retinanet                        as it is                       800 × 1333
  /// ```
  ///
  /// The paper does not say, and is as Detectron. Images of a batch are filled up to the largest of them, too.
  public func padded(_ size: ImageSize) -> ImageSize {
    ImageSize(height: sheet.padding.padded(size.height), width: sheet.padding.padded(size.width))
  }
}

extension RetinaNet.P6Source {
  /// The source of a system: P5 in torchvision, C5 in all others.
  public static func preset(_ system: ReferenceSystem) -> RetinaNet.P6Source { system.sheet.p6Source }
}

extension RetinaNet.Inference {
  /// The limits of a system.
  ///
  /// All have the score threshold 0.05 and suppress within a class at an IoU above 0.5.
  ///
  /// | system | candidates a level | a class | an image | clipped |
  /// |---|---|---|---|---|
  /// | the paper | 1 000 | – | 100 | first |
  /// | mmdetection | 1 000 | – | 100 | first, empty boxes left out |
  /// | Detectron2 | 1 000 | – | 100 | last |
  /// | Detectron | 1 000, on P7 of any score | – | 100 | first, to the last pixel |
  /// | torchvision | 1 000 | – | 300 | first |
  /// | keras-retinanet | – | 300 | 300 | first, to the last pixel |
  /// | yhenon | – | – | – | first |
  /// | Keras example | – | 100 | 100 | never |
  ///
  /// Detectron suppresses by the IoU of inclusive pixels, and from 0.5 on, not above it.
  public static func preset(_ system: ReferenceSystem) -> RetinaNet.Inference { system.sheet.inference }
}

extension VOCEvaluator {
  /// What a system computes when it is asked for VOC's numbers; `nil` for those that only know COCO's.
  ///
  /// ```
  ///                    IoU       width            difficult objects
  /// Detectron(2)       > 0.5     xMax - xMin + 1  count neither way
  /// mmdetection        ≥ 0.5     xMax - xMin + 1  count neither way
  /// keras-retinanet    ≥ 0.5     xMax - xMin      it knows none
  /// yhenon             ≥ 0.5     xMax - xMin      it knows none
  /// ```
  ///
  /// Detectron and Detectron2 choose the points by the year of the data set, mmdetection by a setting; here it is
  /// the `averagePrecision` given. The last two always take all points.
  public static func preset(
    _ system: ReferenceSystem, categories: [String], averagePrecision: AveragePrecision = .allPoints
  ) -> VOCEvaluator? {
    system.sheet.voc.map { rules in
      VOCEvaluator(
        categories: categories, thresholdIsEnough: rules.thresholdIsEnough,
        averagePrecision: rules.averagePrecision ?? averagePrecision, pixels: rules.pixels)
    }
  }
}
