// The runs of assignment 9: a small detector on shapes, with one of a student's pieces, or all, in place of its own.
// What a run has to come to is not known here: the grader compares it with the run of the detector as it is.

import Assignments
import Boxes
import Detector
import Images
import Losses
import Shapes
import Training

/// Runs of a detector with somebody's pieces.
struct PieceRun {
  /// Whose pieces; nil for the detector as it is.
  var answers: (any LoopTask)?

  /// The runs by the names of their functions in the assignment.
  static let functions: [String: @Sendable (PieceRun) -> (Int) throws -> Value] = [
    "trainLoss": { run in { try run.trainLoss(seed: $0) } },
    "trainAssigner": { run in { try run.trainAssigner(seed: $0) } },
    "trainCoding": { run in { try run.trainCoding(seed: $0) } },
    "detect": { run in { try run.detect(seed: $0) } },
    "overfit": { run in { try run.overfit(seed: $0) } },
  ]

  private enum Piece: CaseIterable { case loss, assigner, coding, suppression }

  /// A RetinaNet for pictures of 64 × 64 pixels that makes a step in milliseconds.
  static var configuration: RetinaNet.Configuration {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.stemChannels = 8
    configuration.architecture.stageChannels = [8, 16, 16, 16]
    configuration.architecture.pyramidChannels = 16
    configuration.architecture.headDepth = 1
    configuration.architecture.headGroups = 4
    return configuration
  }

  private func pieces(_ chosen: [Piece], _ faults: Faults) -> RetinaNet.Pieces {
    guard let answers else { return RetinaNet.Pieces() }
    return RetinaNet.Pieces(
      classificationLoss: chosen.contains(.loss) ? StudentLoss(task: answers, faults: faults) : nil,
      assigner: chosen.contains(.assigner) ? StudentAssigner(task: answers, faults: faults) : nil,
      coding: chosen.contains(.coding) ? StudentCoding(task: answers, faults: faults) : nil,
      suppression: chosen.contains(.suppression) ? StudentSuppressor(task: answers, faults: faults) : nil)
  }

  /// The reports of some steps of plain descent.
  ///
  /// Not AdamW: it divides every slope by its own size, so that a loss whose slopes are all too small would look right.
  private func descent(
    _ chosen: [Piece], seed: Int, steps: Int, rate: Double, prior: Double = 0.01
  ) throws -> [StepResult] {
    let faults = Faults()
    var configuration = Self.configuration
    configuration.learning.prior = PriorProbability(prior)
    let trainer = Trainer(
      model: RetinaNet(configuration, pieces: pieces(chosen, faults), seed: UInt64(seed)),
      dataset: ShapesDataset(preset: .standard, seed: UInt64(seed), count: 64, imageSize: 64),
      options: TrainingOptions(
        steps: steps, batchSize: 2, seed: UInt64(seed),
        optimizer: .init(rule: .sgd(momentum: 0), weightDecay: 0, clipNorm: nil),
        schedule: LearningRateSchedule(peak: rate, totalSteps: steps, decay: .constant, warmUp: .none)))
    return try Self.steps(steps, of: trainer, faults)
  }

  private static func steps(_ count: Int, of trainer: Trainer, _ faults: Faults) throws -> [StepResult] {
    try (0..<count).map { _ in
      let report = Result { try trainer.trainStep() }
      // What a piece threw comes before what came of it.
      try faults.check()
      return try report.get()
    }
  }

  /// 9.10: the class losses of four steps.
  ///
  /// They begin at a prior of 0.3: at 0.01 background would cost next to nothing, and its mistakes would not show.
  func trainLoss(seed: Int) throws -> Value {
    let reports = try descent([.loss], seed: seed, steps: 4, rate: 0.02, prior: 0.3)
    return .list(reports.map { Self.row("class loss, step \($0.step)", $0.classLoss) })
  }

  /// 9.11: positives, class loss and box loss of two steps.
  func trainAssigner(seed: Int) throws -> Value {
    let reports = try descent([.assigner], seed: seed, steps: 2, rate: 0.2)
    return .list(
      reports.flatMap { report in
        [
          Self.row("positives of an image, step \(report.step)", report.positivesPerImage),
          Self.row("class loss, step \(report.step)", report.classLoss),
          Self.row("box loss, step \(report.step)", report.boxLoss),
        ]
      })
  }

  /// 9.12: the box losses of two steps, and what becomes of boxes that an oracle says.
  func trainCoding(seed: Int) throws -> Value {
    let reports = try descent([.coding], seed: seed, steps: 2, rate: 0.2)
    let faults = Faults()
    let oracle = Oracle(model: RetinaNet(Self.configuration, pieces: pieces([.coding], faults), seed: nil), seed: seed)
    let iou = oracle.meanIoU
    try faults.check()
    return .list(
      reports.map { Self.row("box loss, step \($0.step)", $0.boxLoss) } + [Self.row("mean IoU of what comes back", iou)]
    )
  }

  /// 9.13: how many detections are left of an oracle that repeats itself, their scores, and the best ones' in order.
  func detect(seed: Int) throws -> Value {
    let faults = Faults()
    let model = RetinaNet(Self.configuration, pieces: pieces([.suppression], faults), seed: nil)
    let pictures = Oracle(model: model, seed: seed).repeated()
    try faults.check()
    return .list(
      pictures.enumerated().map { picture, detections in
        .list(
          [.text("picture \(picture + 1): detections, sum of scores, first scores"), .integer(detections.count)]
            + ([detections.reduce(0) { $0 + $1.score }] + detections.prefix(2).map(\.score)).map { .number($0) })
      })
  }

  /// 9.14: one picture, learned by heart with all pieces: the first loss, the last, AP50.
  func overfit(seed: Int) throws -> Value {
    let faults = Faults()
    let shapes = ShapesDataset(preset: .easy, seed: UInt64(seed), count: 1, imageSize: 64)
    let picture = InMemoryDataset(categories: shapes.categories, examples: [shapes.example(at: 0)])
    let trainer = Trainer(
      model: RetinaNet(Self.configuration, pieces: pieces(Piece.allCases, faults), seed: UInt64(seed)),
      dataset: picture,
      options: TrainingOptions(
        steps: Self.overfitSteps, batchSize: 1, seed: UInt64(seed),
        schedule: LearningRateSchedule(
          peak: 0.01, totalSteps: Self.overfitSteps, decay: .cosine(finalFraction: 0),
          warmUp: .init(steps: 5, startFactor: 0.1))))
    let reports = try Self.steps(Self.overfitSteps, of: trainer, faults)
    // What was learned is looked at as it was learned: with the statistics of this one picture.
    let summary = try DetectorEvaluation(trainer.model, on: picture).summary
    try faults.check()
    return .list([
      Self.row("first loss", reports.first?.loss ?? 0), Self.row("last loss", reports.last?.loss ?? 0),
      Self.row("AP50", summary.ap50 ?? 0),
    ])
  }

  static let overfitSteps = 80

  private static func row(_ title: String, _ number: Double) -> Value { .list([.text(title), .number(number)]) }
}
