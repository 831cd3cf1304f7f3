// Sick runs: real trainings of some seconds, each with one fault.

import Detector
import Images
import Losses
import Shapes
import Training

extension WardCase {
  static var sickRuns: [WardCase] {
    [
      run("a rate of 1 (AdamW)", "run2") { try WardRun(rate: 1) },
      run("a rate of 10 (SGD)", "run9") { try WardRun(rate: 10, optimizer: .unclipped) },
      run("a rate of 10²⁰ (SGD)", "run1") { try WardRun(rate: 1e20, optimizer: .unclipped, steps: 40) },
      run("the rate × 30", "run2") { try WardRun(rate: 0.24) },
      run("the rate ÷ 100", "run9") { try WardRun(rate: 8e-5) },
      run("a rate of 10⁻⁵", "run9") { try WardRun(rate: 1e-5, steps: 200) },
      run("nothing is updated", "run2") { try WardRun(rate: 1e-12, steps: 60) },
      run("probabilities clamped at 10⁻⁴", "run2") {
        var configuration = RetinaNet.Configuration.small
        configuration.learning.classLoss = .clampedFocal(ClampedFocalLoss())
        return try WardRun(steps: 60, configuration: configuration) {
          fill($0, "classification.predictor.bias", -14)
        }
      },
      run("only empty pictures", "run3") {
        try WardRun(
          steps: 40, pictures: 40,
          teaching: { dataset in
            InMemoryDataset(
              categories: dataset.categories,
              examples: (0..<dataset.count).compactMap { place in
                (try? dataset.example(at: place)).map { AnnotatedImage(image: $0.image) }
              })
          })
      },
      run("eight pictures learnt by heart", "run10", looking: true) {
        try WardRun(steps: 240, pictures: 8, preset: .standard)
      },
      run("statistics frozen at their first values", "run6", looking: true) {
        let run = try WardRun(steps: 240)
        for buffer in run.model.buffers {
          let first: Float = buffer.name.hasSuffix("runningVariance") ? 1 : 0
          buffer.value.buffer.write([Float](repeating: first, count: buffer.value.count))
        }
        return run
      },
      WardCase(.runs, "steps a hundred times too large for the weights", "run4") {
        let size = UpdateSize(RetinaNet(.small), fewExamples, optimizer: .adamW, rate: 0.8)
        return Diagnosis(size.findings, checks: ["run4"])
      },
      WardCase(.runs, "training pictures known, others not", "eval8") {
        let run = try WardRun(steps: 240, pictures: 8, preset: .standard)
        let state = try LearntState(run.model, training: run.training, validation: run.validation)
        return Diagnosis(state.findings, checks: LearntState.checks)
      },
    ]
  }

  private static func run(
    _ disease: String, _ expected: String, looking: Bool = false, _ make: @escaping @Sendable () throws -> WardRun
  ) -> WardCase {
    WardCase(.runs, disease, expected) { try make().diagnosis(looking: looking) }
  }
}

extension OptimizerConfiguration {
  /// The paper's, with nothing that holds a step back.
  fileprivate static let unclipped = OptimizerConfiguration(
    rule: .sgd(momentum: 0.9), weightDecay: 0.0001, clipNorm: nil)
}
