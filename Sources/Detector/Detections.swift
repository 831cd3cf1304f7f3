// From logits and deltas to detections (the paper, section 4, "Inference").

import Anchors
import Boxes
import Foundation
import Images
import Kernels
import Layers
import Tensors

/// The parts of detecting, in order.
package enum DetectionPhase: String, CaseIterable, Sendable {
  /// From bytes to numbers.
  case pictures
  /// Up to C3, C4 and C5.
  case backbone
  /// Up to P3 to P7.
  case pyramid
  /// Both heads.
  case heads
  /// Candidates, decoding and suppression.
  case detections
}

extension RetinaNet {
  /// The detections of pictures of one size, best first.
  ///
  /// Scores strictly above the threshold count; of each level the best candidates are decoded and clipped to the
  /// picture; then levels are merged and suppressed. One anchor may score for several classes, each with its one box.
  public func detect(_ images: [Image]) -> [[Detection]] {
    guard let first = images.first else { return [] }
    let input = input(images)
    phaseIsOver?(.pictures)
    let outputs = self(input, .inference())
    defer { phaseIsOver?(.detections) }
    return detections(outputs, on: first.size)
  }

  /// The detections of a batch's outputs, for pictures of a size in pixels.
  ///
  /// - Precondition: the outputs are those of pictures of this size: there is one for each of its anchors.
  public func detections(_ outputs: Outputs, on size: ImageSize) -> [[Detection]] {
    let anchors = anchors(on: size)
    let (pictures, numbers) = (
      outputs.logits.shape[0], configuration.classOutputs.count(classes: configuration.architecture.classes)
    )
    precondition(
      outputs.logits.shape == [pictures, anchors.count, numbers]
        && outputs.deltas.shape == [pictures, anchors.count, 4],
      "outputs for pictures of \(size) must be logits of \([pictures, anchors.count, numbers]) and deltas of "
        + "\([pictures, anchors.count, 4]), found "
        + "\(outputs.logits.shape) and \(outputs.deltas.shape)")
    let grids = configuration.architecture.anchors.grids(on: configuration.padded(size))
    let (logits, deltas) = (classLogits(outputs.logits.tensor), outputs.deltas.tensor.buffer)
    let (classes, inference) = (configuration.architecture.classes, configuration.inference)
    let end = (
      height: Double(size.height) - inference.clippingPixels.extra,
      width: Double(size.width) - inference.clippingPixels.extra
    )
    return (0..<outputs.logits.shape[0]).map { image in
      var candidates: [Detection] = []
      for (level, grid) in grids.enumerated() {
        let first = (image * anchors.count + grid.firstAnchor) * classes
        let isCoarsest = level == grids.count - 1
        let best = bestOfLevel(
          logits, first..<first + grid.anchorCount * classes,
          threshold: (isCoarsest ? inference.coarsestScoreThreshold : nil) ?? inference.scoreThreshold)
        for (index, score) in best {
          let anchor = index / classes
          let offset = 4 * anchor
          let numbers = (
            Double(deltas[offset]), Double(deltas[offset + 1]), Double(deltas[offset + 2]), Double(deltas[offset + 3])
          )
          var box = pieces.coding.decode(numbers, anchor: anchors[anchor - image * anchors.count])
          if inference.clipping == .beforeSuppression { box = box.clipped(height: end.height, width: end.width) }
          if inference.dropsEmptyBoxes, box.area == 0 { continue }
          candidates.append(Detection(box: box, label: index % classes, score: score))
        }
      }
      return inference.remaining(candidates, by: pieces.suppression).map { remaining in
        var detection = remaining
        if inference.clipping == .afterSuppression {
          detection.box = detection.box.clipped(height: end.height, width: end.width)
        }
        return detection
      }
    }
  }

  /// [N · anchors · K] numbers whose sigmoids are the scores: the logits themselves, or the odds of a softmax.
  private func classLogits(_ logits: Tensor) -> FloatBuffer {
    guard case .softmax = configuration.classOutputs else { return logits.buffer }
    let (numbers, width) = (logits.array, logits.shape[2])
    return FloatBuffer(
      stride(from: 0, to: numbers.count, by: width).flatMap { first in
        let own = numbers[first..<first + width].map(Double.init)
        return (0..<configuration.architecture.classes).map {
          Float(configuration.classOutputs.logit(ofLabel: $0, logits: own))
        }
      })
  }

  /// The indices and scores of a level's best logits above the score threshold, best first, ties by the lower index.
  private func bestOfLevel(
    _ logits: FloatBuffer, _ range: Range<Int>, threshold: Double
  ) -> [(index: Int, score: Double)] {
    // σ is monotonic: compare logits, and compute σ for the few that pass.
    let lowest = threshold <= 0 ? -Double.infinity : log(threshold / (1 - threshold))
    var best = logits.indices(in: range, above: lowest).map { (index: $0, logit: logits[$0]) }
    if best.count > 1 { best.sort { ($0.logit, $1.index) > ($1.logit, $0.index) } }
    return best.prefix(configuration.inference.candidatesPerLevel).map {
      ($0.index, 1 / (1 + exp(-Double($0.logit))))
    }
  }
}

extension RetinaNet.Inference {
  /// The candidates that survive suppression and the limits, best first.
  package func remaining(_ candidates: [Detection], by suppression: any Suppressor) -> [Detection] {
    guard detectionsPerClass < maximumDetections else {
      return suppression.remaining(candidates, limit: maximumDetections)
    }
    var count: [Int: Int] = [:]
    let remaining = suppression.remaining(candidates, limit: .max).filter { detection in
      count[detection.label, default: 0] += 1
      return count[detection.label, default: 0] <= detectionsPerClass
    }
    return Array(remaining.prefix(maximumDetections))
  }
}
