// How outputs become detections: the limits, and which system has which.

import Boxes

extension RetinaNet {
  /// How outputs become detections (the paper, section 4, "Inference").
  public struct Inference: Hashable, Sendable {
    /// Only scores strictly above this count.
    public var scoreThreshold = 0.05
    /// The threshold of the coarsest level, if it has its own.
    public var coarsestScoreThreshold: Double?
    /// At most this many candidates of a level are decoded, the best.
    public var candidatesPerLevel = 1_000
    /// Suppression, by default within each class at an IoU above 0.5.
    public var suppression = NonMaximumSuppression(iouThreshold: 0.5)
    /// At most this many detections of a class in an image, the best.
    public var detectionsPerClass = Int.max
    /// At most this many detections of an image, the best.
    public var maximumDetections = 100
    /// When boxes are clipped to the image.
    public var clipping = Clipping.beforeSuppression
    /// Where a clipped box ends at most: with the image, or on its last pixel.
    public var clippingPixels = PixelConvention.continuous

    /// Whether a box that has no area once it is clipped is left out.
    public var dropsEmptyBoxes = false

    /// When boxes are clipped to the image; suppression then compares what it sees.
    public enum Clipping: String, Hashable, Sendable, CaseIterable {
      /// As soon as they are decoded.
      case beforeSuppression
      /// At the end.
      case afterSuppression
      /// Not at all.
      case never
    }

    /// The paper's numbers.
    public init() {}

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
    /// Detectron suppresses by the IoU of inclusive pixels, and from 0.5 on, not above it. (yhenon clips each edge on one
    /// side only, so that a box wholly outside the image stays there; here it ends on the border.)
    public static func preset(_ system: ReferenceSystem) -> Inference {
      var result = Inference()
      switch system {
      case .paper: break
      case .mmdetection: result.dropsEmptyBoxes = true
      case .detectron2: result.clipping = .afterSuppression
      case .torchvision: result.maximumDetections = 300
      case .detectron:
        result.coarsestScoreThreshold = 0
        result.suppression = NonMaximumSuppression(pixels: .inclusive, includesThreshold: true)
        result.clippingPixels = .inclusive
      case .kerasRetinaNet:
        (result.candidatesPerLevel, result.detectionsPerClass, result.maximumDetections) = (.max, 300, 300)
        result.clippingPixels = .inclusive
      case .yhenon:
        (result.candidatesPerLevel, result.maximumDetections) = (.max, .max)
      case .kerasIO:
        (result.candidatesPerLevel, result.detectionsPerClass) = (.max, 100)
        result.clipping = .never
      }
      return result
    }
  }
}
