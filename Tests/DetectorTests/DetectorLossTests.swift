// The network's loss is the definition's, computed from the same outputs.

import Boxes
import Detector
import Layers
import Losses
import Matching
import Testing
import _TestSupport

@Suite("Detector loss")
struct DetectorLossTests {
  /// Both losses of a batch by their definitions, from the outputs' numbers.
  private func definition(_ model: RetinaNet, _ outputs: RetinaNet.Outputs, _ targets: [Targets]) -> (Double, Double) {
    let configuration = model.configuration
    let (logits, deltas) = (outputs.logits.tensor.array, outputs.deltas.tensor.array)
    let (anchors, classes) = (outputs.logits.shape[1], configuration.architecture.classes)
    var (classification, box) = (0.0, 0.0)
    guard case .smoothL1(let smoothL1) = configuration.learning.boxLoss else { return (.nan, .nan) }
    for (image, targets) in targets.enumerated() {
      let rows = (0..<anchors).map { anchor in
        (0..<classes).map { Double(logits[(image * anchors + anchor) * classes + $0]) }
      }
      let wanted = targets.labels.map { label -> AnchorTarget in
        switch label {
        case Targets.background: .negative
        case Targets.ignored: .ignored
        default: .positive(label: Int(label))
        }
      }
      classification += configuration.learning.classLoss.imageLoss(logits: rows, targets: wanted)
      var sum = 0.0
      for anchor in 0..<anchors where targets.labels[anchor] >= 0 {
        for side in 0..<4 {
          sum += smoothL1.value(
            Double(deltas[4 * (image * anchors + anchor) + side]) - Double(targets.deltas[4 * anchor + side]))
        }
      }
      box += sum / Double(max(1, targets.positiveCount))
    }
    return (classification / Double(targets.count), box / Double(targets.count))
  }

  @Test(
    "The losses are the definitions', also in a batch with an image without objects",
    arguments: [[], [1], [0, 1, 2]] as [Set<Int>])
  func definition(withoutObjects: Set<Int>) {
    let model = RetinaNet(.small, seed: 2)
    let scenes = SceneBatch(count: 3, withoutObjects: withoutObjects)
    let pass = Pass.training()
    let outputs = model(model.input(scenes.images), pass)
    let targets = scenes.targets(model)
    let batch = model.batch(targets)
    #expect(batch.positives.map { $0 == 0 } == (0..<3).map { withoutObjects.contains($0) })
    let loss = model.loss(outputs, batch, pass)
    let (classification, box) = definition(model, outputs, targets)
    #expect(isClose(Double(loss.classification.tensor.buffer[0]), classification, relative: 1e-5))
    #expect(isClose(Double(loss.box.tensor.buffer[0]), box, relative: 1e-5))
    #expect(isClose(Double(loss.total), classification + box, relative: 1e-5))
  }

  @Test("Other losses than the default are taken over: α per class, γ, L1")
  func options() {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.classLoss = .focal(FocalLoss(alpha: .perClass([0.2, 0.5, 0.9]), gamma: 0.5))
    configuration.learning.boxLoss = .smoothL1(.l1)
    configuration.learning.assigner = .matcher(Matcher(lowQuality: .none))
    let model = RetinaNet(configuration)
    let scenes = SceneBatch(seed: 5, count: 2)
    let pass = Pass.training()
    let outputs = model(model.input(scenes.images), pass)
    let targets = scenes.targets(model)
    let loss = model.loss(outputs, model.batch(targets), pass)
    let (classification, box) = definition(model, outputs, targets)
    #expect(isClose(Double(loss.classification.tensor.buffer[0]), classification, relative: 1e-5))
    #expect(isClose(Double(loss.box.tensor.buffer[0]), box, relative: 1e-5))
  }

  @Test("Without the prior the first loss of an image without objects is 100 000 times as large, and 30 times else")
  func prior() {
    func loss(_ prior: PriorProbability, withoutObjects: Bool) -> Float {
      var configuration = RetinaNet.Configuration.small
      configuration.learning.prior = prior
      let model = RetinaNet(configuration)
      let scenes = SceneBatch(count: 2, withoutObjects: withoutObjects ? [0, 1] : [])
      let pass = Pass.training()
      let outputs = model(model.input(scenes.images), pass)
      return model.loss(outputs, model.batch(scenes.targets(model)), pass).classification.tensor.buffer[0]
    }
    // 3 069 anchors · 3 classes at 7.5e-7 are 0.007, at 0.13 they are 1 197.
    // The cost rises with the score's third power, so the small random weights add a fifth to the first.
    let (with, without) = (PriorProbability(0.01), PriorProbability(0.5))
    #expect(isClose(Double(loss(with, withoutObjects: true)), 9_207 * 7.53775189e-7, relative: 0.5))
    #expect(isClose(Double(loss(without, withoutObjects: true)), 9_207 * 0.1299650964, relative: 0.1))
    #expect(loss(without, withoutObjects: true) > 100_000 * loss(with, withoutObjects: true))
    #expect(loss(without, withoutObjects: false) > 30 * loss(with, withoutObjects: false))
  }
}
