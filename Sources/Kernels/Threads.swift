// How kernels share work between threads, without the result ever depending on how many there are.

import Foundation
import Synchronization

/// How many threads the kernels use: by default one for each core.
///
/// Results are the same bits for every count: work is cut into pieces by the shapes alone, no two pieces write the
/// same value, and sums over pieces are taken in the order of the pieces.
public enum Threads {
  private static let chosen = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

  /// The number of threads, at least 1.
  public static var count: Int {
    get { chosen.load(ordering: .relaxed) }
    set {
      precondition(newValue >= 1, "Threads.count must be at least 1, is \(newValue)")
      chosen.store(newValue, ordering: .relaxed)
    }
  }
}

/// Runs a piece of work for every index in 0 ..< count; a thread that has finished one takes the next.
///
/// Called while another call is under way, from one of its pieces or from elsewhere, it does all the work itself.
func parallel(_ count: Int, _ body: @Sendable (Int) -> Void) {
  let threads = min(Threads.count, count)
  if threads > 1, Team.shared.run(count, threads: threads, body) { return }
  for index in 0..<max(count, 0) { body(index) }
}
