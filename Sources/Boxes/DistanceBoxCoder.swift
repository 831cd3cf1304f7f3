// Coding of boxes by the distances of their edges from a point, the anchor's center: FCOS's four numbers.
// Which point learns which object is Matching.FCOS's business.

import Foundation

/// Coding of a box G by the distances l, t, r, b of its edges from the center of an anchor A.
///
/// ```
/// l = Ax - Gx1    t = Ay - Gy1    r = Gx2 - Ax    b = Gy2 - Ay
/// numbers         ln(l / (Aw / 2)), ln(t / (Ah / 2)), ln(r / (Aw / 2)), ln(b / (Ah / 2))
/// ```
///
/// For an anchor 0…100 × 0…100, the box 25…100 × 0…100 is (ln ½, 0, 0, 0).
///
/// FCOS decodes exp(s · x) with a scale s that it learns for each level; here the anchor's half sides stand for it, so
/// that every level begins with boxes of its own size. Four zeros are the anchor.
///
/// Properties:
/// - Decoding what was encoded gives the box again, if it contains the anchor's center.
/// - A decoded box contains the anchor's center, whatever the numbers.
///
/// Edge cases: an edge on the wrong side of the center, or nearer than `smallest` half sides, is encoded as if it were
/// so near; `FCOS` and `ATSS` assign no such object, a `Matcher` may.
public struct DistanceBoxCoder: BoxNumbersCoder, Hashable, Codable {
  /// The smallest distance that is encoded, in half sides of the anchor.
  public let smallest: Double

  /// A coder of distances of at least `smallest` half sides.
  ///
  /// - Precondition: `smallest` is above 0 and at most 1.
  public init(smallest: Double = 0.01) {
    self.smallest = smallest
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    smallest > 0 && smallest <= 1 ? nil : "smallest must be above 0 and at most 1, found \(smallest)"
  }

  /// The logarithms of the distances.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func encode(_ box: Box, anchor: Box) -> BoxNumbers {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    let (x, y) = (anchor.centerX, anchor.centerY)
    let (halfWidth, halfHeight) = (anchor.width / 2, anchor.height / 2)
    return (
      number((x - box.xMin) / halfWidth), number((y - box.yMin) / halfHeight), number((box.xMax - x) / halfWidth),
      number((box.yMax - y) / halfHeight)
    )
  }

  /// The box of the distances; each is at most 62.5 half sides, as in center coding.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func decode(_ numbers: BoxNumbers, anchor: Box) -> Box {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    let (x, y) = (anchor.centerX, anchor.centerY)
    let (halfWidth, halfHeight) = (anchor.width / 2, anchor.height / 2)
    return Box(
      xMin: x - halfWidth * distance(numbers.0), yMin: y - halfHeight * distance(numbers.1),
      xMax: x + halfWidth * distance(numbers.2), yMax: y + halfHeight * distance(numbers.3))
  }

  /// The derivative by the four numbers of something whose derivative by the edges of the decoded box is known.
  ///
  /// ```
  /// ∂/∂t₀ = -∂xMin · l        ∂/∂t₂ = ∂xMax · r        0 where the clamp cuts
  /// ```
  public func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    let (halfWidth, halfHeight) = (anchor.width / 2, anchor.height / 2)
    func slope(_ edge: Double, _ number: Double, _ half: Double) -> Double {
      number > CenterBoxCoder.standardSizeClamp ? 0 : edge * half * exp(number)
    }
    return (
      -slope(edges.0, numbers.0, halfWidth), -slope(edges.1, numbers.1, halfHeight),
      slope(edges.2, numbers.2, halfWidth), slope(edges.3, numbers.3, halfHeight)
    )
  }

  private func number(_ distance: Double) -> Double { log(max(distance, smallest)) }

  private func distance(_ number: Double) -> Double { exp(min(number, CenterBoxCoder.standardSizeClamp)) }
}

#if !hasFeature(Embedded)
  extension DistanceBoxCoder {
    /// Reads it; throws `DecodingError` for what no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      smallest = try values.decode(Double.self, forKey: .smallest)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
