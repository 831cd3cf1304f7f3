// What is said of a picture's detections when those below a score are not shown.

import Boxes
import Text

/// Detections of one picture, of which those that reach a score are shown.
public struct ShownDetections: Sendable, Hashable {
  /// Those that reach the limit, best first.
  public let shown: [Detection]
  /// The best of the others.
  public let bestBelow: Detection?
  private let limit: Double
  private let categories: [String]

  /// Divides detections at a score.
  ///
  /// - Parameters:
  ///   - detections: In any order.
  ///   - limit: The least score that is shown.
  ///   - categories: The names of the classes.
  public init(_ detections: [Detection], from limit: Double, categories: [String]) {
    shown = detections.filter { $0.score >= limit }.sorted { $0.score > $1.score }
    bestBelow = detections.filter { $0.score < limit }.max { $0.score < $1.score }
    self.limit = limit
    self.categories = categories
  }

  /// `triangle 0.92, ellipse 0.41`, or why there is nothing to show: `nothing from 0.4 on; the best is triangle 0.08`.
  public var text: String {
    guard shown.isEmpty else { return shown.map(name).joined(separator: ", ") }
    guard let bestBelow else { return "nothing at any score" }
    return "nothing from \(limit) on; the best is \(name(bestBelow))"
  }

  private func name(_ detection: Detection) -> String {
    let label = detection.label
    let category = categories.indices.contains(label) ? categories[label] : "class \(label)"
    // A score just below the limit must not be rounded up to it.
    return "\(category) \(detection.score >= limit ? detection.score.fixed(digits: 2) : rounded(detection.score))"
  }

  private func rounded(_ score: Double) -> String {
    score > 0 ? score.rounded(towards: 0, limit) : score.fixed(digits: 2)
  }
}
