// What a box loss is, and those that are built in.
// The box loss of one positive anchor: of the four numbers (smooth L1) or of the decoded box (an IoU loss).
// What the sum over anchors is divided by is a LossNormalization.Rule.

import Boxes

#if hasFeature(Embedded)
  /// Embedded Swift has no values of just any type: there the codings are those that are built in.
  public typealias AnyBoxCoding = BoxCoding
#else
  /// A coding that is built in, or one's own.
  public typealias AnyBoxCoding = any BoxNumbersCoder
#endif

/// What the box head should say at a positive anchor.
public struct BoxTarget: Sendable {
  /// The anchor.
  public let anchor: Box
  /// The box of its object.
  public let object: Box
  /// How four numbers stand for a box.
  public let coding: AnyBoxCoding
  /// The four numbers that stand for the object's box.
  public let numbers: BoxNumbers

  /// The target of an anchor that learns an object.
  ///
  /// - Precondition: anchor and object have positive width and height.
  public init(object: Box, anchor: Box, coding: AnyBoxCoding) {
    self.anchor = anchor
    self.object = object
    self.coding = coding
    numbers = coding.encode(object, anchor: anchor)
  }

  #if !hasFeature(Embedded)
    /// The target by a coding that is built in.
    public init(object: Box, anchor: Box, coding: BoxCoding) {
      self.init(object: object, anchor: anchor, coding: coding as any BoxNumbersCoder)
    }
  #endif
}

/// What the box outputs of a positive anchor cost: a box loss of your own is a type with two functions.
public protocol RegressionLoss: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// The loss of four predicted numbers, at least 0.
  func value(prediction: BoxNumbers, target: BoxTarget) -> Double
  /// Its derivative by the four predicted numbers.
  func gradient(prediction: BoxNumbers, target: BoxTarget) -> BoxNumbers
}

extension RegressionLoss {
  /// The type's name.
  public var name: String { "\(Self.self)" }
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
public enum BoxLoss: RegressionLoss, Hashable, Codable {
  /// Of the four numbers.
  case smoothL1(SmoothL1)
  /// Of the decoded box.
  case iou(IoULoss)

  /// The loss of four predicted numbers, at least 0.
  public func value(prediction: BoxNumbers, target: BoxTarget) -> Double {
    switch self {
    case .smoothL1(let loss):
      let wanted = target.numbers
      let first = loss.value(prediction.0 - wanted.0) + loss.value(prediction.1 - wanted.1)
      return first + loss.value(prediction.2 - wanted.2) + loss.value(prediction.3 - wanted.3)
    case .iou(let loss):
      return loss.value(
        predicted: target.coding.decode(prediction, anchor: target.anchor), object: target.object)
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
        edges: loss.gradient(predicted: predicted, object: target.object), numbers: prediction, anchor: target.anchor)
    }
  }
}

// MARK: - Written as an object with one key: {"smoothL1": {…}} or {"iou": {…}}

#if !hasFeature(Embedded)
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
#endif
