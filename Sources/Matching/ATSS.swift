// Adaptive training sample selection: a threshold for every object from its own anchors, instead of 0.5 for all.
// The fixed thresholds are Matcher's; points without anchors are FCOS's.

import Boxes

/// Assigns anchors to objects by a threshold that each object sets itself (ATSS).
///
/// ```
/// candidates Cᵢ   on each level the k = 9 anchors whose centers are nearest to the object's
/// tᵢ = m + s      mean and standard deviation of the IoU of the object with its candidates
/// positive        candidates of IoU ≥ tᵢ whose center is in the object
/// the rest        negative; nothing is ignored
/// ```
///
/// An object that one level fits much better than the others has a large s and so only anchors of that level; one that
/// several fit alike has a small s and anchors of several. s is the sample's deviation, with n - 1 under the root, as
/// in the authors' code and mmdetection (torch's `std`).
///
/// Properties:
/// - Candidates of IoU 0.25, 0.5 and 0.75 have m = 0.5 and s = 0.25, so t = 0.75 and one is positive.
/// - Candidates of equal IoU are all positive if their centers are inside: s = 0.
/// - Of two objects that both want an anchor that of the larger IoU has it, of equal IoU the first.
/// - Of anchors equally near the first in the list is the nearer.
/// - A crowd takes no anchor.
///
/// Edge cases: of two candidates of different IoU none is positive, since m + s is above both. A single candidate has
/// s = 0 here and is positive; in mmdetection 0 / 0 is NaN, and the object has no anchor.
///
/// The paper: Zhang et al., Bridging the Gap Between Anchor-based and Anchor-free Detection via Adaptive Training
/// Sample Selection (2020), algorithm 1. It uses one square anchor a location, of 8 strides.
public struct ATSS: Hashable, Sendable, Codable {
  /// k, the candidates of an object on each level.
  public let candidatesPerLevel: Int
  /// How far inside the object's edges a positive anchor's center lies at least, in pixels; the distance is above it.
  public let centerMargin: Double

  /// The paper's k = 9; a margin of 0.01 px as in its code.
  ///
  /// - Precondition: `candidatesPerLevel` is at least 1, `centerMargin` at least 0.
  public init(candidatesPerLevel: Int = 9, centerMargin: Double = 0.01) {
    self.candidatesPerLevel = candidatesPerLevel
    self.centerMargin = centerMargin
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    if candidatesPerLevel < 1 { return "candidatesPerLevel must be at least 1, found \(candidatesPerLevel)" }
    return centerMargin >= 0 ? nil : "centerMargin must be at least 0, found \(centerMargin)"
  }

  /// Assigns every anchor; none of the objects is a crowd.
  ///
  /// - Parameters:
  ///   - anchors: all anchors, by level.
  ///   - anchorsPerLevel: how many of the anchors belong to each level, in order: they add up to all.
  ///   - objects: the objects, in pixels.
  /// - Complexity: O(objects × n log n) for n anchors.
  public func match(anchors: [Box], anchorsPerLevel: [Int], objects: [Box]) -> ATSSMatches {
    match(anchors: anchors, anchorsPerLevel: anchorsPerLevel, objects: objects.map { LabeledBox(box: $0, label: 0) })
  }

  /// Assigns every anchor; crowds are never matched.
  ///
  /// - Parameters:
  ///   - anchors: all anchors, by level.
  ///   - anchorsPerLevel: how many of the anchors belong to each level, in order: they add up to all.
  ///   - objects: the objects, in pixels.
  public func match(anchors: [Box], anchorsPerLevel: [Int], objects: [LabeledBox]) -> ATSSMatches {
    let total = anchorsPerLevel.reduce(0, +)
    precondition(
      total == anchors.count && anchorsPerLevel.allSatisfy { $0 >= 0 },
      "anchorsPerLevel must add up to the \(anchors.count) anchors, found \(anchorsPerLevel)")
    var matches = ATSSMatches(assignments: Array(repeating: .negative, count: anchors.count), thresholds: [], reach: [])
    var bestIoU = Array(repeating: -1.0, count: anchors.count)
    for (index, object) in objects.enumerated() {
      guard !object.isCrowd, !anchors.isEmpty else {
        matches.thresholds.append(nil)
        matches.reach.append(.init(candidates: 0, centered: 0, isCrowd: object.isCrowd))
        continue
      }
      let candidates = candidates(of: object.box, anchors: anchors, anchorsPerLevel: anchorsPerLevel)
      let ious = candidates.map { anchors[$0].iou(object.box) }
      let threshold = ATSSMatches.Threshold(candidates: candidates, ious: ious)
      var reach = ATSSMatches.Reach(candidates: 0, centered: 0, isCrowd: false)
      for (anchor, iou) in zip(candidates, ious) where iou >= threshold.value {
        reach.candidates += 1
        guard isCentered(anchors[anchor], in: object.box) else { continue }
        reach.centered += 1
        guard iou > bestIoU[anchor] else { continue }
        bestIoU[anchor] = iou
        matches.assignments[anchor] = .positive(object: index)
      }
      matches.thresholds.append(threshold)
      matches.reach.append(reach)
    }
    return matches
  }

  /// The nearest anchors of every level, level by level.
  private func candidates(of object: Box, anchors: [Box], anchorsPerLevel: [Int]) -> [Int] {
    var first = 0
    return anchorsPerLevel.flatMap { count -> [Int] in
      defer { first += count }
      let distances = (first..<first + count).map { anchor -> (distance: Double, anchor: Int) in
        let x = anchors[anchor].centerX - object.centerX
        let y = anchors[anchor].centerY - object.centerY
        return (x * x + y * y, anchor)
      }
      return distances.sorted { $0 < $1 }.prefix(candidatesPerLevel).map(\.anchor)
    }
  }

  private func isCentered(_ anchor: Box, in object: Box) -> Bool {
    let (x, y) = (anchor.centerX, anchor.centerY)
    return min(min(x - object.xMin, object.xMax - x), min(y - object.yMin, object.yMax - y)) > centerMargin
  }
}

extension ATSS {
  /// Reads it; throws `DecodingError` for what no initializer accepts.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    candidatesPerLevel = try values.decode(Int.self, forKey: .candidatesPerLevel)
    centerMargin = try values.decode(Double.self, forKey: .centerMargin)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}
