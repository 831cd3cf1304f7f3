// A loss, an assigner, a coding, a suppression and a backbone from outside the package, given to the detector and its
// trainer.
//
//   swift run your-own-pieces
//
// The first three do what the built-in ones do, written anew in a few lines, so that the runs can be compared; the last
// one of each kind does something that the package has not.

import Boxes
import Detector
import Foundation
import Images
import Kernels
import Layers
import Lessons
import Losses
import Matching
import Shapes
import Tensors
import Training

lesson("A loss, an assigner, a coding, a suppression and a backbone of one's own, trained beside the built-in ones.")

// MARK: The built-in pieces written anew

/// The focal loss by its formula: -αt (1 - pt)² ln pt, and its derivative by the logit.
struct MyFocalLoss: SigmoidLoss {
  func value(logit: Double, isPositive: Bool, label: Int) -> Double {
    let (pt, weight) = (1 / (1 + exp(isPositive ? -logit : logit)), isPositive ? 0.25 : 0.75)
    return -weight * (1 - pt) * (1 - pt) * log(pt)
  }

  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
    let (pt, weight) = (1 / (1 + exp(isPositive ? -logit : logit)), isPositive ? 0.25 : 0.75)
    let slope = weight * (1 - pt) * (1 - pt) * (2 * pt * log(pt) - (1 - pt))
    return isPositive ? slope : -slope
  }
}

/// Thresholds 0.5 and 0.4, and every object keeps the anchors that fit it best.
struct MyMatcher: AnchorAssigner {
  func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    let table = anchors.anchors.map { anchor in objects.map { anchor.iou($0.box) } }
    let bestOfObject = objects.indices.map { object in table.map { $0[object] }.max() ?? 0 }
    return table.map { row -> Assignment in
      guard let best = row.max(), let object = row.firstIndex(of: best), best > 0 else { return .negative }
      let isBestOfSome = objects.indices.contains { row[$0] > 0 && row[$0] == bestOfObject[$0] }
      if best >= 0.5 || isBestOfSome { return .positive(object: object) }
      return best < 0.4 ? .negative : .ignored
    }
  }
}

/// Center coding with the weights 10, 10, 5, 5.
struct MyCoding: BoxNumbersCoder {
  func encode(_ box: Box, anchor: Box) -> BoxNumbers {
    (
      10 * (box.centerX - anchor.centerX) / anchor.width, 10 * (box.centerY - anchor.centerY) / anchor.height,
      5 * log(box.width / anchor.width), 5 * log(box.height / anchor.height)
    )
  }

  func decode(_ numbers: BoxNumbers, anchor: Box) -> Box {
    Box(
      centerX: anchor.centerX + numbers.0 / 10 * anchor.width, centerY: anchor.centerY + numbers.1 / 10 * anchor.height,
      width: anchor.width * exp(min(numbers.2 / 5, 4.135)), height: anchor.height * exp(min(numbers.3 / 5, 4.135)))
  }

  func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
    (
      (edges.0 + edges.2) * anchor.width / 10, (edges.1 + edges.3) * anchor.height / 10,
      (edges.2 - edges.0) / 2 * anchor.width * exp(numbers.2 / 5) / 5,
      (edges.3 - edges.1) / 2 * anchor.height * exp(numbers.3 / 5) / 5
    )
  }
}

// MARK: Pieces that the package has not

/// Squared error of the probability: (1 - pt)², the Brier score.
struct BrierScore: SigmoidLoss {
  func value(logit: Double, isPositive: Bool, label: Int) -> Double {
    let p = sigmoid(logit)
    return isPositive ? (1 - p) * (1 - p) : p * p
  }

  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
    let p = sigmoid(logit)
    return 2 * (isPositive ? p - 1 : p) * p * (1 - p)
  }
}

/// Every anchor whose center is in the inner half of an object learns the smallest such object.
struct InnerHalf: AnchorAssigner {
  func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    let bySize = objects.indices.filter { !objects[$0].isCrowd }.sorted { objects[$0].box.area < objects[$1].box.area }
    return anchors.anchors.map { anchor in
      let owner = bySize.first { object in
        let box = objects[object].box
        return abs(anchor.centerX - box.centerX) < box.width / 4 && abs(anchor.centerY - box.centerY) < box.height / 4
          && anchor.iou(box) > 0.3
      }
      return owner.map { .positive(object: $0) } ?? .negative
    }
  }
}

/// Both losses divided by the square root of what the paper divides by: pictures of many objects weigh more.
struct SquareRoot: LossDivider {
  func factors(
    positives: [Int], lost: [Int], average: inout Double
  ) -> (classification: [Double], box: [Double]) {
    let factors = positives.map { 1 / (Double(positives.count) * Double(max(1, $0)).squareRoot()) }
    return (factors, factors)
  }
}

