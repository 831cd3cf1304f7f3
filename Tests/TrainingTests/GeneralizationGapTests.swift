// AP on what was learnt from, beside AP on other pictures: in a run's log, and what it says.

import Foundation
import Images
import Shapes
import Testing
import Training

@Suite("Learnt by heart")
struct GeneralizationGapTests {
  @Test("From a difference of 0.2 on the two have parted; below half as much elsewhere it is learnt by heart")
  func limit() {
    for (training, validation, hasParted, isLearntByHeart) in [
      (0.79, 0.012, true, true), (0.75, 0.5, true, false), (0.75, 0.37, true, true), (0.7, 0.55, false, false),
      (0.15, 0.01, false, false), (0.4, 0.6, false, false), (0, 0, false, false), (1, 0, true, true),
    ] {
      let gap = GeneralizationGap(training: training, validation: validation)
      #expect(gap.hasParted == hasParted, "\(training), \(validation)")
      #expect(gap.isLearntByHeart == isLearntByHeart, "\(training), \(validation)")
    }
    #expect(GeneralizationGap(training: GeneralizationGap.limit, validation: 0).hasParted)
  }

  @Test("The first pictures are the whole set's, at most as many as it has")
  func first() throws {
    let whole = ResizedDataset(ShapesDataset(seed: 3, count: 5), .stretch(height: 64, width: 96))
    let first = FirstPictures(2, of: whole)
    #expect(first.count == 2 && first.categories == whole.categories)
    #expect(try first.example(at: 1) == whole.example(at: 1))
    #expect(try first.seen(at: 1).original.image.width == 128 && first.seen(at: 1).image.width == 96)
    #expect(FirstPictures(9, of: whole).count == 5 && FirstPictures(0, of: whole).count == 0)
  }

  @Test("A run with learnt pictures has their AP in every evaluation's line, resumed or not; one without has none")
  func log() throws {
    let tiny = TinyRun(steps: 4)
    func records(_ folder: URL) throws -> [EvaluationRecord] {
      try MetricsLog.read(from: folder.appendingPathComponent("metrics.jsonl"))
        .compactMap { if case .evaluation(let record) = $0 { record } else { nil } }
    }
    try withFolder { folder in
      let run = try tiny.started(in: folder)
      run.learntPictures = FirstPictures(2, of: tiny.training)
      let result = try run.run()
      let found = try records(folder)
      #expect(found.map(\.step) == [3, 4])
      let learnt = try DetectorEvaluation(run.trainer.result, on: FirstPictures(2, of: tiny.training)).summary.ap
      #expect(found.last?.trainingAP == learnt && learnt != nil)
      #expect(run.gap?.training == learnt && run.gap?.validation == result.summary.ap)
      let whole = try bytes(folder, "metrics.jsonl")
      try withFolder { other in
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        for name in ["metrics.jsonl", "checkpoint.safetensors"] {
          try bytes(folder, name).write(to: other.appendingPathComponent(name))
        }
        let again = try tiny.resumed(in: other)
        again.learntPictures = FirstPictures(2, of: tiny.training)
        _ = try again.run()
        #expect(try bytes(other, "metrics.jsonl") == whole)
      }
    }
    try withFolder { folder in
      let run = try tiny.started(in: folder)
      _ = try run.run()
      #expect(try records(folder).allSatisfy { $0.trainingAP == nil } && run.gap == nil)
    }
  }

  @Test("Own pictures: 12 passes, at least 1 600 steps; a quarter of the rate and 400 steps with weights")
  func ownPictures() {
    let cases: [(count: Int, batch: Int, goesOn: Bool, steps: Int)] = [
      (0, 8, false, 1600), (1, 8, false, 1600), (80, 8, false, 1600), (1_067, 8, false, 1601),
      (118_287, 16, false, 88_716),
      (80, 8, true, 400), (1_000, 8, true, 1500),
    ]
    for (count, batch, goesOn, steps) in cases {
      let options = TrainingOptions.ownPictures(count: count, batchSize: batch, goesOn: goesOn)
      #expect(options.steps == steps && options.schedule.totalSteps == steps, "\(count) pictures")
      #expect(options.steps * batch >= 12 * count)
      #expect(options.augmentation == .standard)
      #expect(options.schedule.peak == 0.012 * (goesOn ? 0.25 : 1))
      #expect(options.optimizer == TrainingOptions.standard().optimizer)
    }
  }
}
