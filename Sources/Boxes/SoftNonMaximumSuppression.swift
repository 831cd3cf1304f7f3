// Of many detections of one object, keep all and believe the less sure ones less.
// The hard form, which drops them, is NonMaximumSuppression.

import Foundation

/// Soft non-maximum suppression (Bodla, Singh, Chellappa and Davis, 2017).
///
/// The surest detection M is taken out, the scores s of all others are lowered by how much they overlap it, and so on:
///
/// ```
/// linear      s ← s (1 - IoU)          where IoU > threshold
/// Gaussian    s ← s e^(-IoU² / σ)      everywhere
/// ```
///
/// Two people who overlap by 0.6 are two detections: hard suppression at 0.5 loses one for ever, here it goes on with
/// 0.4 of its score.
///
/// Properties:
/// - Scores never rise, and the surest detection keeps its own.
/// - The result is in order of falling score, ties by the lower index.
/// - Detections that overlap nothing are unchanged.
///
/// Complexity: O(n²).
public struct SoftNonMaximumSuppression: Hashable, Sendable, Codable {
  /// How an overlap lowers a score.
  public enum Decay: Hashable, Sendable, Codable {
    /// By the factor 1 - IoU, where the IoU is strictly above a threshold; 0.3 in the paper.
    case linear(iouThreshold: Double)
    /// By the factor e^(-IoU² / σ); σ = 0.5 in the paper.
    case gaussian(sigma: Double)
  }

  /// How an overlap lowers a score.
  public let decay: Decay
  /// A detection whose score falls below this is dropped; 0.001 in the authors' code.
  public let scoreThreshold: Double
  /// True if only detections of the same class lower each other's scores.
  public var perClass: Bool
  /// What the edges of the boxes mean; inclusive in the authors' code.
  public var pixels: PixelConvention

  /// Soft suppression by the given decay.
  ///
  /// - Precondition: a linear `iouThreshold` is in 0...1, a Gaussian `sigma` positive, `scoreThreshold` at least 0.
  public init(
    _ decay: Decay = .gaussian(sigma: 0.5), scoreThreshold: Double = 0.001, perClass: Bool = true,
    pixels: PixelConvention = .continuous
  ) {
    self.decay = decay
    self.scoreThreshold = scoreThreshold
    self.perClass = perClass
    self.pixels = pixels
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    switch decay {
    case .linear(let threshold):
      if !(0...1).contains(threshold) { return "iouThreshold must be in 0...1, found \(threshold)" }
    case .gaussian(let sigma): if !(sigma > 0) { return "sigma must be positive, found \(sigma)" }
    }
    return scoreThreshold >= 0 ? nil : "scoreThreshold must be at least 0, found \(scoreThreshold)"
  }

  /// The detections with their new scores, by falling new score, ties by the lower index.
  ///
  /// Edge cases: a detection whose score is NaN, or below the threshold to begin with, is dropped.
  ///
  /// - Parameters:
  ///   - detections: the candidates, in any order.
  ///   - limit: stop after this many; the result is the beginning of the unlimited one.
  public func rescored(_ detections: [Detection], limit: Int = .max) -> [Detection] {
    precondition(limit >= 0, "limit must be at least 0, found \(limit)")
    var waiting = detections.filter { $0.score >= scoreThreshold }
    var taken: [Detection] = []
    // Of equals `max` takes the first, which has the lower index.
    while taken.count < limit, let surest = waiting.indices.max(by: { waiting[$0].score < waiting[$1].score }) {
      let detection = waiting.remove(at: surest)
      taken.append(detection)
      for index in waiting.indices where !perClass || waiting[index].label == detection.label {
        waiting[index].score *= factor(iou: detection.box.iou(waiting[index].box, pixels))
      }
      waiting.removeAll { $0.score < scoreThreshold }
    }
    return taken
  }

  private func factor(iou: Double) -> Double {
    switch decay {
    case .linear(let threshold): iou > threshold ? 1 - iou : 1
    case .gaussian(let sigma): exp(-iou * iou / sigma)
    }
  }
}

#if !hasFeature(Embedded)
  extension SoftNonMaximumSuppression {
    /// Reads it; throws `DecodingError` for what no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      decay = try values.decode(Decay.self, forKey: .decay)
      scoreThreshold = try values.decode(Double.self, forKey: .scoreThreshold)
      perClass = try values.decode(Bool.self, forKey: .perClass)
      pixels = try values.decode(PixelConvention.self, forKey: .pixels)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