/// Of each class only the surest.
struct OneOfEach: Suppressor {
  func remaining(_ candidates: [Detection], limit: Int) -> [Detection] {
    let best = Dictionary(grouping: candidates, by: \.label).compactMap { $0.value.max { $0.score < $1.score } }
    return Array(best.sorted { ($1.score, $0.label) < ($0.score, $1.label) }.prefix(limit))
  }
}

/// Patches of the picture, convolved, and patches of these, twice: features of strides 8, 16 and 32.
///
/// A network of one's own is a `Backbone`: it has parameters, says the channels of three maps, and makes them.
final class Patches: Backbone {
  let channels = [32, 48, 64]
  private let layers: [NormalizedConvolution]

  init(seed: UInt64?) {
    func layer(_ name: String, stride: Int, _ inputs: Int, _ outputs: Int) -> NormalizedConvolution {
      NormalizedConvolution(
        name: "backbone.\(name)",
        Convolution(kernel: stride + 1, stride: stride, inputChannels: inputs, outputChannels: outputs),
        .batch(epsilon: 1e-5), rectifies: true, seed: seed)
    }
    layers = [layer("c3", stride: 8, 3, 32), layer("c4", stride: 2, 32, 48), layer("c5", stride: 2, 48, 64)]
  }

  var parameters: [Parameter] { layers.flatMap(\.parameters) }
  var buffers: [StateTensor] { layers.flatMap(\.buffers) }

  func callAsFunction(_ images: Variable, _ pass: Pass) -> [Variable] {
    let c3 = layers[0](images, pass)
    let c4 = layers[1](c3, pass)
    return [c3, c4, layers[2](c4, pass)]
  }
}

// MARK: Training with them

/// The losses of some steps on easy pictures.
func losses(
  _ steps: Int, _ pieces: RetinaNet.Pieces = RetinaNet.Pieces()
) throws -> (losses: [Double], model: RetinaNet) {
  let model = RetinaNet(.small, pieces: pieces, seed: 0)
  let trainer = Trainer(
    model: model, dataset: ShapesDataset(preset: .easy, seed: 0, count: 100_000, imageSize: 64),
    options: .plain(steps: steps, batchSize: 4, seed: 0))
  return (try (0..<steps).map { _ in try trainer.trainStep().loss }, model)
}

let builtIn = try losses(8).losses
let matched = try losses(8, .init(assigner: MyMatcher(), coding: MyCoding())).losses
show("the same assigner and coding, written anew: losses equal to the last bit", builtIn == matched ? "yes" : "no")
expect(zip(builtIn, matched).allSatisfy { abs($0 - $1) <= 1e-5 * $0 }, "an own matcher to train like the built-in one")

let focal = try losses(8, .init(classificationLoss: MyFocalLoss())).losses
let deviations = zip(builtIn, focal).map { abs($0 - $1) / $0 }
expect(deviations[0] < 1e-6, "an own focal loss to cost what the kernel costs, up to rounding")
// Where a gradient is nearly 0 rounding decides its sign, and AdamW steps as far for a small one as for a large one.
expect(deviations.allSatisfy { $0 < 1e-2 }, "an own focal loss to train like the kernel")
show("the focal loss written anew: the first loss to 1 in a million, all to 1 in 100", "yes")

let own = RetinaNet.Pieces(
  classificationLoss: BrierScore(), assigner: InnerHalf(), lossDivider: SquareRoot(), suppression: OneOfEach())
let (falling, model) = try losses(40, own)
func mean(_ numbers: some Collection<Double>) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
show("40 steps with pieces that the package has not: from", mean(falling.prefix(5)), digits: 3)
show("to", mean(falling.suffix(5)), digits: 3)
expect(mean(falling.suffix(5)) < 0.9 * mean(falling.prefix(5)), "the loss to fall")

let detections = model.detect([ShapesDataset(preset: .easy, seed: 9, count: 1, imageSize: 64).example(at: 0).image])[0]
expect(Set(detections.map(\.label)).count == detections.count, "one detection of each class at most")

// A file of this model says which pieces it needs, and nobody can use it without them by accident.
expect(
  model.configuration.ownPieces.names,
  equals: [
    "assigner": "InnerHalf", "classificationLoss": "BrierScore", "lossDivider": "SquareRoot",
    "suppression": "OneOfEach",
  ])
show(model.configuration.missing(.init()) ?? "nothing is missing")

// The same for a network: of the small detector the pyramid and the heads are left.
let patches = RetinaNet.Pieces(backbone: .init("Patches") { Patches(seed: $0) })
let (learning, patched) = try losses(40, patches)
show("parameters with a backbone of three layers", patched.parameterCount)
show("40 steps with it: from", mean(learning.prefix(5)), digits: 3)
show("to", mean(learning.suffix(5)), digits: 3)
expect(mean(learning.suffix(5)) < 0.9 * mean(learning.prefix(5)), "the loss to fall on a network of one's own")
expect(patched.configuration.ownPieces.names, equals: ["backbone": "Patches"])
