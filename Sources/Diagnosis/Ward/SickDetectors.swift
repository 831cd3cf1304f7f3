// Sick detectors: fresh ones, each with one fault, and outputs in an order that no anchor has.

import Boxes
import Detector
import Images
import Layers
import Losses
import Matching
import Shapes
import Tensors

extension WardCase {
  /// Four pictures that a fresh detector looks at.
  static var fewExamples: [AnnotatedImage] {
    (0..<4).map { ShapesDataset(preset: .standard, seed: 3, count: 4).example(at: $0) }
  }

  static var sickDetectors: [WardCase] {
    [
      initial("a classification bias of 0", "init1") { fill($0, "classification.predictor.bias", 0) },
      initial("a prior of the wrong sign", "init1") { fill($0, "classification.predictor.bias", 4.595) },
      initial("the prior on the box head too", "init3") { fill($0, "regression.predictor.bias", -4.595) },
      initial("a head without a gradient", "init4") { fill($0, "classification.predictor.weight", 0) },
      own("α that weighs the negatives", "init1") { _ in FocalLoss(alpha: .balanced(0.75)) },
      own("a loss divided by all outputs", "init1") { examples in
        let targets = examples.map { RetinaNet(.small).targets(objects: $0.objects, on: .square(128)) }
        let positives = targets.reduce(0) { $0 + $1.positiveCount }
        return DividedLoss(divisor: Double(targets.reduce(0) { $0 + 3 * $1.labels.count }) / Double(positives))
      },
      WardCase(.detectors, "pictures without a positive anchor", "init3") {
        state(RetinaNet(.small), fewExamples.map { AnnotatedImage(image: $0.image) })
      },
      WardCase(.detectors, "a gradient that is counted twice", "init7") {
        let check = GradientSlopes(RetinaNet(.small), Array(fewExamples.prefix(1))) { pass, loss in
          pass.tape.backward([(loss.classification, 1), (loss.box, 2)])
        }
        return Diagnosis(check.findings, checks: ["init7"])
      },
      WardCase(.detectors, "deltas decoded with other weights", "anchors8") {
        let model = RetinaNet(.small, seed: nil)
        let oracle = OracleHead(model, fewExamples) { outputs, height, width in
          let deltas = outputs.deltas.tensor
          let scaled = Variable(Tensor(shape: deltas.shape, deltas.array.map { 2 * $0 }))
          return model.detections(
            .init(logits: outputs.logits, deltas: scaled), on: ImageSize(height: height, width: width))
        }
        return Diagnosis(oracle.findings, checks: ["anchors8"])
      },
      WardCase(.detectors, "a transposed grid of outputs", "anchors8") {
        let model = RetinaNet(.small, seed: nil)
        let oracle = OracleHead(model, fewExamples) { outputs, height, width in
          model.detections(
            .init(
              logits: transposed(outputs.logits, numbers: 3, cells: height / 8),
              deltas: transposed(outputs.deltas, numbers: 4, cells: height / 8)),
            on: ImageSize(height: height, width: width))
        }
        return Diagnosis(oracle.findings, checks: ["anchors8"])
      },
      WardCase(.detectors, "rows and columns exchanged in the heads", "init6") {
        let model = RetinaNet(.small)
        let square = WhiteSquare(model) { image in
          let right = model(model.input([image]), .inference()).logits.tensor.array
          var turned = right
          for row in 0..<16 {
            for column in 0..<24 {
              for offset in 0..<27 {
                turned[(column * 16 + row) * 27 + offset] = right[(row * 24 + column) * 27 + offset]
              }
            }
          }
          return turned
        }
        return Diagnosis(square.findings, checks: ["init6"])
      },
    ]
  }

  private static func state(_ model: RetinaNet, _ examples: [AnnotatedImage]) -> Diagnosis {
    Diagnosis(InitialState(model, examples).findings, checks: InitialState.checks)
  }

  /// A fresh detector after a change.
  private static func initial(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable (RetinaNet) -> Void
  ) -> WardCase {
    WardCase(.detectors, disease, expected) {
      let model = RetinaNet(.small)
      change(model)
      return state(model, fewExamples)
    }
  }

  /// A fresh detector with a loss of somebody's own that was meant to be the configuration's.
  private static func own(
    _ disease: String, _ expected: String,
    _ loss: @escaping @Sendable ([AnnotatedImage]) -> any ClassificationLoss
  ) -> WardCase {
    WardCase(.detectors, disease, expected) {
      let examples = fewExamples
      return state(RetinaNet(.small, pieces: .init(classificationLoss: loss(examples))), examples)
    }
  }

  /// Fills a parameter with one number.
  static func fill(_ model: RetinaNet, _ name: String, _ value: Float) {
    for parameter in model.parameters where parameter.name == name {
      parameter.value.buffer.write([Float](repeating: value, count: parameter.value.count))
    }
  }

  /// The finest level's cells with rows and columns exchanged.
  private static func transposed(_ outputs: Variable, numbers: Int, cells: Int) -> Variable {
    let right = outputs.tensor.array
    var values = right
    let perCell = 9 * numbers
    for row in 0..<cells {
      for column in 0..<cells {
        for offset in 0..<perCell {
          values[(column * cells + row) * perCell + offset] = right[(row * cells + column) * perCell + offset]
        }
      }
    }
    return Variable(Tensor(shape: outputs.tensor.shape, values))
  }
}

/// A focal loss that was divided once too often.
private struct DividedLoss: SigmoidLoss {
  let divisor: Double
  let loss = FocalLoss()

  func value(logit: Double, isPositive: Bool, label: Int) -> Double {
    loss.value(logit: logit, isPositive: isPositive, label: label) / divisor
  }

  func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
    loss.gradient(logit: logit, isPositive: isPositive, label: label) / divisor
  }
}
