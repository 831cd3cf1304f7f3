// What the time of the kernels' threads goes to: work, or waiting for others. Off but for `retinanet bench --phases`.

import Synchronization

/// Adds up how long the kernels' threads work and wait, from `start()` to `stop()`.
package final class TeamTimes: Sendable {
  /// Seconds since the start, added up over threads; what is left of their time lies between the kernels.
  package struct Seconds: Sendable {
    /// Of all threads, in pieces of work that are shared out.
    package var working = 0.0
    /// Of the caller, done with its pieces when another is not.
    package var waiting = 0.0
  }

  private let isOn = Atomic<Bool>(false)
  private let working = Atomic<Int>(0)
  private let waiting = Atomic<Int>(0)

  init() {}

  /// Those of all kernels of the process.
  package static var shared: TeamTimes { Team.shared.times }

  /// Begins anew.
  package func start() {
    working.store(0, ordering: .relaxed)
    waiting.store(0, ordering: .relaxed)
    isOn.store(true, ordering: .relaxed)
  }

  /// Ends, and says what there was.
  package func stop() -> Seconds {
    isOn.store(false, ordering: .relaxed)
    return Seconds(
      working: Double(working.load(ordering: .relaxed)) * 1e-9, waiting: Double(waiting.load(ordering: .relaxed)) * 1e-9
    )
  }

  /// What a thread does with its time.
  enum Use { case working, waiting }

  /// The present moment, if somebody wants to know.
  func now() -> ContinuousClock.Instant? { isOn.load(ordering: .relaxed) ? .now : nil }

  /// Adds the time since a moment to a use, and returns the present moment.
  @discardableResult
  func count(_ use: Use, since start: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
    guard let start, let end = now() else { return nil }
    let (seconds, attoseconds) = start.duration(to: end).components
    let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    switch use {
    case .working: working.wrappingAdd(nanoseconds, ordering: .relaxed)
    case .waiting: waiting.wrappingAdd(nanoseconds, ordering: .relaxed)
    }
    return end
  }
}
