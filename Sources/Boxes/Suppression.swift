// What makes one detection of many of the same object, as an open choice: hard, soft, or one of your own.
// The rules themselves are NonMaximumSuppression and SoftNonMaximumSuppression.

/// Thins out the detections of an image.
public protocol Suppressor: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// The detections that remain, with the scores that they have then, by falling score.
  ///
  /// - Parameters:
  ///   - candidates: the detections of one image, in no order.
  ///   - limit: as many as are wanted, the best; .max for all.
  func remaining(_ candidates: [Detection], limit: Int) -> [Detection]
}

extension Suppressor {
  /// The type's name.
  public var name: String { "\(Self.self)" }
}

extension NonMaximumSuppression: Suppressor {
  /// "suppression at IoU 0.5 within each class".
  public var name: String {
    "suppression at IoU \(iouThreshold)\(perClass ? " within each class" : " over all classes")"
  }

  /// The detections that are kept, their scores unchanged.
  public func remaining(_ candidates: [Detection], limit: Int = .max) -> [Detection] {
    kept(candidates, limit: limit).map { candidates[$0] }
  }
}

extension SoftNonMaximumSuppression: Suppressor {
  /// "soft suppression, Gaussian, σ 0.5, within each class".
  public var name: String {
    let decay =
      switch decay {
      case .linear(let threshold): "linear above IoU \(threshold)"
      case .gaussian(let sigma): "Gaussian, σ \(sigma)"
      }
    return "soft suppression, \(decay), \(perClass ? "within each class" : "over all classes")"
  }

  /// All detections with their lowered scores, but those that fell below the threshold.
  public func remaining(_ candidates: [Detection], limit: Int = .max) -> [Detection] {
    rescored(candidates, limit: limit)
  }
}

/// How the detections of an image are thinned out, by name: what a configuration holds.
///
/// Either form works within each class, or across all of them (`perClass: false`, "class-agnostic"), by which an object
/// is reported as one class only.
public enum SuppressionRule: Suppressor, Hashable, Codable {
  /// Of detections that overlap only the surest remains: the paper's, at an IoU above 0.5.
  case hard(NonMaximumSuppression)
  /// The less sure of detections that overlap are believed less.
  case soft(SoftNonMaximumSuppression)

  // As they are written: {"hard": {"suppression": {…}}}.
  private enum HardCodingKeys: String, CodingKey { case _0 = "suppression" }
  private enum SoftCodingKeys: String, CodingKey { case _0 = "suppression" }

  #if !hasFeature(Embedded)
    /// The suppression itself.
    public var definition: any Suppressor {
      switch self {
      case .hard(let suppression): suppression
      case .soft(let suppression): suppression
      }
    }
  #endif

  /// The name of the suppression.
  public var name: String {
    switch self {
    case .hard(let suppression): suppression.name
    case .soft(let suppression): suppression.name
    }
  }

  /// The detections that remain, by falling score.
  public func remaining(_ candidates: [Detection], limit: Int = .max) -> [Detection] {
    switch self {
    case .hard(let suppression): suppression.remaining(candidates, limit: limit)
    case .soft(let suppression): suppression.remaining(candidates, limit: limit)
    }
  }
}
