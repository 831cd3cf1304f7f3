// A detector before its first step: what its losses, scores and gradients must be (init1 to init5).

import Boxes
import Detector
import Foundation
import Images
import Layers
import Losses
import Matching
import Randomness
import Tensors
import Text

/// What a detector says and learns before training, beside what its prior makes it say.
///
/// ```
/// first class loss = α (1 − π)^γ (−ln π) + (N·K − P) / P · (1 − α) π^γ (−ln(1 − π))
/// ```
///
/// for P positive anchors and N·K outputs of a picture, up to what the small random weights do: by the configuration's
/// own loss and normalizer, whatever they are. A piece from outside that computes another loss is found by that.
public struct InitialState {
  /// The first classification loss.
  public let classLoss: Double
  /// What the prior makes it; nil for a loss that is no sum over sigmoids.
  public let expectedClassLoss: Double?
  /// The first box loss.
  public let boxLoss: Double
  /// The mean score of noise.
  public let meanScore: Double
  /// The norm of the gradient of each parameter that is trained, by name, in the model's order.
  public let gradients: [(name: String, norm: Double)]
  /// How far a picture's logits move, at most, when its neighbor in the batch changes.
  public let batchInfluence: Double
  /// π of the configuration.
  public let prior: Double

  private let pictures: [(positives: Int, lost: Int, outputs: Double)]
  private let labels: [Int]
  private let classes: Int
  private let learning: RetinaNet.Learning

  /// The checks' names.
  public static let checks = ["init1", "init2", "init3", "init4", "init5"]

  /// Looks at some examples of one size with a fresh detector.
  ///
  /// The model's gradients are cleared before and after; its weights and statistics are not changed.
  public init(_ model: RetinaNet, _ examples: [AnnotatedImage]) {
    precondition(!examples.isEmpty, "examples must not be empty, found none")
    let size = examples[0].image.size
    let learning = model.configuration.learning
    let targets = examples.map { model.targets(objects: $0.objects, on: size) }
    for parameter in model.parameters { parameter.clearGradient() }
    let pass = Pass.training()
    let said = model(model.input(examples.map(\.image)), pass)
    let loss = model.loss(said, model.batch(targets), pass)
    pass.tape.backward([(loss.classification, 1), (loss.box, 1)])
    classLoss = Double(loss.classification.tensor.array[0])
    boxLoss = Double(loss.box.tensor.array[0])
    gradients = model.parameters.filter(\.isTrained).map { parameter in
      (parameter.name, parameter.gradient.array.norm)
    }
    for parameter in model.parameters { parameter.clearGradient() }
    let classes = Double(model.configuration.architecture.classes)
    let judged = targets.map { target in Double(target.labels.count { $0 > -2 }) * classes }
    prior = learning.prior.probability
    let positive = targets.flatMap { $0.labels.filter { $0 >= 0 }.map(Int.init) }
    let counts: [(positives: Int, lost: Int, outputs: Double)] = zip(targets, judged).map {
      ($0.positiveCount, $0.lostBestAnchorCount, $1)
    }
    labels = positive
    self.classes = Int(classes)
    self.learning = learning
    pictures = counts
    expectedClassLoss = (learning.classLoss.definition as? any SigmoidLoss).map {
      Self.expected(
        counts, labels: positive, classes: Int(classes), score: learning.prior.probability, $0,
        learning.lossNormalization)
    }
    (meanScore, batchInfluence) = Self.noise(model, on: size)
  }

  /// The loss of pictures whose every output has one score.
  ///
  /// - Parameters:
  ///   - pictures: of each the positive anchors, the objects that lost their best anchor, and the outputs judged.
  ///   - labels: of all positive anchors, for a loss that weighs classes.
  private static func expected(
    _ pictures: [(positives: Int, lost: Int, outputs: Double)], labels: [Int], classes: Int, score: Double,
    _ loss: any SigmoidLoss, _ normalization: LossNormalization
  ) -> Double {
    let logit = log(score / (1 - score))
    let hit = labels.map { loss.value(logit: logit, isPositive: true, label: $0) }.mean ?? 0
    let miss = (0..<classes).map { loss.value(logit: logit, isPositive: false, label: $0) }.mean ?? 0
    var average = normalization.initialAverage
    let factors = normalization.factors(
      positives: pictures.map(\.positives), lost: pictures.map(\.lost), average: &average
    ).classification
    return zip(pictures, factors).reduce(0) { sum, picture in
      let positives = Double(picture.0.positives)
      return sum + picture.1 * (positives * hit + (picture.0.outputs - positives) * miss)
    }
  }

