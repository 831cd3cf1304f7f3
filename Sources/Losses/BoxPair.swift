// How a predicted box lies to an object's: the quantities of the IoU losses, each beside its slope by the four edges.

import Boxes
import Foundation

/// Two boxes, and what the IoU losses are made of.
struct BoxPair {
  private let predicted: Box
  private let object: Box
  // Sizes of the predicted box, of the intersection and of the smallest box around both; none is negative.
  private let width: Double
  private let height: Double
  private let sharedWidth: Double
  private let sharedHeight: Double
  private let hullWidth: Double
  private let hullHeight: Double
  private let union: Double

  init(_ predicted: Box, _ object: Box) {
    self.predicted = predicted
    self.object = object
    width = max(0, predicted.width)
    height = max(0, predicted.height)
    sharedWidth = max(0, min(predicted.xMax, object.xMax) - max(predicted.xMin, object.xMin))
    sharedHeight = max(0, min(predicted.yMax, object.yMax) - max(predicted.yMin, object.yMin))
    hullWidth = max(0, max(predicted.xMax, object.xMax) - min(predicted.xMin, object.xMin))
    hullHeight = max(0, max(predicted.yMax, object.yMax) - min(predicted.yMin, object.yMin))
    union = width * height + object.area - sharedWidth * sharedHeight
  }

  // MARK: - Overlap

  /// I / U, 0 for boxes without area.
  var iou: Double { union > 0 ? sharedWidth * sharedHeight / union : 0 }

  /// ∂(I/U) = (∂I · U - I · ∂U) / U².
  var iouSlope: BoxNumbers {
    guard union > 0 else { return (0, 0, 0, 0) }
    return sharedSlope * (1 / union) + unionSlope * (-iou / union)
  }

  /// ∂I: an edge moves the intersection only where it is the inner one.
  private var sharedSlope: BoxNumbers {
    guard sharedWidth > 0, sharedHeight > 0 else { return (0, 0, 0, 0) }
    return (
      -sharedHeight * share(predicted.xMin > object.xMin, predicted.xMin == object.xMin),
      -sharedWidth * share(predicted.yMin > object.yMin, predicted.yMin == object.yMin),
      sharedHeight * share(predicted.xMax < object.xMax, predicted.xMax == object.xMax),
      sharedWidth * share(predicted.yMax < object.yMax, predicted.yMax == object.yMax)
    )
  }

  /// ∂U = ∂(wh) - ∂I.
  private var unionSlope: BoxNumbers {
    let byWidth = predicted.width >= 0 ? height : 0
    let byHeight = predicted.height >= 0 ? width : 0
    return (-byWidth, -byHeight, byWidth, byHeight) + sharedSlope * -1
  }

  // MARK: - GIoU

  /// (|C| - U) / |C|, the part of the hull that is in neither box; 0 for a hull without area.
  var emptyShare: Double {
    let hull = hullWidth * hullHeight
    return hull > 0 ? (hull - union) / hull : 0
  }

  /// ∂((|C| - U) / |C|) = (U/|C| · ∂|C| - ∂U) / |C|.
  var emptyShareSlope: BoxNumbers {
    let hull = hullWidth * hullHeight
    guard hull > 0 else { return (0, 0, 0, 0) }
    let outer = outerEdges
    let hullSlope: BoxNumbers = (
      -hullHeight * outer.0, -hullWidth * outer.1, hullHeight * outer.2, hullWidth * outer.3
    )
    return hullSlope * (union / hull / hull) + unionSlope * (-1 / hull)
  }

  // MARK: - DIoU

  private var offsetX: Double { predicted.centerX - object.centerX }
  private var offsetY: Double { predicted.centerY - object.centerY }
  private var diagonalSquared: Double { hullWidth * hullWidth + hullHeight * hullHeight }

  /// ρ² / c²; 0 for two equal points.
  var distanceShare: Double {
    diagonalSquared > 0 ? (offsetX * offsetX + offsetY * offsetY) / diagonalSquared : 0
  }

  /// ∂(ρ²/c²) = (∂ρ² - ρ²/c² · ∂c²) / c².
  var distanceShareSlope: BoxNumbers {
    guard diagonalSquared > 0 else { return (0, 0, 0, 0) }
    let outer = outerEdges
    let diagonal: BoxNumbers = (
      -2 * hullWidth * outer.0, -2 * hullHeight * outer.1, 2 * hullWidth * outer.2, 2 * hullHeight * outer.3
    )
    return (offsetX, offsetY, offsetX, offsetY) * (1 / diagonalSquared)
      + diagonal * (-distanceShare / diagonalSquared)
  }

  // MARK: - CIoU

  /// v, the squared difference of the boxes' angles atan(w/h), in units of (π/2)².
  var shape: Double {
    let difference = angleDifference / (.pi / 2)
    return difference * difference
  }

  /// ∂v, from ∂atan(w/h) = (h ∂w - w ∂h) / (w² + h²).
  var shapeSlope: BoxNumbers {
    let squares = width * width + height * height
    guard squares > 0 else { return (0, 0, 0, 0) }
    let slope = -8 / (.pi * .pi) * angleDifference / squares
    let byWidth = predicted.width >= 0 ? slope * height : 0
    let byHeight = predicted.height >= 0 ? -slope * width : 0
    return (-byWidth, -byHeight, byWidth, byHeight)
  }

  private var angleDifference: Double {
    atan2(max(0, object.width), max(0, object.height)) - atan2(width, height)
  }

  // MARK: - Edges

  /// For each edge of the predicted box, how much of it belongs to the hull: 1 if it is the outer one.
  private var outerEdges: BoxNumbers {
    (
      share(predicted.xMin < object.xMin, predicted.xMin == object.xMin),
      share(predicted.yMin < object.yMin, predicted.yMin == object.yMin),
      share(predicted.xMax > object.xMax, predicted.xMax == object.xMax),
      share(predicted.yMax > object.yMax, predicted.yMax == object.yMax)
    )
  }

  /// 1 if the edge is the one that counts, 0 if not, half where it is a tie: the mean of the slopes on both sides.
  private func share(_ counts: Bool, _ ties: Bool) -> Double { counts ? 1 : ties ? 0.5 : 0 }
}
