// A training run in a folder: steps, evaluations, checkpoints and the log, in an order that survives being killed.
// How one step is made is Trainer's business; what is shown of it, the caller's.

import Detector
import Evaluation
import Formats
import Foundation
import Images

/// A run from its first step to its evaluated weights, or from its last checkpoint on.
///
/// What the folder holds:
///
/// ```
/// checkpoint.safetensors   the whole state, from which the run goes on to the same bits
/// metrics.jsonl            a line for every step, and one for every evaluation
/// weights.safetensors      the result, once the run is done: the average weights if the options have an average
/// ```
///
/// Properties:
/// - A resumed run ends with the same bytes in `weights.safetensors` and `metrics.jsonl` as one that was never
///   interrupted, whatever the number of threads of either.
/// - Every file is written as a whole or not at all (the log: a line), so that there is always a good checkpoint.
/// - A checkpoint is kept only once the step after it had a finite loss: what is already on its way to
///   infinity never replaces a good one.
/// - The log holds nothing that depends on the machine: no times and no speed.
public final class TrainingRun {
  /// How often something is done besides training.
  public struct Intervals: Hashable, Sendable {
    /// Steps from one evaluation to the next, at least 1; nil: at the end only.
    public var evaluation: Int?
    /// Steps from one checkpoint to the next, at least 1.
    public var checkpoint: Int

    /// Intervals in steps.
    public init(evaluation: Int? = 250, checkpoint: Int = 100) {
      self.evaluation = evaluation
      self.checkpoint = checkpoint
      if let problem { preconditionFailure(problem) }
    }

    var problem: String? {
      if let evaluation, evaluation < 1 { return "evaluation: must be at least 1, found \(evaluation)" }
      return checkpoint >= 1 ? nil : "checkpoint: must be at least 1, found \(checkpoint)"
    }
  }

  /// What a run tells while it goes on.
  public enum Event {
    /// A step was made.
    case step(StepReport)
    /// The weights after a step were evaluated.
    case evaluation(step: Int, COCOSummary)
    /// The checkpoint of a step is on disk.
    case checkpoint(step: Int)
  }

  /// Where the files are.
  public let files: TrainingRunFiles
  /// What makes the steps.
  public let trainer: Trainer
  /// What the weights are evaluated on; never trained on.
  public let validation: any Dataset
  /// How often it is evaluated and saved.
  public let intervals: Intervals
  /// What the run's files say of themselves.
  public let description: FileDescription

  /// Pictures that are trained on, to be measured beside those of `validation`; nil: none are.
  ///
  /// A resumed run must have the same, for what is found is in the log.
  public var learntPictures: (any Dataset)?
  /// What the last evaluation found on both kinds of pictures.
  public private(set) var gap: GeneralizationGap?

  private let log: MetricsLog
  /// The steps whose evaluation is in the log already.
  private var evaluated: Set<Int> = []
  /// The state to be written once the next step went well.
  private var pending: (step: Int, file: SafetensorsFile)?

  /// Begins a run: makes the folder if need be, and writes a checkpoint of step 0.
  ///
  /// - Throws: `CategoriesError` if the validation data have another number of classes than the model.
  ///
  /// - Parameter notes: What the run does not know by itself, such as what the data are. A resumed run must have the
  ///   same.
  public init(
    starting trainer: Trainer, validation: any Dataset, in directory: URL, intervals: Intervals = Intervals(),
    notes: FileDescription.Notes = .init()
  ) throws {
    precondition(trainer.step == 0, "trainer: a run begins at step 0, found \(trainer.step)")
    files = TrainingRunFiles(directory: directory)
    self.trainer = trainer
    self.validation = validation
    self.intervals = intervals
    description = try Self.description(of: trainer, categories: validation.categories, notes: notes)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    log = try MetricsLog.started(at: files.metrics, of: description)
    try checkpoint().write(to: files.checkpoint)
  }

