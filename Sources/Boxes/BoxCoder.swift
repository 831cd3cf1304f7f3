// How the box head's four numbers stand for a box: centre coding, relative to an anchor.
// It is not keras-retinanet's coding of corners: see CornerBoxCoder.

import Foundation

/// The four numbers that the box head predicts for an anchor.
public struct BoxDeltas: Hashable, Sendable, Codable {
  /// How far the centre moves to the right, in anchor widths times the weight.
  public var x: Double
  /// How far the centre moves down, in anchor heights times the weight.
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

/// Centre coding of a box G relative to an anchor A (R-CNN, 2014; used by every RetinaNet but keras-retinanet).
///
/// ```
/// tx = wx (Gx - Ax) / Aw        tw = ww ln(Gw / Aw)
/// ty = wy (Gy - Ay) / Ah        th = wh ln(Gh / Ah)        x and y of the centres
/// ```
///
/// The differences are divided by the anchor's **size**. Dividing by the anchor's position `Ax`, `Ay` is a common
/// slip: the target would then depend on where in the image the object happens to be.
///
/// Properties:
/// - Decoding what was encoded gives the box again.
/// - Zero deltas decode to the anchor.
/// - Deltas do not change when anchor and box are moved or scaled together.
public struct BoxCoder: Hashable, Sendable {
  /// Factors that bring the four targets to about the same spread.
  public struct Weights: Hashable, Sendable {
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
      precondition(
        x > 0 && y > 0 && width > 0 && height > 0,
        "weights must be positive; found (\(x), \(y), \(width), \(height))")
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }

    /// (1, 1, 1, 1): torchvision's, Detectron2's and mmdetection's RetinaNet.
    public static let unit = Weights(x: 1, y: 1, width: 1, height: 1)

    /// (10, 10, 5, 5): targets divided by standard deviations of 0.1, 0.1, 0.2, 0.2, as in Fast R-CNN.
    public static let standardised = Weights(x: 10, y: 10, width: 5, height: 5)
  }

  /// ln(1000 / 16) = 4.135…: no decoded side is more than 62.5 times the anchor's.
  public static let standardSizeClamp = log(1000.0 / 16)

  /// The factors of the four targets.
  public var weights: Weights
  /// The largest logarithmic ratio of sizes that is decoded, after division by the weight; larger ones are cut to it.
  ///
  /// Without it one wild prediction, exp(100), would make infinite boxes and NaN losses.
  public var sizeClamp: Double

  /// A coder with the given weights and upper bound of the logarithmic ratio of sizes.
  public init(weights: Weights = .unit, sizeClamp: Double = BoxCoder.standardSizeClamp) {
    self.weights = weights
    self.sizeClamp = sizeClamp
  }

  /// The deltas that take the anchor to the box.
  ///
  /// - Precondition: box and anchor have positive width and height, because ln 0 is no target. An object of no
  ///   area has IoU 0 with every anchor and so never is one's target.
  public func encode(_ box: Box, anchor: Box) -> BoxDeltas {
    requirePositiveSize(box, "box")
    requirePositiveSize(anchor, "anchor")
    return BoxDeltas(
      x: weights.x * (box.centerX - anchor.centerX) / anchor.width,
      y: weights.y * (box.centerY - anchor.centerY) / anchor.height,
      width: weights.width * log(box.width / anchor.width),
      height: weights.height * log(box.height / anchor.height))
  }

  /// The box that deltas stand for.
  ///
  /// - Precondition: the anchor has positive width and height.
  public func decode(_ deltas: BoxDeltas, anchor: Box) -> Box {
    requirePositiveSize(anchor, "anchor")
    return Box(
      centerX: anchor.centerX + deltas.x / weights.x * anchor.width,
      centerY: anchor.centerY + deltas.y / weights.y * anchor.height,
      width: anchor.width * exp(min(deltas.width / weights.width, sizeClamp)),
      height: anchor.height * exp(min(deltas.height / weights.height, sizeClamp)))
  }
}

/// Stops with the parameter's name and its size if a box has no area.
func requirePositiveSize(_ box: Box, _ name: String) {
  precondition(
    box.width > 0 && box.height > 0,
    "\(name) must have positive width and height; found \(box.width) × \(box.height)")
}
