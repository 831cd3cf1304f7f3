// The fast focal loss against Losses.FocalLoss, value and gradient.

import Kernels
import Losses
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("Focal kernel")
struct FocalKernelTests {
  private static let classCounts = [1, 3, 16, 80]

  private func alphas(classes: Int) -> [FocalLoss.Alpha] {
    [
      .none, .constant(0.25), .balanced(0.25), .balanced(0.9),
      .perClass((0..<classes).map { Double($0 + 1) / Double(classes + 2) }),
    ]
  }

  private func kernel(_ loss: FocalLoss, classes: Int) -> FocalKernel {
    FocalKernel(
      positiveWeights: (0..<classes).map { Float(loss.weight(isPositive: true, label: $0)) },
      negativeWeights: (0..<classes).map { Float(loss.weight(isPositive: false, label: $0)) }, gamma: Float(loss.gamma))
  }

  /// Compares losses and gradients of a batch; labels are those of the network's targets.
  private func complaints(
    _ loss: FocalLoss, classes: Int, logits: [Float], labels: [Int32], factors: [Float]
  ) -> [String] {
    poison([logits.count])
    let result = kernel(loss, classes: classes).lossAndGradient(
      logits: FloatBuffer(logits), labels: labels, factors: factors)
    let anchors = labels.count / factors.count
    var sums = [Double](repeating: 0, count: factors.count)
    var complaints: [String] = []
    let gradient = result.gradient.array
    for index in logits.indices {
      let (anchor, label) = (index / classes, index % classes)
      var expected = 0.0
      if labels[anchor] != Targets.ignored {
        let factor = Double(factors[anchor / anchors])
        let isPositive = labels[anchor] == Int32(label)
        sums[anchor / anchors] +=
          factor * loss.value(logit: Double(logits[index]), isPositive: isPositive, label: label)
        expected = factor * loss.gradient(logit: Double(logits[index]), isPositive: isPositive, label: label)
      }
      // Below 10⁻³⁶ a product of single precision loses digits and then vanishes.
      let error = abs(Double(gradient[index]) - expected)
      if !(error <= 1e-5 * abs(expected) + 1e-36) {
        complaints.append(
          "gradient at logit \(logits[index]), label \(labels[anchor]): \(gradient[index]), not \(expected)")
      }
    }
    for (image, (received, expected)) in zip(result.losses, sums).enumerated()
    where !(abs(received - expected) <= 1e-5 * expected + 1e-36) {
      complaints.append("loss of image \(image): \(received), not \(expected)")
    }
    return Array(complaints.prefix(3))
  }

  @Test(
    "Value and gradient are those of the definition: every α, positives, background and ignored anchors",
    arguments: [0, 0.5, 1, 2, 5], classCounts)
  func definition(gamma: Double, classes: Int) {
    var generator = SeededGenerator(seed: UInt64(classes))
    for alpha in alphas(classes: classes) {
      let anchors = 41
      let labels = (0..<2 * anchors).map { _ in
        switch generator.integer(in: 0...5) {
        case 0: Targets.ignored
        case 1: Int32(generator.integer(in: 0...classes - 1))
        default: Targets.background
        }
      }
      let logits = (0..<labels.count * classes).map { _ in Float(generator.normal(deviation: 4)) }
      let loss = FocalLoss(alpha: alpha, gamma: gamma)
      let complaints = complaints(loss, classes: classes, logits: logits, labels: labels, factors: [0.5, 0.125])
      #expect(complaints.isEmpty, "\(alpha): \(complaints)")
    }
  }

  @Test(
    "Logits up to ±10 000 give what the definition gives: finite numbers, full pull when all wrong",
    arguments: [0, 0.5, 1, 2, 5])
  func extremes(gamma: Double) {
    let sizes: [Float] = [0, 1e-30, 1e-5, 1, 5, 10, 15, 16, 17, 20, 40, 80, 87, 88, 89, 100, 150, 1e3, 1e4]
    let logits = sizes.flatMap { [$0, -$0] }
    for label in [Targets.background, 0, Targets.ignored] {
      let labels = [Int32](repeating: label, count: logits.count)
      let complaints = complaints(FocalLoss(gamma: gamma), classes: 1, logits: logits, labels: labels, factors: [1])
      #expect(complaints.isEmpty, "label \(label): \(complaints)")
    }
    let wrong = kernel(FocalLoss(gamma: gamma), classes: 1).lossAndGradient(
      logits: FloatBuffer([-1e4]), labels: [0], factors: [1])
    #expect(wrong.losses == [2_500], "0.25 · 10 000")
    #expect(wrong.gradient.array == [-0.25])
  }

  @Test("A misclassified positive at p = 0.1 costs 0.4663 with α = 0.25, γ = 2; a background 0.0007902")
  func documented() {
    // logit ln(0.1 / 0.9) = -2.197; the constants are in Losses, in Double.
    let result = kernel(FocalLoss(), classes: 1).lossAndGradient(
      logits: FloatBuffer([-2.197_224_6, -2.197_224_6]), labels: [0, -1], factors: [1, 1])
    #expect(isClose(result.losses[0], 0.466273481331, relative: 1e-6))
    #expect(isClose(result.losses[1], 0.000790203867, relative: 1e-6))
  }

