// How outputs become detections: the limits.

import Boxes

extension RetinaNet {
  /// How outputs become detections (the paper, section 4, "Inference").
  public struct Inference: Hashable, Sendable {
    /// Only scores strictly above this count.
    public var scoreThreshold: Double
    /// The threshold of the coarsest level, if it has its own.
    public var coarsestScoreThreshold: Double?
    /// At most this many candidates of a level are decoded, the best.
    public var candidatesPerLevel: Int
    /// Suppression, by default within each class at an IoU above 0.5.
    public var suppression: NonMaximumSuppression
    /// At most this many detections of a class in an image, the best.
    public var detectionsPerClass: Int
    /// At most this many detections of an image, the best.
    public var maximumDetections: Int
    /// When boxes are clipped to the image.
    public var clipping: Clipping
    /// Where a clipped box ends at most: with the image, or on its last pixel.
    public var clippingPixels: PixelConvention
    /// Whether a box that has no area once it is clipped is left out.
    public var dropsEmptyBoxes: Bool

    /// When boxes are clipped to the image; suppression then compares what it sees.
    public enum Clipping: String, Hashable, Sendable, CaseIterable {
      /// As soon as they are decoded.
      case beforeSuppression
      /// At the end.
      case afterSuppression
      /// Not at all.
      case never
    }

    /// The paper's numbers, but for those given.
    ///
    /// - Parameters:
    ///   - coarsestScoreThreshold: the coarsest level's own; nil: as on the others.
    ///   - candidatesPerLevel: at least 1; `Int.max` for no limit, as for the other two counts.
    public init(
      scoreThreshold: Double = 0.05, coarsestScoreThreshold: Double? = nil, candidatesPerLevel: Int = 1_000,
      suppression: NonMaximumSuppression = NonMaximumSuppression(iouThreshold: 0.5),
      detectionsPerClass: Int = .max, maximumDetections: Int = 100, clipping: Clipping = .beforeSuppression,
      clippingPixels: PixelConvention = .continuous, dropsEmptyBoxes: Bool = false
    ) {
      self.scoreThreshold = scoreThreshold
      self.coarsestScoreThreshold = coarsestScoreThreshold
      self.candidatesPerLevel = candidatesPerLevel
      self.suppression = suppression
      self.detectionsPerClass = detectionsPerClass
      self.maximumDetections = maximumDetections
      self.clipping = clipping
      self.clippingPixels = clippingPixels
      self.dropsEmptyBoxes = dropsEmptyBoxes
    }
  }
}
