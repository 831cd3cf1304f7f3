// How far one step goes beside how large the weights are (run4).

import Boxes
import Detector
import Foundation
import Images
import Layers
import Tensors
import Text
import Training

/// The size of an optimizer's update over the size of what it changes, by part of the detector.
///
/// ```
/// |Δw| / |w|     10⁻⁴ … 10⁻¹ learns; below 10⁻⁶ nothing moves, above 1 nothing stays
/// ```
///
/// Three steps are made on copies of the weights, which are written back: the first step of Adam is the sign of the
/// gradient, later ones are not. A head's weights begin at a deviation of 0.01, so that in a detector without training
/// a step of Adam is a tenth of them and more, and a warm-up is needed.
public struct UpdateSize: Hashable, Sendable {
  /// The median over a part's weights, by the first word of their names, in the model's order.
  public let parts: [Part]
  /// The learning rate.
  public let rate: Double

  /// A part of the detector.
  public struct Part: Hashable, Sendable {
    /// `backbone`, `pyramid`, `classification` or `regression`.
    public var name: String
    /// |Δw| / |w| of a step, the median over its weights.
    public var ratio: Double
  }

  /// Makes three steps on some examples of one size.
  public init(
    _ model: RetinaNet, _ examples: [AnnotatedImage], optimizer: OptimizerConfiguration, rate: Double
  ) {
    precondition(!examples.isEmpty, "examples must not be empty, found none")
    let size = examples[0].image.size
    let targets = model.batch(examples.map { model.targets(objects: $0.objects, on: size) })
    let input = model.input(examples.map(\.image))
    let before = model.parameters.map(\.value.array)
    let rule = Optimizer(optimizer, parameters: model.parameters)
    let steps = 3
    rule.clearGradients()
    for _ in 0..<steps {
      let pass = Pass.training()
      let loss = model.loss(model(input, pass), targets, pass)
      pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
      let norm = rule.gradientNorm()
      guard norm.isFinite else { break }
      // Statistics are not committed: they belong to the run.
      rule.update(rate: rate, gradientNorm: norm)
    }
    var ratios: [(part: String, ratio: Double)] = []
    for (parameter, weights) in zip(model.parameters, before) {
      // Shifts begin at 0, where no ratio means anything.
      if parameter.isTrained, parameter.decays {
        let size = weights.norm
        let moved = zip(parameter.value.array, weights).map { $0 - $1 }.norm
        if size > 0 { ratios.append((Self.part(parameter.name), moved / Double(steps) / size)) }
      }
      parameter.value.buffer.write(weights)
    }
    rule.clearGradients()
    self.rate = rate
    var names: [String] = []
    for ratio in ratios where !names.contains(ratio.part) { names.append(ratio.part) }
    parts = names.compactMap { name in
      ratios.filter { $0.part == name }.map(\.ratio).median.map { Part(name: name, ratio: $0) }
    }
  }

  private static func part(_ name: String) -> String { String(name.split(separator: ".").first ?? "") }

  /// What the check says.
  public var findings: [Finding] {
    let (low, high) = (parts.filter { $0.ratio < 1e-6 }, parts.filter { !($0.ratio <= 1) })
    guard !low.isEmpty || !high.isEmpty else { return [] }
    let rows = parts.map { "\($0.name) \($0.ratio.short)" }.joined(separator: ", ")
    return [
      Finding(
        "run4", .severe, high.isEmpty ? "Steps are too small for the weights" : "Steps are too large for the weights",
        measured: "a step at a rate of \(rate.short) over the weights' own size: \(rows)",
        expected: "10⁻⁴ to 10⁻¹; 10⁻⁶ moves nothing, 1 throws the weights about",
        places: (high.isEmpty ? low : high).map(\.name),
        advice: high.isEmpty ? "raise the learning rate a hundred times" : "lower the learning rate ten times or more",
        command: "retinanet doctor --range-test")
    ]
  }
}
