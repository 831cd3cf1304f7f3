// Where the time of a training step goes: its parts one after another, and what the threads do meanwhile.

import Foundation
import Kernels
import Text
import Training

/// The parts of a training step, and what the kernels' threads did with their time.
struct StepPhases: Codable, Sendable {
  /// Median seconds of each part, by its name.
  var seconds: [String: Double]
  /// Shares of all threads' time: in kernels' pieces of work, and the first thread's, waiting for the others'.
  ///
  /// The rest lies between the kernels, where the first thread works alone and the others have nothing to do.
  var working: Double
  var waiting: Double
  var threads: Int

  /// Makes steps until `seconds` are over, but at least five.
  init(of trainer: Trainer, seconds: Double, threads: Int) throws {
    var times: [StepPhase: [Double]] = [:]
    let clock = ContinuousClock()
    var last = clock.now
    trainer.phaseIsOver = { phase in
      let now = clock.now
      times[phase, default: []].append(last.duration(to: now) / .seconds(1))
      last = now
    }
    defer { trainer.phaseIsOver = nil }
    let start = clock.now
    TeamTimes.shared.start()
    var steps = 0
    while steps < 5 || start.duration(to: clock.now) < .seconds(seconds) {
      last = clock.now
      try trainer.trainStep()
      steps += 1
    }
    let used = TeamTimes.shared.stop()
    let all = start.duration(to: clock.now) / .seconds(1) * Double(threads)
    self.seconds = Dictionary(
      uniqueKeysWithValues: times.map { ($0.rawValue, $1.sorted()[$1.count / 2]) })
    (working, waiting, self.threads) = (used.working / all, used.waiting / all, threads)
  }

  /// A line for each part, and one for the threads.
  var lines: [String] {
    let total = seconds.values.reduce(0, +)
    return StepPhase.allCases.map { phase in
      let time = seconds[phase.rawValue] ?? 0
      return "  " + phase.rawValue.padding(toLength: 22, withPad: " ", startingAt: 0)
        + String(format: "%.2f ms  %.0f %%", time * 1e3, 100 * time / total)
    } + [
      String(
        format: "  %@: %.0f %% at work in kernels, %.0f %% waiting for each other, %.0f %% between kernels",
        threads.counted("thread"), 100 * working, 100 * waiting, 100 * max(0, 1 - working - waiting))
    ]
  }
}
