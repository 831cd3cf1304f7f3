// How the box head's four numbers stand for a box: center coding, relative to an anchor.
// It is not keras-retinanet's coding of corners: see CornerBoxCoder.

import Foundation

/// The four numbers that the box head predicts for an anchor.
public struct BoxDeltas: Hashable, Sendable, Codable {
  /// How far the center moves to the right, in anchor widths times the weight.
  public var x: Double
  /// How far the center moves down, in anchor heights times the weight.
  public var y: Double
  /// The logarithm of the ratio of the widths, times the weight.
  public var width: Double
  /// The logarithm of the ratio of the heights, times the weight.
  public var height: Double

  /// Deltas from their parts.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// Center coding of a box G relative to an anchor A (R-CNN, 2014; used by every RetinaNet but keras-retinanet).
///
/// ```
/// tx = wx (Gx - Ax) / Aw        tw = ww ln(Gw / Aw)
/// ty = wy (Gy - Ay) / Ah        th = wh ln(Gh / Ah)        x and y of the centers
/// ```
///
/// The differences are divided by the anchor's **size**. Dividing by the anchor's position `Ax`, `Ay` is a common
/// slip: the target would then depend on where in the image the object happens to be.
///
/// Properties:
/// - Decoding what was encoded gives the box again.
/// - Zero deltas decode to the anchor.
/// - Deltas do not change when anchor and box are moved or scaled together.
public struct CenterBoxCoder: Hashable, Sendable, Codable {
  /// Factors that bring the four targets to about the same spread.
  public struct Weights: Hashable, Sendable, Codable {
    /// The factor of the horizontal offset.
    public let x: Double
    /// The factor of the vertical offset.
    public let y: Double
    /// The factor of the logarithmic width.
    public let width: Double
    /// The factor of the logarithmic height.
    public let height: Double

    /// Weights from their parts; each must be positive.
    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
      if let problem { preconditionFailure(problem) }
    }

    /// What is wrong with them, if anything.
    fileprivate var problem: String? {
      x > 0 && y > 0 && width > 0 && height > 0
        ? nil : "weights must be positive, found (\(x), \(y), \(width), \(height))"
    }

    /// (1, 1, 1, 1): torchvision's, Detectron2's and mmdetection's RetinaNet.
    public static let unit = Weights(x: 1, y: 1, width: 1, height: 1)

    /// (10, 10, 5, 5): targets divided by standard deviations of 0.1, 0.1, 0.2, 0.2, as in Fast R-CNN.
    public static let standardized = Weights(x: 10, y: 10, width: 5, height: 5)
  }

  /// Which logarithmic ratios of sizes a decoder cuts.
  public enum ClampSide: String, Hashable, Sendable, Codable, CaseIterable {
    /// None: a prediction of 1 000 makes an infinite box (yhenon's port and the Keras example).
    case none
    /// Those above the clamp: no box explodes (torchvision, Detectron2, Detectron).
    case above
    /// Those above the clamp and those below its negative: no box vanishes either (mmdetection).
    case bothSides
  }

  /// ln(1000 / 16) = 4.135…: no decoded side is more than 62.5 times the anchor's.
  public static let standardSizeClamp = log(1000.0 / 16)

  /// The factors of the four targets.
  public var weights: Weights
  /// The largest logarithmic ratio of sizes that is decoded, after division by the weight; larger ones are cut to it.
  ///
  /// Without it one wild prediction, exp(100), would make infinite boxes and NaN losses.
  public var sizeClamp: Double
  /// Which ratios the clamp cuts.
  public var clampSide: ClampSide
  /// What the edges of boxes and anchors mean: inclusive in Detectron, where a box from 0 to 10 is 11 wide.
  public var pixels: PixelConvention
  /// An object narrower or lower than this, in pixels, is encoded as if it had this width or height, about
  /// its own center.
  ///
  /// 1 in yhenon's port, which so keeps the logarithm finite; 0, which changes nothing, everywhere else.
  public var minimumSize: Double

  /// A coder with the given weights and bound of the logarithmic ratio of sizes.
  ///
  /// - Precondition: `sizeClamp` and `minimumSize` are at least 0.
  public init(
    weights: Weights = .unit, sizeClamp: Double = CenterBoxCoder.standardSizeClamp, clampSide: ClampSide = .above,
    pixels: PixelConvention = .continuous, minimumSize: Double = 0
  ) {
    self.weights = weights
    self.sizeClamp = sizeClamp
    self.clampSide = clampSide
    self.pixels = pixels
    self.minimumSize = minimumSize
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    if !(sizeClamp >= 0) { return "sizeClamp must be at least 0, found \(sizeClamp)" }
    return minimumSize >= 0 ? nil : "minimumSize must be at least 0, found \(minimumSize)"
  }

