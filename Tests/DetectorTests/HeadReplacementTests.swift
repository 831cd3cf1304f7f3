// Weights for other classes: the one layer that names the classes begins again, all else is kept.

import Detector
import Formats
import Losses
import Testing
import _TestSupport

@Suite("Replacing the classification head")
struct HeadReplacementTests {
  private let predictor = ["classification.predictor.weight", "classification.predictor.bias"]

  /// A model's numbers by name.
  private func numbers(_ model: RetinaNet) -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: model.weights().entries.map { ($0.name, $0.values) })
  }

  /// Checks that a model for `classes` classes took over all of another's numbers but its predictor's.
  private func check(
    _ configuration: RetinaNet.Configuration, from old: RetinaNet, naming: WeightsNaming
  ) throws {
    let model = RetinaNet(configuration, seed: 8)
    for parameter in model.parameters { parameter.value.buffer.fill(0.5) }
    let result = try model.loadReplacingClasses(old.weights(naming: naming), naming: naming, seed: 6)
    #expect(result.fileClasses == old.configuration.architecture.classes)
    #expect(result.replaced == predictor)
    let (before, after, fresh) = (numbers(old), numbers(model), numbers(RetinaNet(configuration, seed: 6)))
    #expect(Set(result.kept + result.replaced) == Set(after.keys))
    for name in result.kept { #expect(firstDifference(after[name] ?? [], before[name] ?? [0]) == nil, "\(name)") }
    for name in predictor { #expect(firstDifference(after[name] ?? [], fresh[name] ?? [0]) == nil, "\(name)") }
    let bias = Float(configuration.learning.prior.bias)
    #expect(after[predictor[1]]?.allSatisfy { $0 == bias } == true)
    #expect(after[predictor[1]]?.count == 9 * configuration.architecture.classes)
  }

  @Test(
    "The small model keeps all but the predictor, which begins at the prior, for fewer, as many and more classes",
    arguments: [1, 3, 20])
  func small(classes: Int) throws {
    let old = RetinaNet(.small, seed: 4)
    _ = old(old.input(SceneBatch(count: 1).images), .training())
    try check(RetinaNet.Configuration(classes: classes), from: old, naming: .retinaKit)
  }

  @Test(
    "A ResNet keeps all but the predictor, from torchvision's names and from its own",
    arguments: [WeightsNaming.torchvision, .retinaKit])
  func resNet(naming: WeightsNaming) throws {
    try check(smallResNet(classes: 2), from: try portableResNet(classes: 5), naming: naming)
  }

  @Test("Boxes are predicted as before; scores begin at 0.01")
  func outputs() throws {
    let old = try portableResNet(classes: 5)
    let model = RetinaNet(smallResNet(classes: 2), seed: nil)
    try model.loadReplacingClasses(old.weights())
    let input = model.input([wavyPicture(height: 64, width: 64)])
    let (before, after) = (old(input, .inference()), model(input, .inference()))
    #expect(firstDifference(bits(after.deltas.tensor.array), bits(before.deltas.tensor.array)) == nil)
    let scores = after.logits.tensor.array.map { sigmoid(Double($0)) }
    #expect(isClose(scores.reduce(0, +) / Double(scores.count), 0.01, relative: 0.1))
  }

  @Test(
    """
    A much-read guide to custom classes imports the classification head and never replaces it: the weights then do not \
    fit, by name
    """)
  func neverReplaced() throws {
    let file = RetinaNet(.small).weights()
    let model = RetinaNet(RetinaNet.Configuration(classes: 5))
    #expect(throws: WeightsError.self) { try model.load(file) }
    do throws(WeightsError) { try model.load(file) } catch {
      #expect(error.tensor == "classification.predictor.weight")
    }
    #expect(throws: Never.self) { try model.loadReplacingClasses(file) }
  }

  @Test("What else does not fit is named, and nothing is changed")
  func misfits() throws {
    let model = RetinaNet(.small, seed: 1)
    let before = model.weights()
    func error(_ change: (inout SafetensorsFile) -> Void) -> WeightsError? {
      var file = RetinaNet(RetinaNet.Configuration(classes: 7), seed: 2).weights()
      change(&file)
      do throws(WeightsError) {
        try model.loadReplacingClasses(file)
        return nil
      } catch {
        return error
      }
    }
    let missing = error { file in file.entries.removeAll { $0.name == "pyramid.p6.bias" } }
    #expect(missing?.tensor == "pyramid.p6.bias")
    let headless = error { file in file.entries.removeAll { $0.name == "classification.predictor.bias" } }
    #expect(headless?.tensor == "classification.predictor.bias")
    let odd = error { file in
      file.entries.removeAll { $0.name == "classification.predictor.bias" }
      file.entries.append(
        .init(name: "classification.predictor.bias", shape: [10], values: Array(repeating: 0, count: 10)))
    }
    #expect(odd?.problem.contains("a multiple of the 9 anchors in a cell, found shape [10]") == true)
    let isUnchanged = model.weights() == before
    #expect(isUnchanged)
  }
}