  @Test("Many anchors in several pieces, runs of background of every length", arguments: classCounts)
  func many(classes: Int) {
    var generator = SeededGenerator(seed: 7)
    let anchors = 2_500
    var labels = [Int32](repeating: Targets.background, count: 2 * anchors)
    var position = 0
    while position < labels.count {
      labels[position] = Int32(generator.integer(in: -2...classes - 1))
      position += generator.integer(in: 1...200)
    }
    let logits = (0..<labels.count * classes).map { Float($0 % 97) / 20 - 4 }
    let complaints = complaints(FocalLoss(), classes: classes, logits: logits, labels: labels, factors: [0.1, 1])
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("Ignored anchors cost nothing and send nothing back, even where the network says NaN")
  func ignored() {
    let result = kernel(FocalLoss(), classes: 2).lossAndGradient(
      logits: FloatBuffer([.nan, .infinity, 5, -5]), labels: [-2, -2], factors: [1])
    #expect(result.losses == [0] && result.gradient.array == [0, 0, 0, 0])
  }

  @Test("NaN in a logit that counts makes the loss and that gradient NaN", arguments: [-1, 0] as [Int32])
  func notANumber(label: Int32) {
    let result = kernel(FocalLoss(), classes: 1).lossAndGradient(
      logits: FloatBuffer([0, .nan, 0]), labels: [label, label, label], factors: [1])
    #expect(result.losses[0].isNaN)
    #expect(result.gradient.array.map(\.isNaN) == [false, true, false])
  }

  @Test(
    "At infinity: 0 where the answer is right, infinity where it is wrong, with gradients as large as the weight",
    arguments: [0, 0.5, 2, 5])
  func infinite(gamma: Double) {
    let focal = FocalLoss(alpha: .balanced(0.25), gamma: gamma)
    // More than a vector of them, so that both ways through the kernel are gone.
    let count = 40
    for (logit, label) in [(Float.infinity, Int32(0)), (-.infinity, 0), (.infinity, -1), (-.infinity, -1)] {
      let result = kernel(focal, classes: 1).lossAndGradient(
        logits: FloatBuffer([Float](repeating: logit, count: count)), labels: [Int32](repeating: label, count: count),
        factors: [1])
      let isPositive = label == 0
      let isRight = (logit > 0) == isPositive
      let value = focal.value(logit: Double(logit), isPositive: isPositive)
      let slope = focal.gradient(logit: Double(logit), isPositive: isPositive)
      #expect(value == (isRight ? 0 : .infinity))
      #expect(slope == (isRight ? 0 : isPositive ? -0.25 : 0.75))
      #expect(result.losses[0] == value, "\(logit) \(label)")
      #expect(result.gradient.array.allSatisfy { abs(Double($0) - slope) < 1e-6 }, "\(logit) \(label)")
    }
    let unweighted = FocalLoss(alpha: .balanced(1), gamma: gamma)
    #expect(unweighted.value(logit: .infinity, isPositive: false) == 0)
    #expect(unweighted.value(logit: .nan, isPositive: false).isNaN)
  }

  @Test("At ±10³⁰ the kernel says what the definition does", arguments: [0, 0.5, 2, 5])
  func large(gamma: Double) {
    let logits = [Float](repeating: 1e30, count: 40) + [Float](repeating: -1e30, count: 40)
    for label in [Int32(0), -1] {
      let labels = [Int32](repeating: label, count: logits.count)
      let result = kernel(FocalLoss(gamma: gamma), classes: 1).lossAndGradient(
        logits: FloatBuffer(logits), labels: labels, factors: [1])
      let focal = FocalLoss(gamma: gamma)
      let value = logits.reduce(0) { $0 + focal.value(logit: Double($1), isPositive: label == 0) }
      #expect(isClose(result.losses[0], value, relative: 1e-5), "label \(label)")
      for (logit, slope) in zip(logits, result.gradient.array) {
        #expect(abs(Double(slope) - focal.gradient(logit: Double(logit), isPositive: label == 0)) < 1e-6)
      }
    }
  }

  @Test("No images, or images without anchors, cost nothing")
  func nothing() {
    let kernel = FocalKernel(positiveWeights: [1, 1], negativeWeights: [1, 1], gamma: 2)
    let none = kernel.lossAndGradient(logits: FloatBuffer(count: 0), labels: [], factors: [])
    #expect(none.losses.isEmpty && none.gradient.count == 0)
    #expect(kernel.lossAndGradient(logits: FloatBuffer(count: 0), labels: [], factors: [1, 2]).losses == [0, 0])
  }

  @Test("A γ that is no number, sizes that do not fit and labels outside of the classes are refused with a sentence")
  func refused() async {
    func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let gamma = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = FocalKernel(positiveWeights: [1], negativeWeights: [1], gamma: .nan)
    }
    #expect(text(gamma).contains("gamma must be at least 0, found nan"))
    let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let kernel = FocalKernel(positiveWeights: [1, 1], negativeWeights: [1, 1], gamma: 2)
      _ = kernel.lossAndGradient(logits: FloatBuffer([1, 2, 3]), labels: [0, -1], factors: [1])
    }
    #expect(text(sizes).contains("found 3 logits, 2 labels and 1 images"))
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let kernel = FocalKernel(positiveWeights: [1, 1], negativeWeights: [1, 1], gamma: 2)
      _ = kernel.lossAndGradient(logits: FloatBuffer([1, 2]), labels: [2], factors: [1])
    }
    #expect(text(label).contains("labels must be in -2 ..< 2, found 2"))
    let low = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let kernel = FocalKernel(positiveWeights: [1, 1], negativeWeights: [1, 1], gamma: 2)
      _ = kernel.lossAndGradient(logits: FloatBuffer([1, 2]), labels: [-7], factors: [1])
    }
    #expect(text(low).contains("labels must be in -2 ..< 2, found -7"))
  }
}
