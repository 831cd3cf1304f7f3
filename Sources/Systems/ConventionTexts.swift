// What conventions are in a few words: for reports, comparisons and help.

import Boxes
import Foundation
import Losses
import Text

extension BoxCoding {
  /// "center, weights 10, 10, 5, 5, dw and dh at most 4.135".
  public var text: String {
    switch self {
    case .corners(let coder): return "corners, σ \(coder.deviation.short)"
    case .distances: return "logarithms of the distances from the center"
    case .center(let coder):
      let weights = coder.weights
      let all = [weights.x, weights.y, weights.width, weights.height]
      let list = Set(all).count == 1 ? all[0].short : all.map(\.short).joined(separator: ", ")
      let clamp =
        switch coder.clampSide {
        case .none: "dw and dh not clamped"
        case .above: "dw and dh at most \(coder.sizeClamp.short)"
        case .bothSides: "dw and dh within ±\(coder.sizeClamp.short)"
        }
      let smallest = coder.minimumSize > 0 ? ", objects at least \(coder.minimumSize.short) px" : ""
      return "center, weights \(list), \(clamp)\(coder.pixels == .inclusive ? ", sides + 1" : "")\(smallest)"
    }
  }
}

extension BoxLoss {
  /// "L1", "smooth L1, β 0.1111", "GIoU".
  public var text: String {
    switch self {
    case .smoothL1(let loss): loss.beta == 0 ? "L1" : "smooth L1, β \(loss.beta.short)"
    case .iou(let loss): "\(loss.kind)"
    }
  }
}

extension LossNormalization.Rule {
  /// "max(1, positives) of each image".
  public var text: String {
    switch self {
    case .positivesPerImage: "max(1, positives) of each image"
    case .positivesPerImageOrNothing: "positives of each image, without any: no loss"
    case .numbersPerImage: "4 · max(1, positives) of each image"
    case .positivesInBatch: "max(1, positives of the batch)"
    case .positivesPerImageSummed: "Σ max(1, positives)"
    case .positivesPlusOne: "Σ (positives + 1)"
    case .movingAverage(let initial, let momentum):
      "a moving average of positives, from \(initial.short), momentum \(momentum.short)"
    }
  }
}

extension LossNormalization {
  /// One normalizer, or both where they differ.
  public var text: String {
    classification == box ? box.text : "\(classification.text); boxes by \(box.text)"
  }
}

extension Double {
  /// Four significant digits.
  var short: String { significant(digits: 4) }
}
