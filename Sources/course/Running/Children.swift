// The processes that this one has started and that have not ended yet: when it is interrupted it leaves none behind.

import Dispatch
import Foundation
import Synchronization

/// What runs now, by the number of its process.
enum Children {
  private struct State {
    /// Whether a process may end by itself, as a build that has to put its files away.
    var mayFinish: [Int32: Bool] = [:]
    var sources: [any DispatchSourceSignal] = []
  }
  private static let state = Mutex(State())

  /// A process has been started.
  static func began(_ process: Int32, mayFinish: Bool) { state.withLock { $0.mayFinish[process] = mayFinish } }

  /// A process has ended.
  static func ended(_ process: Int32) { state.withLock { $0.mayFinish[process] = nil } }

  /// From now on control-C, a terminal that is closed, and SIGTERM end what runs, and then this process, with 128 and
  /// the signal's number.
  ///
  /// A signal that is ignored already, as SIGHUP under `nohup`, stays so.
  static func endWithThisProcess() {
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, SIG_IGN)
      guard before == nil else {
        signal(number, before)
        continue
      }
      state.withLock { state in
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler {
          endAll()
          _exit(128 + number)
        }
        source.resume()
        state.sources.append(source)
      }
    }
  }

  /// Ends all: a build by an interruption, which it passes on to its compilers, everything else at once.
  private static func endAll() {
    // Each is the first of a group of its own, which a terminal's control-C does not reach.
    let running = state.withLock { $0.mayFinish }
    for (process, mayFinish) in running { end(process, by: mayFinish ? SIGINT : SIGKILL) }
    let deadline = Date(timeIntervalSinceNow: 3)
    while Date() < deadline && state.withLock({ $0.mayFinish.values.contains(true) }) {
      Thread.sleep(forTimeInterval: 0.02)
    }
    for process in state.withLock({ $0.mayFinish.keys }) { end(process, by: SIGKILL) }
  }

  private static func end(_ process: Int32, by signal: Int32) {
    kill(-process, signal)
    kill(process, signal)
  }
}