  /// The mean score of two pictures of noise, and how the first one's logits depend on the second.
  private static func noise(_ model: RetinaNet, on size: ImageSize) -> (score: Double, influence: Double) {
    func picture(_ seed: UInt64) -> Image {
      var generator = SeededGenerator(seed: seed, 31)
      return Image(
        height: size.height, width: size.width,
        pixels: (0..<size.area * 3).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    }
    let first = model(model.input([picture(1), picture(2)]), .inference()).logits.tensor
    let second = model(model.input([picture(1), picture(3)]), .inference()).logits.tensor
    let half = first.count / 2
    let (a, b) = (first.array, second.array)
    let scores = a.reduce(0) { $0 + sigmoid(Double($1)) } / Double(a.count)
    let influence = (0..<half).reduce(0.0) { max($0, Double(abs(a[$1] - b[$1]))) }
    return (scores, influence)
  }

  /// What was found.
  public var findings: [Finding] { [first, score, box, gradient, batch].compactMap(\.self) }
}

extension InitialState {
  private var first: Finding? {
    guard let expectedClassLoss else { return nil }
    let ratio = classLoss / max(expectedClassLoss, 1e-12)
    guard abs(ratio - 1) > 0.1 else { return nil }
    func expected(score: Double, alpha: Double? = nil) -> Double {
      let own = learning.classLoss.definition as? any SigmoidLoss ?? FocalLoss()
      let loss: any SigmoidLoss =
        alpha.map { FocalLoss(alpha: .balanced($0), gamma: learning.classLoss.focal?.gamma ?? 2) } ?? own
      return Self.expected(
        pictures, labels: labels, classes: classes, score: score, loss, learning.lossNormalization)
    }
    let share = Double(pictures.reduce(0) { $0 + max(1, $1.positives) }) / pictures.reduce(0) { $0 + $1.outputs }
    let explanations: [(String, Double)] = [
      ("the classification bias is 0, without the prior", expected(score: 0.5)),
      ("the prior's bias has the wrong sign", expected(score: 1 - prior)),
      ("the loss is divided by all outputs, not by the positive anchors", expectedClassLoss * share),
      ("α weighs the negatives instead of the positives", expected(score: prior, alpha: 0.75)),
    ]
    let fitting = explanations.min { abs(log($0.1 / classLoss)) < abs(log($1.1 / classLoss)) }
    let reason = fitting.flatMap { abs(log($0.1 / classLoss)) < 0.15 ? $0.0 : nil }
    return Finding(
      "init1", abs(ratio - 1) > 0.5 ? .severe : .warning,
      reason.map { "It looks as if \($0)" } ?? "The first classification loss is not the prior's",
      measured:
        "\(classLoss.short) at "
        + "\((pictures.map { Double($0.positives) }.mean ?? 0).fixed(digits: 1)) positive anchors and "
        + "\((pictures.map(\.outputs).mean ?? 0).fixed(digits: 0)) outputs per picture",
      expected: "\(expectedClassLoss.short) from a prior of \(prior.short), within 10 %",
      advice:
        "start the classification head's bias at −ln((1 − π)/π), divide by the positive anchors, and let α weigh them")
  }

  private var score: Finding? {
    let ratio = meanScore / prior
    guard ratio > 1.3 || ratio < 1 / 1.3 else { return nil }
    return Finding(
      "init2", ratio > 3 || ratio < 1 / 3.0 ? .severe : .warning, "An untrained detector does not score the prior",
      measured: "a mean score of \(meanScore.short) on noise", expected: "\(prior.short), within 30 %",
      advice: "look at the classification predictor's bias and at the size of its first weights")
  }

  private var box: Finding? {
    guard boxLoss < 0.2 || boxLoss > 8 else { return nil }
    if boxLoss > 0 && (0.02...40).contains(boxLoss) {
      return Finding(
        "init3", .warning, "The first box loss is unusual", measured: boxLoss.short, expected: "0.2 to 8",
        advice: "look at the coding's weights and at what the box loss is divided by")
    }
    return Finding(
      "init3", .severe, boxLoss == 0 ? "There is no positive anchor" : "The first box loss is far off",
      measured: boxLoss.short, expected: "0.2 to 8: anchors lie near their objects",
      advice: boxLoss == 0
        ? "look at matching: retinanet match"
        : "look at the coding's weights, at units, and at what the loss is divided by")
  }

  private var gradient: Finding? {
    let idle = gradients.filter { $0.norm == 0 }
    let norms = gradients.map(\.norm).filter { $0 > 0 }
    if !idle.isEmpty {
      return Finding(
        "init4", .severe, "Parameters have no gradient", measured: "\(idle.count) of \(gradients.count)",
        expected: "none", places: idle.prefix(5).map(\.name),
        advice: "look whether the graph is cut there: a detached tensor, a frozen layer, an output that no loss reads")
    }
    guard let largest = norms.max(), let smallest = norms.min(), largest / smallest > 1e9 else { return nil }
    return Finding(
      "init4", .warning, "Gradients differ very much in size",
      measured: "the largest is \((largest / smallest).short) times the smallest", expected: "less than 10⁹ times",
      advice: "look at initialization and normalization")
  }

  private var batch: Finding? {
    guard batchInfluence > 1e-5 else { return nil }
    return Finding(
      "init5", .severe, "A picture's answer depends on its neighbor in the batch",
      measured: "its logits move by \(batchInfluence.short) when the other picture changes",
      expected: "0, in evaluation",
      advice: "look at the order in which batch and levels are flattened, and at batch statistics in evaluation")
  }
}
