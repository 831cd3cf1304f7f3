// What `retinanet train` says while it goes on.

import CommandLineTool
import Foundation
import Kernels
import Reports
import Synchronization
import Text
import Training

/// Turns a run's events into lines.
final class TrainMonitor {
  private let run: TrainingRun
  private let settings: TrainSettings
  private let console: Console
  private var progress: ProgressLine
  private let firstStep: Int
  private let start = ProcessInfo.processInfo.systemUptime

  init(run: TrainingRun, settings: TrainSettings, console: Console, isQuiet: Bool) {
    self.run = run
    self.settings = settings
    var console = console
    if isQuiet { console.output = { _ in } }
    self.console = console
    firstStep = run.trainer.step
    progress = ProgressLine(
      totalSteps: settings.options.steps, completedSteps: firstStep, imagesPerStep: settings.options.batchSize,
      isTerminal: console.isTerminal, width: console.width, output: console.output)
  }

  /// What is trained on what, and where it goes.
  func begin() {
    let (options, data) = (settings.options, settings.data)
    console.print(
      "A detector of \(run.trainer.model.parameterCount) parameters, \(data.title), seed \(options.seed), "
        + "\(Threads.count.counted("thread")).")
    console.print(
      "\(options.steps.counted("step")) of \(options.batchSize.counted("picture")), \(data.trainingText); measured on "
        + "\(run.validation.count) others. Run: \(run.files.directory.relativePath)")
    if firstStep > 0 { console.print("Goes on after step \(firstStep).") }
  }

  /// An event of the run.
  func show(_ event: TrainingRun.Event) {
    switch event {
    case .step(let result): progress.report(result)
    case .evaluation(let step, let summary):
      let (ap, ap50) = (summary.ap.fixed(digits: 3), summary.ap50.fixed(digits: 3))
      // The last line of the steps stays; what was measured before stands above the line that goes on.
      if step == settings.options.steps { progress.finish() }
      progress.note(
        "step \(step): AP \(ap), AP50 \(ap50) on \(run.validation.count.counted("validation picture"))\(learnt)")
    case .checkpoint: break
    }
  }

  /// AP on pictures that are trained on, and a word where it has left the other behind.
  private var learnt: String {
    guard let gap = run.gap, let pictures = run.learntPictures else { return "" }
    return "; AP \(gap.training.fixed(digits: 3)) on \(pictures.count) of those it learns from"
      + (gap.isLearntByHeart ? ": it learns them by heart" : gap.hasParted ? ": the two part" : "")
  }

  /// Ends the line of progress and says how long the run took.
  func end() {
    progress.finish()
    let seconds = ProcessInfo.processInfo.systemUptime - start
    let steps = run.trainer.step - firstStep
    guard steps > 0 else { return }
    console.print(
      "\(steps.counted("step")) in \(seconds.fixed(digits: 1)) s, measuring included.\n")
  }
}
