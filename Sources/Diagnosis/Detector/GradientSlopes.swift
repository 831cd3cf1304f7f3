// Are the gradients those of the loss? Central differences, ten of each head (init7).

import Boxes
import Detector
import Foundation
import Images
import Layers
import Tensors
import Text

/// The slope of each loss along a parameter's own gradient, by two looks at the loss.
///
/// ```
/// d = g / |g|        slope = (L(w + h d) − L(w − h d)) / 2h        right: |g|
/// ```
///
/// Along its gradient the slope of a parameter of a thousand numbers is large beside what `Float` rounds away; a
/// factor, a sign or an exchange of numbers all make it another one.
public struct GradientSlopes: Hashable, Sendable {
  /// One parameter: its gradient's norm and the slope that was measured along it.
  public struct Slope: Hashable, Sendable {
    /// The parameter's name.
    public var name: String
    /// The norm of the gradient that was computed.
    public var computed: Double
    /// The slope that the loss has.
    public var measured: Double

    /// By how much the two differ, relative to the larger.
    public var error: Double { abs(computed - measured) / max(abs(computed), abs(measured), 1e-12) }
  }

  /// The parameters that were looked at: up to ten of each head, the classification head's first.
  public let slopes: [Slope]

  /// Measures the slopes of both losses; weights are as before afterwards, gradients are cleared.
  ///
  /// - Parameters:
  ///   - model: the detector.
  ///   - examples: pictures of one size, at least one.
  ///   - backward: what goes back from the losses; the detector's own training unless it is to be made sick.
  public init(
    _ model: RetinaNet, _ examples: [AnnotatedImage],
    backward: (Pass, RetinaNet.BatchLoss) -> Void = { $0.tape.backward([($1.classification, 1), ($1.box, 1)]) }
  ) {
    precondition(!examples.isEmpty, "examples must not be empty, found none")
    let input = model.input(examples.map(\.image))
    let size = examples[0].image.size
    let targets = model.batch(examples.map { model.targets(objects: $0.objects, on: size) })
    for parameter in model.parameters { parameter.clearGradient() }
    let pass = Pass.training()
    backward(pass, model.loss(model(input, pass), targets, pass))
    let chosen = ["classification", "regression"].flatMap { head in
      model.parameters.filter { $0.isTrained && $0.name.hasPrefix(head) }.suffix(10)
    }
    slopes = chosen.compactMap { parameter in
      let gradient = parameter.gradient.array
      let norm = gradient.norm
      guard norm > 0 else { return nil }
      let weights = parameter.value.array
      func loss(_ step: Double) -> Double {
        parameter.value.buffer.write(
          zip(weights, gradient).map { Float(Double($0) + step * Double($1) / norm) })
        let pass = Pass.training()
        let loss = model.loss(model(input, pass), targets, pass)
        return Double((parameter.name.hasPrefix("classification") ? loss.classification : loss.box).tensor.buffer[0])
      }
      // Large enough that the two losses differ in their fourth digit, small enough that the curve is a line.
      let middle = loss(0)
      let step = min(0.02, max(1e-4, 2e-3 * middle / norm))
      let slope = (loss(step) - loss(-step)) / (2 * step)
      parameter.value.buffer.write(weights)
      return Slope(name: parameter.name, computed: norm, measured: slope)
    }
    for parameter in model.parameters { parameter.clearGradient() }
  }

  /// What the check says.
  public var findings: [Finding] {
    guard let worst = slopes.max(by: { $0.error < $1.error }), let median = slopes.map(\.error).median,
      worst.error > 0.05 || median > 0.01
    else { return [] }
    let wrong = slopes.filter { $0.error > 0.05 }
    let factors = wrong.map { $0.computed / $0.measured }
    let factor = factors.median.flatMap { middle in
      factors.allSatisfy { abs($0 / middle - 1) < 0.05 } ? middle : nil
    }
    return [
      Finding(
        "init7", worst.error > 0.2 ? .severe : .warning, "Gradients are not those of the loss",
        measured: "\(worst.name): \(worst.computed.short) computed, \(worst.measured.short) by central differences; "
          + "\(wrong.count) of \(slopes.count) parameters are off by more than 5 %"
          + (factor.map { ", all by a factor of \($0.short)" } ?? ""),
        expected: "the same within 1 % (Float rounds, and ReLU bends)", places: wrong.prefix(5).map(\.name),
        advice: "look at the backward pass of the loss and of the layer named: a factor, a sign, a sum for a mean")
    ]
  }
}
