// The grader's own runs of the detector, made by the program `course-runs` in a process that is asked line by line.
// A run that was made once is remembered: naming a mistake compares with all of them.

import Assignments
import Foundation
import Synchronization

/// Makes runs of the detector as it is, of its second correct version, and of every known mistake.
final class RunMaker: Sendable {
  private struct Asked: Hashable {
    var version: String
    var call: Call
  }
  private struct State {
    var executable: URL?
    var problem = "its program is not built"
    var known: [Asked: Outcome] = [:]
  }
  private let state = Mutex(State())
  /// One process makes one run at a time; who waits for it must not keep others from what is known.
  private let child = Mutex<Child?>(nil)

  /// A maker whose program is built already, or, without one, has to be prepared.
  init(executable: URL? = nil) { state.withLock { $0.executable = executable } }

  /// Builds the program in a workplace; once is enough.
  func prepare(_ workplace: Workplace) {
    guard state.withLock({ $0.executable == nil }) else { return }
    let (status, text) = workplace.build(product: "course-runs")
    state.withLock { state in
      if status == 0 {
        state.executable = workplace.root.appending(path: ".build/debug/course-runs")
      } else {
        state.problem = Workplace.firstError(text)
      }
    }
  }

  /// What a run of a version comes to.
  func run(_ version: String, _ function: String, _ arguments: [Value]) -> Outcome {
    let asked = Asked(version: version, call: Call(function, arguments))
    if let known = state.withLock({ $0.known[asked] }) { return known }
    let (executable, problem) = state.withLock { ($0.executable, $0.problem) }
    guard let executable else { return .threw(problem) }
    let outcome = child.withLock { child -> Outcome in
      if child == nil { child = try? Child(executable: executable, limits: Limits(seconds: 600, megabytes: 8192)) }
      guard let process = child else { return .threw("its program cannot be started") }
      guard let line = process.ask(Call(function, [.text(version)] + arguments).line("call")) else {
        child = nil
        return .stopped(process.reasonOfEnd())
      }
      return Outcome(line: line) ?? .threw("an answer that is not understood")
    }
    state.withLock { $0.known[asked] = outcome }
    return outcome
  }
}