  /// The deltas that take the anchor to the box.
  ///
  /// - Precondition: box and anchor have positive width and height, because ln 0 is no target. An object of no
  ///   area has IoU 0 with every anchor and so never is one's target.
  public func encode(_ box: Box, anchor: Box) -> BoxDeltas {
    let width = max(box.width(pixels), minimumSize)
    let height = max(box.height(pixels), minimumSize)
    requirePositive(width: width, height: height, "box")
    let (anchorWidth, anchorHeight) = size(anchor: anchor)
    // Both centers are half a pixel further with the +1 of inclusive edges: the difference stays.
    return BoxDeltas(
      x: weights.x * (box.centerX - anchor.centerX) / anchorWidth,
      y: weights.y * (box.centerY - anchor.centerY) / anchorHeight,
      width: weights.width * log(width / anchorWidth),
      height: weights.height * log(height / anchorHeight))
  }

  /// The box that deltas stand for.
  ///
  /// ```
  /// inclusive edges:   center = xMin + w/2 with w = xMax - xMin + 1,   decoded xMax = center + w/2 - 1
  /// ```
  ///
  /// - Precondition: the anchor has positive width and height.
  public func decode(_ deltas: BoxDeltas, anchor: Box) -> Box {
    let (width, height) = size(anchor: anchor)
    var box = Box(
      centerX: anchor.centerX + pixels.extra / 2 + deltas.x / weights.x * width,
      centerY: anchor.centerY + pixels.extra / 2 + deltas.y / weights.y * height,
      width: width * exp(clamped(deltas.width / weights.width)),
      height: height * exp(clamped(deltas.height / weights.height)))
    box.xMax -= pixels.extra
    box.yMax -= pixels.extra
    return box
  }

  /// The derivative by the deltas of something whose derivative by the four edges of the decoded box is known.
  ///
  /// ```
  /// ∂/∂tx = (∂xMin + ∂xMax) Aw / wx        ∂/∂tw = (∂xMax - ∂xMin) / 2 · width / ww,   0 where the clamp cuts
  /// ```
  ///
  /// Edge cases: exactly at the clamp the gradient still passes, as in PyTorch.
  public func deltaGradient(edges: BoxNumbers, deltas: BoxDeltas, anchor: Box) -> BoxDeltas {
    let (width, height) = size(anchor: anchor)
    let (tw, th) = (deltas.width / weights.width, deltas.height / weights.height)
    return BoxDeltas(
      x: (edges.0 + edges.2) * width / weights.x,
      y: (edges.1 + edges.3) * height / weights.y,
      width: clamped(tw) == tw ? (edges.2 - edges.0) / 2 * width * exp(tw) / weights.width : 0,
      height: clamped(th) == th ? (edges.3 - edges.1) / 2 * height * exp(th) / weights.height : 0)
  }

  private func clamped(_ ratio: Double) -> Double {
    switch clampSide {
    case .none: ratio
    case .above: min(ratio, sizeClamp)
    case .bothSides: max(min(ratio, sizeClamp), -sizeClamp)
    }
  }

  private func size(anchor: Box) -> (width: Double, height: Double) {
    let (width, height) = (anchor.width(pixels), anchor.height(pixels))
    requirePositive(width: width, height: height, "anchor")
    return (width, height)
  }
}

/// Stops with the parameter's name and its size if a box has no area.
func requirePositive(width: Double, height: Double, _ name: String) {
  precondition(
    width > 0 && height > 0, "\(name) must have positive width and height, found \(width) × \(height)")
}

// MARK: - Reading; what a file says has passed no initializer

#if !hasFeature(Embedded)
  extension CenterBoxCoder {
    /// Reads a coder; throws `DecodingError` for one that no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      weights = try values.decode(Weights.self, forKey: .weights)
      sizeClamp = try values.decode(Double.self, forKey: .sizeClamp)
      clampSide = try values.decode(ClampSide.self, forKey: .clampSide)
      pixels = try values.decode(PixelConvention.self, forKey: .pixels)
      minimumSize = try values.decode(Double.self, forKey: .minimumSize)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif

#if !hasFeature(Embedded)
  extension CenterBoxCoder.Weights {
    /// Reads four weights; throws `DecodingError` if one is not above 0.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      x = try values.decode(Double.self, forKey: .x)
      y = try values.decode(Double.self, forKey: .y)
      width = try values.decode(Double.self, forKey: .width)
      height = try values.decode(Double.self, forKey: .height)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