  /// Goes on from the last checkpoint of a run.
  ///
  /// - Parameters:
  ///   - trainer: A fresh trainer of the same model, data and options; it is filled from the checkpoint.
  ///   - intervals: nil: as the run had them. Others change when the log has an evaluation, and not the weights.
  ///   - notes: As the run was begun with.
  ///
  /// - Throws: `ResumeConflict` if anything is not as it was, `CheckpointError` if the checkpoint cannot be used, and
  ///   `CategoriesError` if the validation data have another number of classes than the model.
  public init(
    resuming trainer: Trainer, validation: any Dataset, in directory: URL, intervals: Intervals? = nil,
    notes: FileDescription.Notes = .init()
  ) throws {
    files = TrainingRunFiles(directory: directory)
    self.trainer = trainer
    self.validation = validation
    description = try Self.description(of: trainer, categories: validation.categories, notes: notes)
    let file = try SafetensorsFile(contentsOf: files.checkpoint)
    let path = files.checkpoint.path
    let recorded = try Checkpoint.description(of: file, path: path)
    if let intervals {
      self.intervals = intervals
    } else {
      do {
        self.intervals = try Intervals(recordedIn: recorded)
      } catch {
        throw CheckpointError(path: path, problem: .description(error))
      }
    }
    try ResumeConflict.check(recorded, path: path, options: trainer.options, description: description)
    try Checkpoint.restore(trainer, from: file, path: path)
    log = try MetricsLog.resumed(at: files.metrics, afterStep: trainer.step, of: description)
    for case .evaluation(let record) in try MetricsLog.read(from: files.metrics) { evaluated.insert(record.step) }
  }

  /// Makes all steps that are left, evaluates, and writes the weights.
  ///
  /// - Returns: the evaluation of the weights that were written.
  ///
  /// - Throws: `NotFiniteError` when the loss is no longer a number; the last good checkpoint stays.
  public func run(_ observe: (Event) -> Void = { _ in }) throws -> DetectorEvaluation {
    let steps = trainer.options.steps
    while trainer.step < steps {
      let report = try trainer.trainStep()
      try writePending(observe)
      try log.append(.step(StepRecord(report, rate: trainer.options.schedule.rate(atStep: report.step - 1))))
      observe(.step(report))
      let step = trainer.step
      if step == steps { break }
      if let interval = intervals.evaluation, step % interval == 0 { _ = try evaluate(observe) }
      // A running variance can overflow beside a loss that is finite; such a state could not be gone on from.
      if step % intervals.checkpoint == 0, trainer.firstTensorThatIsNotFinite == nil {
        pending = (step, try checkpoint())
      }
    }
    if let bad = trainer.firstTensorThatIsNotFinite { throw NotFiniteError(step: steps, tensor: bad) }
    let result = try evaluate(observe)
    pending = (steps, try checkpoint())
    try writePending(observe)
    var description = description
    description.step = steps
    try trainer.result.weights(metadata: description.metadata()).write(to: files.weights)
    return result
  }

  /// Evaluates the weights as they are now, and logs it unless that was done before the run was interrupted.
  private func evaluate(_ observe: (Event) -> Void) throws -> DetectorEvaluation {
    let result = try DetectorEvaluation(trainer.result, on: validation)
    var record = EvaluationRecord(result.summary, step: trainer.step)
    record.trainingAP = try learntPictures.flatMap { try DetectorEvaluation(trainer.result, on: $0).summary.ap }
    gap = GeneralizationGap(record)
    if evaluated.insert(trainer.step).inserted { try log.append(.evaluation(record)) }
    observe(.evaluation(step: trainer.step, result.summary))
    return result
  }

  private func checkpoint() throws -> SafetensorsFile {
    var description = description
    try description.notes.set(intervals, as: RunNotes.intervals)
    return try Checkpoint.file(trainer, description: description)
  }

  private func writePending(_ observe: (Event) -> Void) throws {
    guard let (step, file) = pending else { return }
    try file.write(to: files.checkpoint)
    pending = nil
    observe(.checkpoint(step: step))
  }

  private static func description(
    of trainer: Trainer, categories: [String], notes: FileDescription.Notes
  ) throws -> FileDescription {
    try CategoriesError.check(categories, for: trainer.model.configuration)
    var notes = notes
    try notes.set(trainer.options, as: RunNotes.options)
    return FileDescription(configuration: trainer.model.configuration, categories: categories, notes: notes)
  }
}
