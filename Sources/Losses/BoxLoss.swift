// The box loss of one positive anchor: of the four numbers (smooth L1) or of the decoded box (an IoU loss).
// What the sum over anchors is divided by is a LossNormalizer.

import Boxes

/// What the box head should say at a positive anchor.
public struct BoxTarget: Sendable {
  /// The anchor.
  public let anchor: Box
  /// The box of its object.
  public let object: Box
  /// How four numbers stand for a box.
  public let coding: BoxCoding
  /// The four numbers that stand for the object's box.
  public let numbers: BoxNumbers

  /// The target of an anchor that learns an object.
  ///
  /// - Precondition: anchor and object have positive width and height.
  public init(object: Box, anchor: Box, coding: BoxCoding) {
    self.anchor = anchor
    self.object = object
    self.coding = coding
    numbers = coding.encode(object, anchor: anchor)
  }
}

/// The loss of the box head at a positive anchor.
///
/// ```
/// smooth L1    Σ over the four numbers of L(prediction - target)
/// IoU          loss of decode(prediction) against the object's box
/// ```
///
/// Properties:
/// - The right four numbers cost 0 and have gradient 0, in every coding.
/// - The gradient is that of central differences, through the decoder.
///
/// Edge cases: where the decoder's clamp cuts a size, an IoU loss has no slope by the number behind it; smooth L1,
/// which never decodes, has.
public enum BoxLoss: Hashable, Sendable, Codable {
  /// Of the four numbers.
  case smoothL1(SmoothL1)
  /// Of the decoded box.
  case iou(IoULoss)

  /// The box loss of a system.
  ///
  /// | system | loss |
  /// |---|---|
  /// | torchvision, Detectron2, mmdetection | L1 |
  /// | Detectron, and so the paper | smooth L1, β = 0.11 |
  /// | keras-retinanet (σ = 3), yhenon | smooth L1, β = 1/9 |
  /// | Keras example | smooth L1, β = 1 |
  ///
  /// The paper says "the standard smooth L1" and no β; its results were made with Detectron's.
  public static func preset(_ system: ReferenceSystem) -> BoxLoss {
    switch system {
    case .torchvision, .detectron2, .mmdetection: .smoothL1(.l1)
    case .paper, .detectron: .smoothL1(SmoothL1(beta: 0.11))
    case .kerasRetinaNet, .yhenon: .smoothL1(SmoothL1(sigma: 3))
    case .kerasIO: .smoothL1(SmoothL1(beta: 1))
    }
  }

  /// The loss of four predicted numbers, at least 0.
  public func value(prediction: BoxNumbers, target: BoxTarget) -> Double {
    switch self {
    case .smoothL1(let loss):
      let wanted = target.numbers
      let first = loss.value(prediction.0 - wanted.0) + loss.value(prediction.1 - wanted.1)
      return first + loss.value(prediction.2 - wanted.2) + loss.value(prediction.3 - wanted.3)
    case .iou(let loss):
      return loss.value(target.coding.decode(prediction, anchor: target.anchor), target.object)
    }
  }

  /// The derivative of the loss by the four predicted numbers.
  public func gradient(prediction: BoxNumbers, target: BoxTarget) -> BoxNumbers {
    switch self {
    case .smoothL1(let loss):
      let wanted = target.numbers
      return (
        loss.gradient(prediction.0 - wanted.0), loss.gradient(prediction.1 - wanted.1),
        loss.gradient(prediction.2 - wanted.2), loss.gradient(prediction.3 - wanted.3)
      )
    case .iou(let loss):
      let predicted = target.coding.decode(prediction, anchor: target.anchor)
      return target.coding.gradient(
        edges: loss.gradient(predicted, target.object), numbers: prediction, anchor: target.anchor)
    }
  }
}

// MARK: - Written as an object with one key: {"smoothL1": {…}} or {"iou": {…}}

extension BoxLoss {
  private enum CodingKeys: String, CodingKey { case smoothL1, iou }

  /// Reads a loss; throws `DecodingError` for what is none.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch values.allKeys.count == 1 ? values.allKeys.first : nil {
    case .smoothL1: self = .smoothL1(try values.decode(SmoothL1.self, forKey: .smoothL1))
    case .iou: self = .iou(try values.decode(IoULoss.self, forKey: .iou))
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected one of smoothL1 and iou"))
    }
  }

  /// Writes the loss under the case's name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .smoothL1(let loss): try values.encode(loss, forKey: .smoothL1)
    case .iou(let loss): try values.encode(loss, forKey: .iou)
    }
  }
}
