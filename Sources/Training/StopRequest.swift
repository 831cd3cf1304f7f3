// How a run is asked to stop after the step that it makes, by a program or by a signal.

import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The wish that a run stops with a checkpoint; it may be made in any thread.
///
/// ```
/// let stop = StopRequest()
/// stop.catchSignals { print("stops after this step; once more ends at once") }
/// try run.run(stop: stop)          // throws RunStopped once it is saved
/// ```
public final class StopRequest: Sendable {
  /// What asked.
  public enum Cause: Hashable, Sendable {
    /// The program itself.
    case program
    /// A signal, by its number.
    case signal(Int32)
  }

  private let asked = Mutex<Cause?>(nil)
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  /// No wish yet.
  public init() {}

  /// What asked first; nil: nothing.
  public var cause: Cause? { asked.withLock { $0 } }

  /// Asks for it.
  public func stop() { _ = ask(.program) }

  private func ask(_ cause: Cause) -> Bool {
    asked.withLock { asked in
      guard asked == nil else { return false }
      asked = cause
      return true
    }
  }

  /// From now on the first SIGINT, SIGTERM or SIGHUP of this process asks for it, and the second ends the process at
  /// once, with 128 and the signal's number as its code.
  ///
  /// A signal that is ignored already, such as SIGHUP under `nohup`, stays so.
  ///
  /// - Parameter announce: called at the first, in another thread.
  public func catchSignals(_ announce: @escaping @Sendable (_ signal: Int32) -> Void = { _ in }) {
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, SIG_IGN)
      guard before == nil else {
        signal(number, before)
        continue
      }
      sources.withLock { sources in
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { [weak self] in
          guard let self else { return }
          // The threads have it blocked by now, so that it could not be raised again: the code is what a shell sees.
          guard self.ask(.signal(number)) else { _exit(128 + number) }
          announce(number)
        }
        source.resume()
        sources.append(source)
      }
    }
  }

  /// Gives signals back their usual effect.
  public func leaveSignals() {
    sources.withLock { sources in
      for source in sources {
        source.cancel()
        signal(Int32(source.handle), SIG_DFL)
      }
      sources = []
    }
  }
}

/// A run stopped because it was asked to; its state is in a checkpoint, from which it goes on to the same bits.
public struct RunStopped: Error, Hashable, Sendable, CustomStringConvertible {
  /// The steps that the checkpoint has.
  public var step: Int
  /// The steps of the whole run.
  public var steps: Int
  /// The checkpoint.
  public var checkpoint: URL
  /// What asked for it.
  public var cause: StopRequest.Cause

  /// What happened, and where it goes on.
  public var description: String {
    "stopped after step \(step) of \(steps), which is saved in \(checkpoint.relativePath)"
  }
}
