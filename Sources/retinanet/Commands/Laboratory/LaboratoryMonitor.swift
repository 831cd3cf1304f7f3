// What the laboratory's commands say while they work.

import CommandLineTool
import Experiments
import Foundation
import Text

/// Turns a laboratory's events into lines; on a terminal the training's own line is rewritten.
final class LaboratoryMonitor {
  private let console: Console
  private let isSilent: Bool
  private let start = ProcessInfo.processInfo.systemUptime
  private var lineLength = 0
  private var lastShown = 0.0
  /// What a result is called.
  private let name: (Experiment) -> String

  /// Whether events come training by training, so that nothing is known of how many there are.
  private let isPartOfMany: Bool

  init(
    console: Console, isSilent: Bool, isPartOfMany: Bool = false, name: @escaping (Experiment) -> String
  ) {
    self.console = console
    self.isSilent = isSilent
    self.isPartOfMany = isPartOfMany
    self.name = name
  }

  func show(_ event: LaboratoryEvent) {
    if isSilent { return }
    switch event {
    case .planned where isPartOfMany: break
    case .planned(let experiments, let known, let trainings):
      console.print(
        "\(experiments.counted("experiment")), \(known) of them known; \(trainings.counted("training")) to be made.")
    case .training(let number, let count, let progress):
      guard console.isTerminal else { return }
      let now = ProcessInfo.processInfo.systemUptime
      guard now - lastShown > 0.1 else { return }
      lastShown = now
      let line = (isPartOfMany ? "" : "training \(number) of \(count): ") + "step \(progress.step) of \(progress.steps)"
      console.output("\r" + line.padded(to: lineLength))
      lineLength = line.count
    case .result(let result, let number, let count):
      let elapsed = ProcessInfo.processInfo.systemUptime - start
      let left = elapsed / Double(number) * Double(count - number)
      let outcome = result.failure ?? (result.focus == nil ? "AP \(result.ap.percent())" : "measured")
      let line = "\(name(result.experiment)), seed \(result.experiment.options.seed): \(outcome)"
      let full = isPartOfMany ? line : "\(number)/\(count)  \(line)  \(Self.minutes(left)) left"
      console.output((lineLength > 0 ? "\r" : "") + full.padded(to: lineLength) + "\n")
      lineLength = 0
    }
  }

  private static func minutes(_ seconds: Double) -> String {
    seconds < 90 ? "\(seconds.fixed(digits: 0)) s" : "\((seconds / 60).fixed(digits: 0)) min"
  }
}
