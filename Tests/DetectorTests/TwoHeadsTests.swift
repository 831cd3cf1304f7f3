// Two heads, one loss: the reader's question that closes the first document, answered on the real network.

import Detector
import Layers
import Tensors
import Testing
import _TestSupport

@Suite("Two heads, one loss")
struct TwoHeadsTests {
  private let model = RetinaNet(.small, seed: 1)
  private let scenes = SceneBatch(count: 2)

  /// P6 and P7 have no positive anchor in these scenes: no object is large enough, so no box teaches them.
  private func hasPositives(_ name: String) -> Bool {
    !name.hasPrefix("pyramid.p6.") && !name.hasPrefix("pyramid.p7.")
  }

  /// All gradients by name, of classification · c + box · b.
  private func gradients(classification: Float?, box: Float?) -> [String: [Float]] {
    for parameter in model.parameters { parameter.clearGradient() }
    let pass = Pass.training()
    let outputs = model(model.input(scenes.images), pass)
    let loss = model.loss(outputs, model.batch(scenes.targets(model)), pass)
    var losses: [(loss: Variable, factor: Float)] = []
    if let classification { losses.append((loss.classification, classification)) }
    if let box { losses.append((loss.box, box)) }
    pass.tape.backward(losses)
    return Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.gradient.array) })
  }

  @Test("The box head's gradient of the classification loss is exactly zero, and the reverse")
  func ownHeads() {
    let ofClassification = gradients(classification: 1, box: nil)
    let ofBox = gradients(classification: nil, box: 1)
    for (name, gradient) in ofClassification {
      if name.hasPrefix("regression.") {
        #expect(largest(gradient) == 0, "\(name)")
      } else {
        #expect(largest(gradient) > 0, "\(name) learns from the classification loss")
      }
    }
    for (name, gradient) in ofBox {
      if name.hasPrefix("classification.") || !hasPositives(name) {
        #expect(largest(gradient) == 0, "\(name)")
      } else {
        #expect(largest(gradient) > 0, "\(name) learns from the box loss")
      }
    }
  }

  @Test("Below the heads the gradients add: ∇(classification + box) = ∇classification + ∇box, to rounding")
  func shared() {
    let ofClassification = gradients(classification: 1, box: nil)
    let ofBox = gradients(classification: nil, box: 1)
    let ofBoth = gradients(classification: 1, box: 1)
    for (name, both) in ofBoth {
      guard let first = ofClassification[name], let second = ofBox[name] else { continue }
      let scale = max(largest(first), largest(second))
      let worst = largest(both.indices.map { both[$0] - (first[$0] + second[$0]) })
      #expect(worst <= 1e-4 * scale, "\(name): \(worst) of \(scale)")
      if name.hasPrefix("backbone.") || name.hasPrefix("pyramid."), hasPositives(name) {
        #expect(largest(both.indices.map { both[$0] - first[$0] }) > 0.001 * scale, "\(name): both losses count")
      }
    }
  }

  @Test("In the heads the sum's gradient is the own loss's alone, to the same bits")
  func separate() {
    let ofClassification = gradients(classification: 1, box: nil)
    let ofBox = gradients(classification: nil, box: 1)
    for (name, both) in gradients(classification: 1, box: 1) {
      let own = name.hasPrefix("classification.") ? ofClassification : ofBox
      guard name.hasPrefix("classification.") || name.hasPrefix("regression.") else { continue }
      #expect(firstDifference(own[name] ?? [], both) == nil, "\(name)")
    }
  }

  @Test("Weighing the box loss twice doubles its head's gradient")
  func weighed() throws {
    let name = "regression.predictor.bias"
    let once = try #require(gradients(classification: 1, box: 1)[name])
    let twice = try #require(gradients(classification: 1, box: 2)[name])
    for (once, twice) in zip(once, twice) { #expect(isClose(Double(twice), 2 * Double(once), relative: 1e-5)) }
  }
}
