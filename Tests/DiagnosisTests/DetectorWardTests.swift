// Sick detectors: fresh ones, each with one fault, and the answers of an oracle in the heads' place.

import Anchors
import Boxes
import Detector
import Images
import Layers
import Losses
import Matching
import Shapes
import Tensors
import Testing
import Training

@testable import Diagnosis

@Suite("The ward: detectors", .serialized)
struct DetectorWardTests {
  private let examples = (0..<4).map { ShapesDataset(preset: .standard, seed: 3, count: 4).example(at: $0) }

  private func first(_ findings: [Finding]) -> String {
    Diagnosis(findings, checks: []).findings.first.map { "\($0.id) \($0.severity)" } ?? "nothing"
  }

  private func fill(_ model: RetinaNet, _ name: String, _ value: Float) {
    for parameter in model.parameters where parameter.name == name {
      parameter.value.buffer.write([Float](repeating: value, count: parameter.value.count))
    }
  }

  @Test("A fresh detector has the prior's first loss, scores π on noise, and no finding")
  func healthy() {
    let state = InitialState(RetinaNet(.small), examples)
    #expect(state.findings == [])
    #expect(abs(state.classLoss / state.expectedClassLoss - 1) < 0.05)
    #expect(abs(state.meanScore / 0.01 - 1) < 0.1)
  }

  @Test("Bias 0, a bias of the wrong sign, a prior on the box head, a frozen head's gradient of zero")
  func initial() {
    let zero = RetinaNet(.small)
    fill(zero, "classification.predictor.bias", 0)
    let withoutPrior = InitialState(zero, examples)
    #expect(first(withoutPrior.findings) == "init1 severe")
    #expect(withoutPrior.findings.first?.title.contains("bias is 0") == true)

    let wrong = RetinaNet(.small)
    fill(wrong, "classification.predictor.bias", 4.595)
    #expect(InitialState(wrong, examples).findings.first?.title.contains("wrong sign") == true)

    let box = RetinaNet(.small)
    fill(box, "regression.predictor.bias", -4.595)
    #expect(first(InitialState(box, examples).findings).hasPrefix("init3"))

    let dead = RetinaNet(.small)
    // Nothing passes a predictor of zeros: the tower below learns nothing.
    fill(dead, "classification.predictor.weight", 0)
    let findings = InitialState(dead, examples).findings
    #expect(first(findings) == "init4 severe", "\(findings.map(\.title)) \(dead.parameters.map(\.name))")
  }

  @Test("No positive anchor: the box loss is exactly 0")
  func empty() {
    let without = examples.map { AnnotatedImage(image: $0.image) }
    #expect(InitialState(RetinaNet(.small), without).findings.contains { $0.id == "init3" && $0.severity == .severe })
  }

  @Test("The oracle's answers come out as the objects; a transposed grid and doubled deltas do not")
  func oracle() {
    let model = RetinaNet(.small, seed: nil)
    let right = OracleHead(model, examples)
    #expect(right.findings == [])
    #expect(right.learnable == 1)

    let doubled = OracleHead(model, examples) { outputs, height, width in
      let deltas = outputs.deltas.tensor
      let scaled = Tensor(shape: deltas.shape, deltas.array.map { 2 * $0 })
      return model.detections(
        .init(logits: outputs.logits, deltas: Variable(scaled)), on: ImageSize(height: height, width: width))
    }
    #expect(first(doubled.findings) == "anchors8 severe")

    let transposed = OracleHead(model, examples) { outputs, height, width in
      let turn = { (tensor: Tensor, numbers: Int) -> Variable in
        var values = tensor.array
        let perCell = 9 * numbers
        for row in 0..<16 {
          for column in 0..<16 {
            for offset in 0..<perCell {
              values[(column * 16 + row) * perCell + offset] = tensor.array[(row * 16 + column) * perCell + offset]
            }
          }
        }
        return Variable(Tensor(shape: tensor.shape, values))
      }
      return model.detections(
        .init(logits: turn(outputs.logits.tensor, 3), deltas: turn(outputs.deltas.tensor, 4)),
        on: ImageSize(height: height, width: width))
    }
    #expect(first(transposed.findings) == "anchors8 severe")
  }

  @Test("White squares move their own cells; a map with rows and columns exchanged is found")
  func square() {
    let model = RetinaNet(.small)
    #expect(WhiteSquare(model).findings == [], "\(WhiteSquare(model).places)")
    let exchanged = WhiteSquare(model) { image in
      let right = model(model.input([image]), .inference()).logits.tensor.array
      var turned = right
      for row in 0..<16 {
        for column in 0..<24 {
          for offset in 0..<27 { turned[(column * 16 + row) * 27 + offset] = right[(row * 24 + column) * 27 + offset] }
        }
      }
      return turned
    }
    #expect(first(exchanged.findings) == "init6 severe")
  }

  @Test("One picture is learnt by heart; a rate 100 times too small does not learn it")
  func overfit() throws {
    let categories = ShapesDataset(preset: .standard, seed: 3, count: 1).categories
    let learnt = try Overfit(examples[0], categories: categories) { RetinaNet(.small) }
    #expect(!learnt.findings.contains { $0.severity == .severe }, "\(learnt)")
    let slow = try Overfit(examples[0], categories: categories, steps: 30, rate: 0.000005) { RetinaNet(.small) }
    #expect(first(slow.findings) == "over1 severe")
  }

  @Test("The range test names a rate between one that does nothing and one that breaks")
  func range() throws {
    let dataset = ShapesDataset(preset: .busy, seed: 3, count: 200)
    let test = try RangeTest(dataset, steps: 60, batchSize: 4, model: RetinaNet(.small))
    let rate = try #require(test.suggestion)
    #expect((1e-4...0.3).contains(rate), "\(rate)")
    #expect(test.finding(command: "retinanet train").command.hasPrefix("retinanet train --lr "))
  }
}
