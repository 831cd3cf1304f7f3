// The losses of whole boxes: IoU, -ln IoU, GIoU, DIoU, CIoU, and their slopes by the four edges.
// They know nothing of anchors: BoxLoss takes the slopes back through a box coding.

import Boxes
import Foundation

/// A loss of a predicted box against an object's, from how they lie to each other.
///
/// With I the intersection, U the union and C the smallest box around both:
///
/// ```
/// IoU        1 - I/U
/// log IoU    -ln(max(I/U, 1e-6))
/// GIoU       1 - I/U + (|C| - U) / |C|                    Rezatofighi et al., 2019
/// DIoU       1 - I/U + ρ² / c²                            Zheng et al., 2020
/// CIoU       1 - I/U + ρ² / c² + αv                       ρ between the centers, c the diagonal of C
///            v = 4/π² (atan(w/h of the object) - atan(w/h))²,   α = v / (1 - I/U + v)
/// ```
///
/// Smooth L1 adds up four numbers as if they were unrelated; these lose by what is evaluated. Without overlap, IoU and
/// log IoU are flat and teach nothing; the other three have a slope at any distance.
///
/// For 0…2 × 0…2 against 1…3 × 1…3, I = 1, U = 7, |C| = 9, ρ² = 2 and c² = 18: IoU 6/7 = 0.857143, GIoU
/// 6/7 + 2/9 = 1.079365, DIoU and CIoU (both are squares) 6/7 + 1/9 = 0.968254.
///
/// Properties:
/// - A perfect prediction costs 0 and has gradient 0.
/// - IoU costs at most 1, GIoU and DIoU less than 2; GIoU, DIoU and CIoU at least what IoU does.
/// - Symmetric in the two boxes, and unchanged when both are moved or scaled together.
/// - The gradient is that of central differences (for CIoU, with α held still).
///
/// Edge cases: nothing is divided by 0: of two boxes without area the IoU is 0, and penalties whose denominator is 0
/// are 0. A box turned inside out has area 0. Where an edge lies exactly on the other box's, the slope is the mean of
/// those on both sides, as PyTorch has it.
public struct IoULoss: Hashable, Sendable, Codable {
  /// Which of the losses.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// 1 - IoU.
    case iou
    /// -ln IoU, cut at 1e-6: mmdetection's `IoULoss` (its default mode).
    case logIoU
    /// Generalized IoU: the empty part of the smallest box around both costs too.
    case giou
    /// Distance IoU: the distance of the centers costs too.
    case diou
    /// Complete IoU: the distance of the centers and the difference of the shapes cost too.
    case ciou
  }

  /// The IoU that -ln is taken of at least: without it, boxes apart would cost infinity.
  public static let smallestIoU = 1e-6

  /// Which of the losses.
  public let kind: Kind
  /// The IoU above which CIoU's shape term counts; other kinds have no use for it.
  ///
  /// 0.5 in mmdetection and in the authors' later paper, which let the boxes meet first. At 0 the term counts always,
  /// also without overlap, as in torchvision.
  public let shapeThreshold: Double

  /// A loss of boxes.
  public init(_ kind: Kind, shapeThreshold: Double = 0) {
    self.kind = kind
    self.shapeThreshold = shapeThreshold
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    (0...1).contains(shapeThreshold) ? nil : "shapeThreshold must be in 0...1, found \(shapeThreshold)"
  }

  /// The loss, at least 0.
  public func value(predicted: Box, object: Box) -> Double {
    let pair = BoxPair(predicted, object)
    switch kind {
    case .iou: return 1 - pair.iou
    case .logIoU: return -log(max(pair.iou, Self.smallestIoU))
    case .giou: return 1 - pair.iou + pair.emptyShare
    case .diou: return 1 - pair.iou + pair.distanceShare
    case .ciou:
      let shape = pair.shape
      return 1 - pair.iou + pair.distanceShare + shapeWeight(pair, shape) * shape
    }
  }

  /// The derivative of the loss by the predicted box's edges: xMin, yMin, xMax, yMax.
  ///
  /// CIoU's α counts as a constant, as in its paper, torchvision and mmdetection: the result is not quite the slope of
  /// `value`.
  public func gradient(predicted: Box, object: Box) -> BoxNumbers {
    let pair = BoxPair(predicted, object)
    let iou = pair.iouSlope
    switch kind {
    case .iou: return iou * -1
    case .logIoU: return pair.iou >= Self.smallestIoU ? iou * (-1 / pair.iou) : (0, 0, 0, 0)
    case .giou: return pair.emptyShareSlope + iou * -1
    case .diou: return pair.distanceShareSlope + iou * -1
    case .ciou:
      let shape = pair.shapeSlope * shapeWeight(pair, pair.shape)
      return pair.distanceShareSlope + iou * -1 + shape
    }
  }

  /// CIoU's α; 0 for boxes of one shape, where it would be 0/0 at a perfect prediction.
  private func shapeWeight(_ pair: BoxPair, _ shape: Double) -> Double {
    let counts = shapeThreshold == 0 || pair.iou > shapeThreshold
    return counts && shape > 0 ? shape / (1 - pair.iou + shape) : 0
  }
}

#if !hasFeature(Embedded)
  extension IoULoss {
    /// Reads a loss; throws `DecodingError` for a threshold outside 0 to 1.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      kind = try values.decode(Kind.self, forKey: .kind)
      shapeThreshold = try values.decode(Double.self, forKey: .shapeThreshold)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif

// MARK: - Four slopes at once

/// The sum, edge by edge.
func + (a: BoxNumbers, b: BoxNumbers) -> BoxNumbers { (a.0 + b.0, a.1 + b.1, a.2 + b.2, a.3 + b.3) }

/// Each of the four, times a number.
func * (a: BoxNumbers, factor: Double) -> BoxNumbers { (a.0 * factor, a.1 * factor, a.2 * factor, a.3 * factor) }
