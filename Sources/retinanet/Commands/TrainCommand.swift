// `retinanet train`: a run on shapes or annotated pictures from the first step, or from its last checkpoint, to its
// report.

import Anchors
import CommandLineTool
import Detector
import Formats
import Foundation
import Images
import Kernels
import Reports
import Training

/// Trains the small detector.
struct TrainCommand: Command {
  static let specification = CommandSpecification(
    name: "train", overview: "Train the small detector on shapes, or on your own pictures, and write a report.",
    discussion: """
      Writes metrics.jsonl while it goes on, checkpoint.safetensors from time to time, and at the end \
      weights.safetensors and report.html. A run that was interrupted goes on with --resume to the same bits as one \
      that was not. Ctrl-C ends it after the step that it makes, with a checkpoint; a second one at once. The pictures it is measured on are of another seed than those it learns from: training never sees \
      them.
      The line of progress: steps done, the loss and its two parts, positive anchors per picture (pos: those that \
      learn an object; 1 or less may mean that the boxes are not where the file says), pictures per second, the time left.
      With --annotations it learns the classes of a COCO file from PNG, JPEG or binary PPM pictures of any sizes, brought to \
      --size. Precision and recall are those in the pictures' own pixels. Pictures without objects are all background, \
      and are learnt from like others. A run is resumed with the same annotations only, wherever they lie.
      What it learns by can be chosen, piece by piece, with the conventions of a system or without: --loss, --sampling, \
      --assigner, --box-loss, --anchors, --suppression. What has no fast form is computed by its definition.
      --backbone takes another network, with --backbone-weights as a classifier has learnt it.
      With --weights and --classes a detector learns new classes: all but the classification head's last layer is kept.
      """,
    arguments: TrainArguments.all,
    conflicts: [
      (TrainArguments.output, TrainArguments.resume), (SceneOptions.preset, SceneOptions.annotations),
      (TrainArguments.trainPreset, SceneOptions.annotations),
      (TrainArguments.trainImages, SceneOptions.annotations),
      (TrainArguments.validationImages, TrainArguments.validationAnnotations),
      (TrainArguments.conventions, TrainArguments.weights), (TrainPieceArguments.anchors, TrainArguments.weights),
      (TrainPieceArguments.backbone, TrainArguments.weights),
    ],
    requirements: SceneOptions.companions + [
      (TrainArguments.validationAnnotations, SceneOptions.annotations),
      (TrainArguments.validationFolder, TrainArguments.validationAnnotations),
      (TrainArguments.classes, TrainArguments.weights),
      (TrainPieceArguments.reproducesDefects, TrainArguments.conventions),
      (TrainPieceArguments.backboneWeights, TrainPieceArguments.backbone),
    ])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    guard !arguments.isGiven(TrainArguments.resume) else { return }
    if arguments.isGiven(TrainArguments.milestones), arguments[TrainArguments.schedule] != .step {
      throw UsageError("The option '--milestones' needs '--schedule step' beside it.")
    }
    if arguments.isGiven(TrainArguments.momentum), arguments[TrainArguments.optimizer] == .adamw {
      throw UsageError("The option '--momentum' needs '--optimizer muon' or '--optimizer sgd' beside it.")
    }
    typealias Pieces = TrainPieceArguments
    if let loss = arguments[Pieces.loss], loss == .crossEntropy || loss == .balancedCrossEntropy,
      arguments.isGiven(Pieces.gamma)
    {
      throw UsageError("The option '--gamma' needs a focal loss beside it, not '--loss \(loss.rawValue)'.")
    }
    if let low = arguments[Pieces.negativeThreshold], let high = arguments[Pieces.positiveThreshold], low > high {
      throw UsageError(
        "The options contradict each other: '--negative-threshold' \(low) is above '--positive-threshold' \(high).")
    }
    // How many steps annotated pictures take is known once they are counted.
    if arguments.isGiven(TrainArguments.steps) || !arguments.isGiven(SceneOptions.annotations),
      let problem = TrainReach(settings: TrainSettings(arguments), arguments: arguments).problem
    {
      throw UsageError(problem)
    }
  }

  func run(console: Console) throws {
    console.outlivesReader()
    try Threads.with(arguments[TrainArguments.threads]) { try train(console: console) }
  }

  private func train(console: Console) throws {
    let (settings, run, note) = try prepare(console: console)
    for remark in run.remarks { console.error("Note: \(remark).\n") }
    let isQuiet = arguments[TrainArguments.quiet]
    let monitor = TrainMonitor(run: run, settings: settings, console: console, isQuiet: isQuiet)
    monitor.begin()
    if let note = note ?? OlderWeights.hint(for: settings, of: run), !isQuiet { console.print(note) }
    let evaluation = try finish(run, monitor, console: console)
    monitor.end()

    let report = TrainingReport(
      run: settings.described, options: settings.options, model: run.trainer.model,
      metrics: try MetricsLog.read(from: run.files.metrics), evaluation: evaluation, validation: run.validation)
    do {
      try report.document().write(to: run.files.report)
    } catch {
      throw CommandFailure("\(run.files.report.relativePath) cannot be written: \(fileReason(error))")
    }

    console.print(evaluation.summary.table)
    console.print("\n" + evaluation.summary.classTable)
    if let verdict = report.gapVerdict { console.print("\n" + verdict) }
    console.print("\nWeights: \(run.files.weights.relativePath)")
    console.print("Report:  \(run.files.report.relativePath)")
    if console.problem() != nil {
      console.error("Note: the run is done: \(run.files.weights.relativePath), \(run.files.report.relativePath).\n")
    }
  }

  private func finish(
    _ run: TrainingRun, _ monitor: TrainMonitor, console: Console
  ) throws -> DetectorEvaluation {
    var saved = run.trainer.step
    let stop = StopRequest()
    stop.catchSignals { _ in console.error("\nStops after this step with a checkpoint; a second signal ends at once.\n")
    }
    defer { stop.leaveSignals() }
    do {
      return try run.run(stop: stop) { event in
        if case .checkpoint(let step) = event { saved = step }
        monitor.show(event)
      }
    } catch let error as NotFiniteError {
      monitor.end()
      throw CommandFailure("\(error) It is \(run.files.checkpoint.relativePath), of step \(saved).")
    } catch let stopped as RunStopped {
      monitor.end()
      throw StoppedTraining(stopped: stopped, folder: run.files.directory)
    }
  }

  // MARK: - Beginning

  /// The run with its settings, and a line on what it begins with; the file of its weights is not kept.
  private func prepare(console: Console) throws -> (settings: TrainSettings, run: TrainingRun, note: String?) {
    let checkpoint = try arguments[TrainArguments.resume].map(RecordedCheckpoint.init(in:))
    let recorded = try checkpoint.map(resumedSettings)
    var settings = recorded ?? TrainSettings(arguments)
    if recorded != nil, case .pictures(var data) = settings.data {
      data.move(by: arguments)
      settings.data = .pictures(data)
    }
    let weights = recorded == nil ? try settings.model.readWeights(console: console) : nil
    let sets = try settings.data.sets(console: console)
    if recorded == nil, case .pictures(let data) = settings.data {
      // How long it takes to learn them follows from how many there are.
      settings.options = TrainSettings(arguments, pictures: data.trainingCount).options
    }
    let reach = TrainReach(settings: settings, arguments: arguments)
    if recorded == nil, let problem = reach.problem { throw CommandFailure(problem) }
    for note in reach.notes(trainingCount: settings.data.trainingCount) { console.error("Note: \(note).\n") }
    let (run, note) = try start(settings, sets, weights, checkpoint, notes: (recorded ?? settings).notes())
    run.learntPictures = settings.data.learntPictures(of: sets)
    if recorded == nil { preflight(settings, run.trainer.model.configuration, console: console) }
    return (settings, run, note)
  }

  /// Annotated pictures are looked at once, before much time goes into them.
  private func preflight(_ settings: TrainSettings, _ configuration: RetinaNet.Configuration, console: Console) {
    guard case .pictures(let data) = settings.data else { return }
    TrainPreflight(
      pictures: data.training.pictures, validation: data.validation?.pictures, resizing: data.resizing,
      configuration: configuration, augmentation: settings.options.augmentation
    ).report(console: console)
  }

  private func start(
    _ settings: TrainSettings, _ sets: TrainSets, _ weights: SafetensorsFile?, _ checkpoint: RecordedCheckpoint?,
    notes: FileDescription.Notes
  ) throws -> (run: TrainingRun, note: String?) {
    let seed = settings.options.seed
    func trainer(_ model: RetinaNet) -> Trainer {
      Trainer(model: model, dataset: sets.training, options: settings.options)
    }
    if let checkpoint {
      if let problem = checkpoint.description.configuration.missing(RetinaNet.Pieces()) {
        throw CommandFailure("\(checkpoint.path): \(problem)")
      }
      let run = try TrainingRun(
        resuming: trainer(RetinaNet(checkpoint.description.configuration, seed: seed)), validation: sets.validation,
        in: checkpoint.folder, intervals: intervals(TrainingRun.Intervals(recordedIn: checkpoint.description)),
        notes: notes)
      return (run, nil)
    }
    let (model, note) = try settings.model.begin(
      with: weights, classes: sets.training.categories.count, seed: seed, objects: { try objects(of: sets.training) })
    let run = try TrainingRun(
      starting: trainer(model), validation: sets.validation, in: try newRunFolder(arguments[TrainArguments.output]),
      intervals: intervals(TrainingRun.Intervals()), notes: notes)
    return (run, note)
  }

  /// The objects of the first pictures trained on: enough of them for scales and ratios.
  private func objects(of set: any Dataset) throws -> [ImageObjects] {
    try (0..<min(set.count, 500)).map { index in
      let example = try set.example(at: index)
      return ImageObjects(
        size: example.image.size, objects: example.objects)
    }
  }

  /// The intervals asked for, else those given.
  private func intervals(_ recorded: TrainingRun.Intervals) -> TrainingRun.Intervals {
    var intervals = recorded
    let every = arguments[TrainArguments.evaluateEvery]
    if arguments.isGiven(TrainArguments.evaluateEvery) { intervals.evaluation = every == 0 ? nil : every }
    if arguments.isGiven(TrainArguments.checkpointEvery) {
      intervals.checkpoint = arguments[TrainArguments.checkpointEvery]
    }
    return intervals
  }

  /// The settings that a run was begun with; whatever is given beside must agree with them.
  private func resumedSettings(_ checkpoint: RecordedCheckpoint) throws -> TrainSettings {
    let settings = try checkpoint.settings()
    let recorded = Dictionary(settings.rows.map { ($0.argument.specification.label, $0.value) }) { first, _ in first }
    for row in TrainSettings(arguments).rows where arguments.isGiven(row.argument) {
      let label = row.argument.specification.label
      let old = recorded[label]
      // Files may have been moved: they are known by their digests.
      if old == row.value || (old != nil && TrainArguments.places.contains(label)) { continue }
      throw ResumeConflict(
        path: checkpoint.path, option: label, checkpoint: old ?? "none", given: row.value,
        reason: label == TrainArguments.steps.specification.label ? .length : .bits)
    }
    return settings
  }
}
