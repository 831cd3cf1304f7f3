// From logits and deltas to detections (the paper, section 4, "Inference").

import Anchors
import Boxes
import Foundation
import Images
import Layers
import Tensors

extension RetinaNet {
  /// The detections of pictures of one size, best first.
  ///
  /// Scores strictly above the threshold count; of each level the best candidates are decoded and clipped to the
  /// picture; then levels are merged and suppressed. One anchor may score for several classes, each with its one box.
  public func detect(_ images: [Image]) -> [[Detection]] {
    guard let first = images.first else { return [] }
    let outputs = self(input(images), .inference())
    return detections(outputs, height: first.height, width: first.width)
  }

  /// The detections of a batch's outputs, for pictures of a size in pixels.
  public func detections(_ outputs: Outputs, height: Int, width: Int) -> [[Detection]] {
    let anchors = anchors(height: height, width: width)
    let grids = configuration.anchors.grids(
      imageHeight: configuration.padded(height), imageWidth: configuration.padded(width))
    let (logits, deltas) = (outputs.logits.tensor.array, outputs.deltas.tensor.array)
    let classes = configuration.classes
    return (0..<outputs.logits.shape[0]).map { image in
      var candidates: [Detection] = []
      for grid in grids {
        let best = bestOfLevel(
          logits,
          (image * anchors.count + grid.firstAnchor)
            * classes..<(image * anchors.count + grid.firstAnchor
            + grid.anchorCount) * classes)
        for (index, score) in best {
          let anchor = index / classes
          let offset = 4 * anchor
          let box = configuration.coder.decode(
            BoxDeltas(
              x: Double(deltas[offset]), y: Double(deltas[offset + 1]), width: Double(deltas[offset + 2]),
              height: Double(deltas[offset + 3])),
            anchor: anchors[anchor - image * anchors.count])
          candidates.append(
            Detection(
              box: box.clipped(height: Double(height), width: Double(width)), label: index % classes, score: score))
        }
      }
      return configuration.inference.suppression.kept(candidates, limit: configuration.inference.maximumDetections)
        .map { candidates[$0] }
    }
  }

  /// The indices and scores of a level's best logits above the score threshold, best first, ties by the lower index.
  private func bestOfLevel(_ logits: [Float], _ range: Range<Int>) -> [(index: Int, score: Double)] {
    let threshold = configuration.inference.scoreThreshold
    // σ is monotonic: compare logits, and compute σ for the few that pass.
    let lowest = threshold <= 0 ? -Double.infinity : log(threshold / (1 - threshold))
    var best = range.filter { Double(logits[$0]) > lowest }
    if best.count > 1 { best.sort { (logits[$0], $1) > (logits[$1], $0) } }
    return best.prefix(configuration.inference.candidatesPerLevel).map {
      ($0, 1 / (1 + exp(-Double(logits[$0]))))
    }
  }
}
