// Where the time of a training step or of a look at pictures goes: its parts one after another, and what the threads do
// meanwhile.

import Detector
import Foundation
import Kernels
import Text
import Training

/// The parts of a piece of work, and what the kernels' threads did with their time.
struct Phases: Codable, Sendable {
  /// The parts' names, in order.
  var names: [String]
  /// Median seconds of each part, by its name.
  var seconds: [String: Double]
  /// Shares of all threads' time: in kernels' pieces of work, and the first thread's, waiting for the others'.
  ///
  /// The rest lies between the kernels, where the first thread works alone and the others have nothing to do.
  var working: Double
  var waiting: Double
  var threads: Int

  /// The parts of training steps.
  init(of trainer: Trainer, seconds: Double, threads: Int) throws {
    defer { trainer.phaseIsOver = nil }
    try self.init(
      StepPhase.self, seconds: seconds, threads: threads, tell: { trainer.phaseIsOver = $0 },
      work: { _ = try trainer.trainStep() })
  }

  /// The parts of what a detector does with pictures.
  init(of model: RetinaNet, seconds: Double, threads: Int, work: () -> Void) {
    defer { model.phaseIsOver = nil }
    self.init(
      DetectionPhase.self, seconds: seconds, threads: threads, tell: { model.phaseIsOver = $0 }, work: work)
  }

  /// Does the work until `seconds` are over, but at least five times.
  private init<Phase: CaseIterable & Hashable & RawRepresentable<String>>(
    _: Phase.Type, seconds: Double, threads: Int, tell: (@escaping (Phase) -> Void) -> Void, work: () throws -> Void
  ) rethrows {
    let times = Times<Phase>()
    tell { times.end($0) }
    let start = times.clock.now
    TeamTimes.shared.start()
    var repetitions = 0
    while repetitions < 5 || start.duration(to: times.clock.now) < .seconds(seconds) {
      times.last = times.clock.now
      try work()
      repetitions += 1
    }
    let used = TeamTimes.shared.stop()
    let all = start.duration(to: times.clock.now) / .seconds(1) * Double(threads)
    names = Phase.allCases.map(\.rawValue)
    self.seconds = Dictionary(
      uniqueKeysWithValues: times.seconds.map { ($0.rawValue, $1.sorted()[$1.count / 2]) })
    (working, waiting, self.threads) = (used.working / all, used.waiting / all, threads)
  }

  /// What is written down while the work is done.
  private final class Times<Phase: Hashable> {
    let clock = ContinuousClock()
    lazy var last = clock.now
    var seconds: [Phase: [Double]] = [:]

    func end(_ phase: Phase) {
      let now = clock.now
      seconds[phase, default: []].append(last.duration(to: now) / .seconds(1))
      last = now
    }
  }

  /// A line for each part, and one for the threads.
  var lines: [String] {
    let total = seconds.values.reduce(0, +)
    return names.map { name in
      let time = seconds[name] ?? 0
      return "  " + name.padding(toLength: 22, withPad: " ", startingAt: 0)
        + String(format: "%.2f ms  %.0f %%", time * 1e3, 100 * time / total)
    } + [
      String(
        format: "  %@: %.0f %% at work in kernels, %.0f %% waiting for each other, %.0f %% between kernels",
        threads.counted("thread"), 100 * working, 100 * waiting, 100 * max(0, 1 - working - waiting))
    ]
  }
}
