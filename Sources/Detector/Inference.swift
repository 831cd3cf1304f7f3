// How outputs become detections: the limits.

import Boxes

extension RetinaNet {
  /// How outputs become detections (the paper, section 4, "Inference").
  public struct Inference: Hashable, Sendable, Codable {
    /// Only scores strictly above this count.
    public var scoreThreshold: Double
    /// The threshold of the coarsest level, if it has its own.
    public var coarsestScoreThreshold: Double?
    /// At most this many candidates of a level are decoded, the best.
    public var candidatesPerLevel: Int
    /// Suppression, by default within each class at an IoU above 0.5.
    public var suppression: SuppressionRule
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
    public enum Clipping: String, Hashable, Sendable, Codable, CaseIterable {
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
    ///   - scoreThreshold: candidates score above it.
    ///   - coarsestScoreThreshold: the coarsest level's own; nil: as on the others.
    ///   - candidatesPerLevel: at least 1; `Int.max` for no limit, as for the other two counts.
    ///   - suppression: how detections are thinned out.
    ///   - detectionsPerClass: the most of one class, before suppression.
    ///   - maximumDetections: the most of an image, after it.
    ///   - clipping: when boxes are clipped to the image.
    ///   - clippingPixels: to which last pixel.
    ///   - dropsEmptyBoxes: whether boxes without area are left out.
    public init(
      scoreThreshold: Double = 0.05, coarsestScoreThreshold: Double? = nil, candidatesPerLevel: Int = 1_000,
      suppression: SuppressionRule = .hard(NonMaximumSuppression(iouThreshold: 0.5)),
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

#if !hasFeature(Embedded)
  extension RetinaNet.Inference {
    private enum CodingKeys: String, CodingKey {
      case scoreThreshold, coarsestScoreThreshold, candidatesPerLevel, suppression, detectionsPerClass,
        maximumDetections
      case clipping, clippingPixels, dropsEmptyBoxes
    }

    /// A limit as it is written: a number, or "infinity" for none.
    private enum Limit: Codable {
      case none
      case most(Int)

      init(_ value: Int) { self = value == .max ? .none : .most(value) }

      init(from decoder: any Decoder) throws {
        let values = try decoder.singleValueContainer()
        if let text = try? values.decode(String.self), text == "infinity" {
          self = .none
          return
        }
        let value = try values.decode(Int.self)
        guard value >= 0 else {
          throw DecodingError.dataCorruptedError(
            in: values, debugDescription: "expected a limit of at least 0, or \"infinity\", found \(value)")
        }
        self = .most(value)
      }

      func encode(to encoder: any Encoder) throws {
        var values = encoder.singleValueContainer()
        switch self {
        case .none: try values.encode("infinity")
        case .most(let value): try values.encode(value)
        }
      }

      var value: Int {
        switch self {
        case .none: .max
        case .most(let value): value
        }
      }
    }

    /// The first number that cannot be computed with, if there is one.
    private var problem: String? {
      if scoreThreshold.isNaN { return "scoreThreshold must be a number, found \(scoreThreshold)" }
      if let coarsestScoreThreshold, coarsestScoreThreshold.isNaN {
        return "coarsestScoreThreshold must be a number, found \(coarsestScoreThreshold)"
      }
      return nil
    }

    /// Reads what outputs can become; throws `DecodingError` for what cannot be.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      scoreThreshold = try values.decode(Double.self, forKey: .scoreThreshold)
      coarsestScoreThreshold = try values.decodeIfPresent(Double.self, forKey: .coarsestScoreThreshold)
      candidatesPerLevel = try values.decode(Limit.self, forKey: .candidatesPerLevel).value
      suppression = try values.decode(SuppressionRule.self, forKey: .suppression)
      detectionsPerClass = try values.decode(Limit.self, forKey: .detectionsPerClass).value
      maximumDetections = try values.decode(Limit.self, forKey: .maximumDetections).value
      clipping = try values.decode(Clipping.self, forKey: .clipping)
      clippingPixels = try values.decode(PixelConvention.self, forKey: .clippingPixels)
      dropsEmptyBoxes = try values.decode(Bool.self, forKey: .dropsEmptyBoxes)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }

    /// Writes all properties; a limit that is none as "infinity".
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(scoreThreshold, forKey: .scoreThreshold)
      try values.encodeIfPresent(coarsestScoreThreshold, forKey: .coarsestScoreThreshold)
      try values.encode(Limit(candidatesPerLevel), forKey: .candidatesPerLevel)
      try values.encode(suppression, forKey: .suppression)
      try values.encode(Limit(detectionsPerClass), forKey: .detectionsPerClass)
      try values.encode(Limit(maximumDetections), forKey: .maximumDetections)
      try values.encode(clipping, forKey: .clipping)
      try values.encode(clippingPixels, forKey: .clippingPixels)
      try values.encode(dropsEmptyBoxes, forKey: .dropsEmptyBoxes)
    }
  }
#endif
