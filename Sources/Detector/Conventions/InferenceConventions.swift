// How outputs become detections: the limits, and which system has which.

import Boxes

extension RetinaNet {
  /// How outputs become detections (the paper, section 4, "Inference").
  public struct Inference: Hashable, Sendable, Codable {
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
    public enum Clipping: String, Hashable, Sendable, Codable, CaseIterable {
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

extension RetinaNet.Inference {
  private enum CodingKeys: String, CodingKey {
    case scoreThreshold, coarsestScoreThreshold, candidatesPerLevel, suppression, detectionsPerClass, maximumDetections
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
    if scoreThreshold.isNaN { return "scoreThreshold: must be a number, got \(scoreThreshold)" }
    if let coarsestScoreThreshold, coarsestScoreThreshold.isNaN {
      return "coarsestScoreThreshold: must be a number, got \(coarsestScoreThreshold)"
    }
    return nil
  }

  /// Reads what outputs can become; throws `DecodingError` for what cannot be.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    scoreThreshold = try values.decode(Double.self, forKey: .scoreThreshold)
    coarsestScoreThreshold = try values.decodeIfPresent(Double.self, forKey: .coarsestScoreThreshold)
    candidatesPerLevel = try values.decode(Limit.self, forKey: .candidatesPerLevel).value
    suppression = try values.decode(NonMaximumSuppression.self, forKey: .suppression)
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
