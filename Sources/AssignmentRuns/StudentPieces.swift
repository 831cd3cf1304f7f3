// A student's functions as pieces of the real detector: each conforms to the protocol of its open axis.
// It judges nothing; it only refuses what the detector could not go on with, in a sentence.

import Assignments
import Boxes
import Losses
import Matching

/// The focal loss by `loss` and `slope`, α = 0.25 and γ = 2.
struct StudentLoss: SigmoidLoss {
  let task: any LoopTask
  let faults: Faults

  func value(logit: Double, isPositive: Bool, label: Int) -> Double {
    faults.value(or: 0) { try task.loss(logit: logit, isPositive: isPositive, alpha: 0.25, gamma: 2) }
  }

  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
    faults.value(or: 0) { try task.slope(logit: logit, isPositive: isPositive, alpha: 0.25, gamma: 2) }
  }
}

/// Thresholds of 0.5 and 0.4 by `ious` and `match`.
struct StudentAssigner: AnchorAssigner {
  let task: any LoopTask
  let faults: Faults

  func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Matching.Assignment] {
    let count = anchors.anchors.count
    return faults.value(or: Array(repeating: .negative, count: count)) {
      let ious = try task.ious(anchors: anchors.anchors.map(Rectangle.init), objects: objects.map { Rectangle($0.box) })
      guard ious.count == count, ious.allSatisfy({ $0.count == objects.count }) else {
        throw UnfitPiece(
          description: "ious gave \(ious.count) rows of \(ious.first?.count ?? 0) for \(count) anchors and "
            + "\(objects.count) objects")
      }
      let states = try task.match(ious: ious, positiveThreshold: 0.5, negativeThreshold: 0.4)
      guard states.count == count else {
        throw UnfitPiece(description: "match gave \(states.count) states for \(count) anchors")
      }
      return try states.map { state -> Matching.Assignment in
        switch state {
        case .negative: return .negative
        case .ignored: return .ignored
        case .positive(let object):
          guard objects.indices.contains(object) else {
            throw UnfitPiece(description: "match gave object \(object) of \(objects.count)")
          }
          return .positive(object: object)
        }
      }
    }
  }
}

/// Center coding by `encode` and `decode`, with the deviations 0.1, 0.1, 0.2 and 0.2.
struct StudentCoding: BoxNumbersCoder {
  let task: any LoopTask
  let faults: Faults
  private static let deviations = [0.1, 0.1, 0.2, 0.2]

  func encode(_ box: Box, anchor: Box) -> BoxNumbers {
    faults.value(or: (0, 0, 0, 0)) {
      let code = try task.encode(
        object: Rectangle(box), anchor: Rectangle(anchor), deviations: Self.deviations)
      guard code.count == 4, code.allSatisfy(\.isFinite) else {
        throw UnfitPiece(description: "encode gave \(code), which is not four finite numbers")
      }
      return (code[0], code[1], code[2], code[3])
    }
  }

  func decode(_ numbers: BoxNumbers, anchor: Box) -> Box {
    faults.value(or: anchor) {
      let code = [numbers.0, numbers.1, numbers.2, numbers.3]
      let box = try task.decode(code: code, anchor: Rectangle(anchor), deviations: Self.deviations)
      guard [box.xMin, box.yMin, box.xMax, box.yMax].allSatisfy(\.isFinite) else {
        throw UnfitPiece(description: "decode gave \(box.value), which is no box")
      }
      return Box(xMin: box.xMin, yMin: box.yMin, xMax: box.xMax, yMax: box.yMax)
    }
  }

  /// Central differences through `decode`; smooth L1, by which these runs learn, never asks for them.
  func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    let step = 1e-6
    func slope(_ change: (inout BoxNumbers, Double) -> Void) -> Double {
      var (below, above) = (numbers, numbers)
      change(&below, -step)
      change(&above, step)
      let (low, high) = (decode(below, anchor: anchor), decode(above, anchor: anchor))
      let moved =
        edges.0 * (high.xMin - low.xMin) + edges.1 * (high.yMin - low.yMin) + edges.2 * (high.xMax - low.xMax)
        + edges.3 * (high.yMax - low.yMax)
      return moved / (2 * step)
    }
    return (slope { $0.0 += $1 }, slope { $0.1 += $1 }, slope { $0.2 += $1 }, slope { $0.3 += $1 })
  }
}

/// Suppression at an IoU above 0.5 within each class, by `suppressPerClass`.
struct StudentSuppressor: Suppressor {
  let task: any LoopTask
  let faults: Faults

  func remaining(_ candidates: [Detection], limit: Int) -> [Detection] {
    faults.value(or: []) {
      let kept = try task.suppressPerClass(
        boxes: candidates.map { Rectangle($0.box) }, scores: candidates.map(\.score), labels: candidates.map(\.label),
        threshold: 0.5)
      guard kept.allSatisfy(candidates.indices.contains), Set(kept).count == kept.count else {
        throw UnfitPiece(
          description: "suppressPerClass gave indices that are not those of \(candidates.count) boxes, each once")
      }
      return kept.prefix(limit).map { candidates[$0] }
    }
  }
}

extension Rectangle {
  /// A box of the library as the assignments write it.
  init(_ box: Box) { self.init(box.xMin, box.yMin, box.xMax, box.yMax) }
}
