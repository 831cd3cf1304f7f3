// The calls of a task, and the claims of an assignment, put to a student's program.

import Assignments
import Foundation

/// How a task's calls are put to a program that may die of any of them.
struct TaskSession {
  var executable: URL
  var limits = Limits()
  /// After so many deaths the remaining calls are not made.
  var deaths = 3

  /// One outcome for each call.
  func outcomes(function: String, calls: [[Value]]) -> [Outcome] {
    var outcomes: [Outcome] = []
    var died = 0
    while outcomes.count < calls.count && died < deaths {
      guard let child = try? Child(executable: executable, limits: limits) else {
        return calls.map { _ in .stopped("the program cannot be started") }
      }
      defer { child.end() }
      while outcomes.count < calls.count {
        guard let line = child.ask(Call(function, calls[outcomes.count]).line("call")) else {
          let reason = child.reasonOfEnd()
          outcomes.append(.stopped(reason))
          died += reason.hasPrefix("it took longer") ? deaths : 1
          break
        }
        outcomes.append(Outcome(line: line) ?? .threw("an answer that is not understood"))
      }
    }
    return outcomes + Array(repeating: .missing, count: calls.count - outcomes.count)
  }
}

/// Runs claims in a child: the child holds the claims, this process the versions that they are tried on.
struct ClaimSession: ClaimRunner {
  let executable: URL
  let limits: Limits
  private(set) var claims: [(title: String, line: Int)] = []
  private var child: Child?
  /// Claims that ended their process: they are not run again.
  private var dead: [Int: String] = [:]

  /// Asks for the claims; throws what stopped the program if it does not get so far.
  init(executable: URL, limits: Limits = Limits(seconds: 30)) throws {
    self.executable = executable
    self.limits = limits
    let child = try Child(executable: executable, limits: limits)
    self.child = child
    guard let line = child.ask("claims"), case .value(.list(let rows))? = Outcome(line: line) else {
      throw SessionError(description: child.reasonOfEnd())
    }
    claims = rows.compactMap { row in
      guard case .list(let parts) = row, parts.count == 2, case .text(let title) = parts[0],
        case .integer(let line) = parts[1]
      else { return nil }
      return (title, line)
    }
  }

  mutating func run(_ claim: Int, on version: Version) -> Outcome {
    if let reason = dead[claim] { return .stopped(reason) }
    if child == nil { child = try? Child(executable: executable, limits: limits) }
    guard let child else { return .stopped("the program cannot be started") }
    var next = Call("claim", [.integer(claim)]).line("claim")
    while true {
      guard let line = child.ask(next) else {
        let reason = child.reasonOfEnd()
        dead[claim] = reason
        self.child = nil
        return .stopped(reason)
      }
      if let call = Call(line: line, "?") {
        next = version.answer(call.function, call.arguments).line
      } else {
        return Outcome(line: line) ?? .threw("an answer that is not understood")
      }
    }
  }
}

/// Why a session did not begin.
struct SessionError: Error, CustomStringConvertible { var description: String }
