// The child's end of the line to the judge: lines in from standard input, lines out to a descriptor of their own.
// Whatever a student prints goes to standard error, so it can neither disturb the line nor pretend to be it.

import Foundation

/// The line to the judge.
final class Channel: Sendable {
  private let output: FileHandle

  init() {
    let own = dup(STDOUT_FILENO)
    _ = dup2(STDERR_FILENO, STDOUT_FILENO)
    output = FileHandle(fileDescriptor: own, closeOnDealloc: true)
  }

  /// The next line, or nil when the judge has hung up.
  func receive() -> String? { readLine() }

  /// Says a line; if nobody listens any more there is nothing left to do.
  func send(_ line: String) {
    do { try output.write(contentsOf: Data((line + "\n").utf8)) } catch { exit(1) }
  }
}

extension Outcome {
  /// The outcome as a line: `= value`, `! unanswered 1.3` or `! threw text`.
  package var line: String {
    switch self {
    case .value(let value): "= " + value.word
    case .unanswered(let task): "! unanswered " + Value.text(task).word
    case .threw(let error): "! threw " + Value.text(error).word
    case .stopped(let reason): "! stopped " + Value.text(reason).word
    case .missing: "! missing -"
    }
  }

  /// The outcome that a line stands for; nil if it is none.
  package init?(line: String) {
    let parts = line.split(separator: " ").map(String.init)
    if parts.count == 2, parts[0] == "=", let value = Value(word: parts[1]) {
      self = .value(value)
      return
    }
    guard parts.count == 3, parts[0] == "!", let value = Value(word: parts[2]), case .text(let text) = value else {
      return nil
    }
    switch parts[1] {
    case "unanswered": self = .unanswered(text)
    case "threw": self = .threw(text)
    case "stopped": self = .stopped(text)
    default: return nil
    }
  }
}

/// A call as a line: `call name [arguments]`, or `? name [arguments]` from a claim.
package struct Call: Sendable, Hashable {
  package var function: String
  package var arguments: [Value]

  package init(_ function: String, _ arguments: [Value]) {
    self.function = function
    self.arguments = arguments
  }

  /// The line with its first word.
  package func line(_ word: String) -> String { "\(word) \(function) \(Value.list(arguments).word)" }

  /// The call of a line that begins with a word; nil if it is none.
  package init?(line: String, _ word: String) {
    let parts = line.split(separator: " ").map(String.init)
    guard parts.count == 3, parts[0] == word, let value = Value(word: parts[2]), case .list(let arguments) = value
    else { return nil }
    self.init(parts[1], arguments)
  }
}
