// A training run in a folder: steps, evaluations, checkpoints and the log, in an order that survives being killed.
// How one step is made is Trainer's business; what is shown of it, the caller's.

import Detector
import Evaluation
import Formats
import Foundation
import Images
import Text

/// A run from its first step to its evaluated weights, or from its last checkpoint on.
///
/// What the folder holds:
///
/// ```
/// checkpoint.safetensors            the whole state, from which the run goes on to the same bits
/// checkpoint.previous.safetensors   the one before, from which it goes on if that is damaged
/// metrics.jsonl                     a line for every step, and one for every evaluation
/// weights.safetensors               the result, once the run is done: the average weights if there is an average
/// run.lock                          while the run is under way, so that no other writes here
/// ```
///
/// Properties:
/// - A resumed run ends with the same bytes in `weights.safetensors` and `metrics.jsonl` as one that was never
///   interrupted, whatever the number of threads of either.
/// - Every file is written as a whole or not at all (the log: a line), so that there is always a good checkpoint.
/// - A checkpoint is kept only once the step after it had a finite loss: what is already on its way to
///   infinity never replaces a good one. That of a run that is stopped cannot wait for it; the one before is beside it.
/// - A checkpoint in which a bit was changed is not gone on from.
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
      if let evaluation, evaluation < 1 { return "evaluation must be at least 1, found \(evaluation)" }
      return checkpoint >= 1 ? nil : "checkpoint must be at least 1, found \(checkpoint)"
    }
  }

  /// What a run tells while it goes on.
  public enum Event {
    /// A step was made.
    case step(StepResult)
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

  /// What was found and mended in the folder of a run that goes on, in sentences for the user.
  public let remarks: [String]
  /// Pictures that are trained on, to be measured beside those of `validation`; nil: none are.
  ///
  /// A resumed run must have the same, for what is found is in the log.
  public var learntPictures: (any Dataset)?
  /// What the last evaluation found on both kinds of pictures.
  public private(set) var gap: GeneralizationGap?

  private let log: MetricsLog
  private let lock: RunLock
  /// Whether the last checkpoint in the folder is one that can be gone on from.
  private var lastIsGood: Bool
  /// The step of the last checkpoint.
  private var savedStep: Int
  /// The steps whose evaluation is in the log already.
  private var evaluated: Set<Int> = []
  /// The state to be written once the next step went well.
  private var pending: (step: Int, file: SafetensorsFile)?

  /// Begins a run: makes the folder if need be, and writes a checkpoint of step 0.
  ///
  /// - Throws: `CategoriesError` if the validation data have another number of classes than the model, and
  ///   `RunLockError` if another run is under way in the folder, and `NotEnoughMemoryError`.
  ///
  /// - Parameters:
  ///   - trainer: what trains.
  ///   - validation: the pictures to measure on.
  ///   - directory: the folder of the run's files.
  ///   - intervals: steps between measurements and between checkpoints.
  ///   - notes: What the run does not know by itself, such as what the data are. A resumed run must have the same.
  public init(
    starting trainer: Trainer, validation: any Dataset, in directory: URL, intervals: Intervals = Intervals(),
    notes: FileDescription.Notes = .init()
  ) throws {
    precondition(trainer.step == 0, "trainer must be at step 0, where a run begins, found \(trainer.step)")
    try trainer.checkMemory()
    files = TrainingRunFiles(directory: directory)
    self.trainer = trainer
    self.validation = validation
    self.intervals = intervals
    description = try Self.description(of: trainer, categories: validation.categories, notes: notes)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    lock = try RunLock(of: directory)
    files.removeUnfinished()
    // Another run's is none to fall back to.
    try? FileManager.default.removeItem(at: files.previousCheckpoint)
    remarks = []
    (lastIsGood, savedStep) = (false, 0)
    log = try MetricsLog.started(at: files.metrics, of: description)
    try writeCheckpoint(checkpoint())
  }

  /// Goes on from the last checkpoint of a run.
  ///
  /// - Parameters:
  ///   - trainer: A fresh trainer of the same model, data and options; it is filled from the checkpoint.
  ///   - validation: the pictures to measure on.
  ///   - directory: the folder of the run's files.
  ///   - intervals: nil: as the run had them. Others change when the log has an evaluation, and not the weights.
  ///   - notes: As the run was begun with.
  ///
  /// - Throws: `ResumeConflict` if anything is not as it was, `CheckpointError` if the checkpoint cannot be used,
  ///   `CategoriesError` if the validation data have another number of classes than the model, and `RunLockError` if
  ///   another run is under way in the folder.
  public init(
    resuming trainer: Trainer, validation: any Dataset, in directory: URL, intervals: Intervals? = nil,
    notes: FileDescription.Notes = .init()
  ) throws {
    files = TrainingRunFiles(directory: directory)
    self.trainer = trainer
    self.validation = validation
    description = try Self.description(of: trainer, categories: validation.categories, notes: notes)
    try trainer.checkMemory()
    guard FileManager.default.fileExists(atPath: directory.path) else { throw NoCheckpointError(path: directory.path) }
    lock = try RunLock(of: directory)
    let read = try files.readCheckpoint()
    let (file, path, recorded) = (read.file, read.url.path, read.description)
    (lastIsGood, savedStep) = (read.problem == nil, recorded.step)
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
    let (resumed, mended) = try MetricsLog.resumed(at: files.metrics, afterStep: trainer.step, of: description)
    log = resumed
    for case .evaluation(let record) in try MetricsLog.read(from: files.metrics) { evaluated.insert(record.step) }
    let removed = files.removeUnfinished()
    remarks =
      [read.note, mended].compactMap(\.self)
      + (removed.files == 0
        ? []
        : [
          "\(directory.path): removed \(removed.files.counted("file")) of \((Double(removed.bytes) / 1e6).fixed(digits: 1)) MB "
            + "that writes left when they were cut short"
        ])
  }

  /// Makes all steps that are left, evaluates, and writes the weights.
  ///
  /// - Returns: the evaluation of the weights that were written.
  ///
  /// - Throws: `NotFiniteError` when the loss is no longer a number; the last good checkpoint stays. `RunStopped` once
  ///   a run that was asked to stop is saved.
  ///
  /// - Parameters:
  ///   - stop: looked at after every step, and between the pictures of an evaluation.
  ///   - observe: told what happens, as it happens.
  public func run(
    stop: StopRequest = StopRequest(), _ observe: (Event) -> Void = { _ in }
  ) throws -> DetectorEvaluation {
    try lock.hold()
    defer { lock.release() }
    let steps = trainer.options.steps
    // A run that was stopped in an evaluation goes on with it.
    if isEvaluated(after: trainer.step), !evaluated.contains(trainer.step) { _ = try evaluate(stop, observe) }
    while trainer.step < steps {
      let report = try trainer.trainStep()
      try writePending(observe)
      try log.append(.step(StepRecord(report, rate: trainer.options.schedule.rate(atStep: report.step - 1))))
      observe(.step(report))
      let step = trainer.step
      if step == steps { break }
      if isEvaluated(after: step) { _ = try evaluate(stop, observe) }
      try end(ifAsked: stop, observe)
      // A running variance can overflow beside a loss that is finite; such a state could not be gone on from.
      if step % intervals.checkpoint == 0, trainer.firstTensorThatIsNotFinite == nil {
        pending = (step, try checkpoint())
      }
    }
    if let bad = trainer.firstTensorThatIsNotFinite { throw NotFiniteError(step: steps, tensor: bad) }
    let result = try evaluate(stop, observe)
    pending = (steps, try checkpoint())
    try writePending(observe)
    var description = description
    description.step = steps
    try trainer.result.weights(metadata: description.metadata()).write(to: files.weights)
    return result
  }

  /// Whether there is an evaluation after a step that is not the last.
  private func isEvaluated(after step: Int) -> Bool {
    guard let interval = intervals.evaluation, step > 0, step < trainer.options.steps else { return false }
    return step % interval == 0
  }

  /// Evaluates the weights as they are now, and logs it unless that was done before the run was interrupted.
  private func evaluate(_ stop: StopRequest, _ observe: (Event) -> Void) throws -> DetectorEvaluation {
    func scored(_ dataset: any Dataset) throws -> DetectorEvaluation {
      try DetectorEvaluation(trainer.result, on: dataset, progress: { _ in try end(ifAsked: stop, observe) })
    }
    let result = try scored(validation)
    var record = EvaluationRecord(result.summary, step: trainer.step)
    record.trainingAP = try learntPictures.flatMap { try scored($0).summary.ap }
    gap = GeneralizationGap(record)
    if evaluated.insert(trainer.step).inserted { try log.append(.evaluation(record)) }
    observe(.evaluation(step: trainer.step, result.summary))
    return result
  }

  /// Saves the run as it is and throws, if that was asked for.
  private func end(ifAsked stop: StopRequest, _ observe: (Event) -> Void) throws {
    guard let cause = stop.cause else { return }
    if trainer.firstTensorThatIsNotFinite == nil {
      pending = (trainer.step, try checkpoint())
      try writePending(observe)
    }
    throw RunStopped(
      step: savedStep, steps: trainer.options.steps, checkpoint: files.checkpoint,
      cause: cause)
  }

  private func checkpoint() throws -> SafetensorsFile {
    var description = description
    try description.notes.set(intervals, as: RunNotes.intervals)
    return try Checkpoint.file(trainer, description: description)
  }

  private func writePending(_ observe: (Event) -> Void) throws {
    guard let (step, file) = pending else { return }
    try writeCheckpoint(file)
    (pending, savedStep) = (nil, step)
    observe(.checkpoint(step: step))
  }

  private func writeCheckpoint(_ file: SafetensorsFile) throws {
    try files.write(file, keepingLast: lastIsGood)
    lastIsGood = true
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
