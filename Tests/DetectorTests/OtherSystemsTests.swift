// What other systems get wrong before the first step and on pictures without objects, and the check that finds it.

import Detector
import Layers
import Losses
import Tensors
import Testing
import _TestSupport

@Suite("Other systems' defects: the prior and images without objects")
struct OtherSystemsTests {
  /// The mean score of a network that has learned nothing, after a change to its parameters by name.
  private func meanScore(_ change: (Parameter) -> Void) -> Double {
    let model = RetinaNet(.small, seed: 4)
    for parameter in model.parameters { change(parameter) }
    let logits = model(model.input(SceneBatch(count: 2).images), .training()).logits.tensor.array
    return logits.reduce(0) { $0 + sigmoid(Double($1)) } / Double(logits.count)
  }

  /// The check: within 5 % of π.
  private func isPrior(_ score: Double) -> Bool { isClose(score, 0.01, relative: 0.05) }

  @Test("Here the prior is on the classification head's last bias and nowhere else")
  func place() throws {
    let model = RetinaNet(.small)
    let bias = Float(PriorProbability(0.01).bias)
    for parameter in model.parameters where parameter.name.hasSuffix(".bias") {
      let expected = parameter.name == "classification.predictor.bias" ? bias : 0
      #expect(parameter.value.array.allSatisfy { $0 == expected }, "\(parameter.name)")
    }
    #expect(isPrior(meanScore { _ in }))
  }

  @Test("keras-hub 0.32 puts the prior bias on the box head: the initial mean score is 0.5, not π")
  func kerasHub() {
    let score = meanScore { parameter in
      if parameter.name == "classification.predictor.bias" { parameter.value.buffer.fill(0) }
      if parameter.name == "regression.predictor.bias" {
        parameter.value.buffer.fill(Float(PriorProbability(0.01).bias))
      }
    }
    #expect(!isPrior(score))
    #expect(isClose(score, 0.5, relative: 0.05))
  }

  @Test("kuangliu's port has no prior: the initial mean score is 0.5, not π")
  func kuangliu() {
    let score = meanScore { parameter in
      if parameter.name == "classification.predictor.bias" { parameter.value.buffer.fill(0) }
    }
    #expect(!isPrior(score))
    #expect(isClose(score, 0.5, relative: 0.05))
  }

  @Test("keras-io's divide_no_nan: an image with no positives teaches nothing; here its background teaches as it is")
  func kerasIO() {
    let loss = FocalLoss()
    let logits = [[1.0], [-2.0]]
    let sum = logits.reduce(0) { $0 + loss.value(logit: $1[0], isPositive: false) }
    // tf.math.divide_no_nan(sum, positives) is 0 where positives is 0, and so is its gradient.
    func divideNoNaN(_ sum: Double, _ positives: Double) -> Double { positives == 0 ? 0 : sum / positives }
    #expect(divideNoNaN(sum, 0) == 0)
    #expect(isClose(loss.imageLoss(logits: logits, targets: [.negative, .negative]), sum))

    let model = RetinaNet(.small)
    let scenes = SceneBatch(count: 1, withoutObjects: [0])
    let pass = Pass.training()
    let outputs = model(model.input(scenes.images), pass)
    let both = model.loss(outputs, model.batch(scenes.targets(model)), pass)
    pass.tape.backward([(both.classification, 1), (both.box, 1)])
    #expect(both.classification.tensor.buffer[0] > 0)
    for parameter in model.parameters where parameter.name.hasPrefix("classification.") {
      #expect(largest(parameter.gradient.array) > 0, "\(parameter.name)")
    }
  }
}
