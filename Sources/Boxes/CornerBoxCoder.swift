// keras-retinanet's coding of boxes by their corners, for comparison and for its weights.
// The detector here uses center coding: see CenterBoxCoder.

/// How far the corners of a box lie from those of an anchor, in anchor sizes over the deviation.
public struct CornerDeltas: Hashable, Sendable, Codable {
  /// How far the left edge moves to the right.
  public var xMin: Double
  /// How far the top edge moves down.
  public var yMin: Double
  /// How far the right edge moves to the right.
  public var xMax: Double
  /// How far the bottom edge moves down.
  public var yMax: Double

  /// Corner deltas from their parts.
  public init(xMin: Double, yMin: Double, xMax: Double, yMax: Double) {
    self.xMin = xMin
    self.yMin = yMin
    self.xMax = xMax
    self.yMax = yMax
  }
}

/// Corner coding of a box G relative to an anchor A, as in keras-retinanet.
///
/// ```
/// t = (Gx1 - Ax1, …) / (Aw, Ah, Aw, Ah) / σ        mean 0, σ = 0.2
/// ```
///
/// Linear in the box, so nothing needs a clamp; but a decoded box can be turned inside out, which the logarithm
/// of center coding excludes.
///
/// Properties:
/// - Decoding what was encoded gives the box again.
public struct CornerBoxCoder: Hashable, Sendable, Codable {
  /// What the fractions are divided by: 0.2 in keras-retinanet.
  public let deviation: Double

  /// A coder with the given deviation, which must be positive.
  public init(deviation: Double = 0.2) {
    self.deviation = deviation
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? { deviation > 0 ? nil : "deviation must be positive, found \(deviation)" }

  /// The deltas that take the anchor to the box.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func encode(_ box: Box, anchor: Box) -> CornerDeltas {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    return CornerDeltas(
      xMin: (box.xMin - anchor.xMin) / anchor.width / deviation,
      yMin: (box.yMin - anchor.yMin) / anchor.height / deviation,
      xMax: (box.xMax - anchor.xMax) / anchor.width / deviation,
      yMax: (box.yMax - anchor.yMax) / anchor.height / deviation)
  }

  /// The box that deltas stand for.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func decode(_ deltas: CornerDeltas, anchor: Box) -> Box {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    return Box(
      xMin: anchor.xMin + deltas.xMin * deviation * anchor.width,
      yMin: anchor.yMin + deltas.yMin * deviation * anchor.height,
      xMax: anchor.xMax + deltas.xMax * deviation * anchor.width,
      yMax: anchor.yMax + deltas.yMax * deviation * anchor.height)
  }

  /// The derivative by the deltas of something whose derivative by the four edges of the decoded box is known.
  ///
  /// ```
  /// ∂/∂t = (∂xMin Aw, ∂yMin Ah, ∂xMax Aw, ∂yMax Ah) · σ
  /// ```
  public func deltaGradient(edges: BoxNumbers, anchor: Box) -> CornerDeltas {
    requirePositive(width: anchor.width, height: anchor.height, "anchor")
    return CornerDeltas(
      xMin: edges.0 * deviation * anchor.width,
      yMin: edges.1 * deviation * anchor.height,
      xMax: edges.2 * deviation * anchor.width,
      yMax: edges.3 * deviation * anchor.height)
  }
}

#if !hasFeature(Embedded)
  extension CornerBoxCoder {
    /// Reads a coder; throws `DecodingError` for a deviation that is not above 0.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      deviation = try values.decode(Double.self, forKey: .deviation)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
