// A student's program as a process of its own, with limits of time and memory.
// It is given calls and gives values; whatever else it does is its own affair.

import Assignments
import Foundation

/// What a student's process may use.
struct Limits: Sendable {
  /// Seconds by the clock, for all calls of a task together.
  var seconds = 10.0
  /// Address space in megabytes.
  var megabytes = 4096
}

/// One run of a student's program.
final class Child {
  private let process = Process()
  private let input: FileHandle
  private let output: LineReader
  private let errors: LineReader
  private let deadline: Date
  private let limits: Limits
  private var isRunning = true

  /// Starts the program in a folder where there is nothing to read.
  init(executable: URL, limits: Limits) throws {
    let (toChild, fromChild, errorsOfChild) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.script(limits), executable.path]
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    // Nothing of the grader's environment: tokens and paths are none of a submission's business.
    process.environment = [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
      "SWIFT_BACKTRACE":
        "enable=yes,color=no,interactive=no,threads=crashed,images=none,registers=none,limit=24,output-to=stderr",
    ]
    process.standardInput = toChild
    process.standardOutput = fromChild
    process.standardError = errorsOfChild
    input = toChild.fileHandleForWriting
    output = LineReader(fromChild.fileHandleForReading, limit: 1 << 24)
    errors = LineReader(errorsOfChild.fileHandleForReading, limit: 1 << 18)
    self.limits = limits
    deadline = Date(timeIntervalSinceNow: limits.seconds)
    try process.run()
    Children.began(process.processIdentifier, mayFinish: false)
  }

  /// Sets the limits and becomes the program: as nobody, where the grader is root, as in containers.
  ///
  /// Then a submission can neither look into the grader's process nor write to its files, whatever it leaves running
  /// behind. CPU time is limited too, should the clock's limit not reach it.
  private static func script(_ limits: Limits) -> String {
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    return """
      ulimit -c 0; ulimit -v \(limits.megabytes * 1024); ulimit -t \(Int(limits.seconds) + 10)
      if [ "$(id -u)" = 0 ] && \(nobody) test -x "$0" 2>/dev/null; then exec \(nobody) "$0" --serve; fi
      exec "$0" --serve
      """
  }

  /// Says a line and waits for the answer; nil if the process has ended or takes too long.
  func ask(_ line: String) -> String? {
    guard say(line) else { return nil }
    return output.line(until: deadline)
  }

  private func say(_ line: String) -> Bool {
    do {
      try input.write(contentsOf: Data((line + "\n").utf8))
      return true
    } catch { return false }
  }

  /// Ends the process and everything that it started.
  func end() {
    guard isRunning else { return }
    isRunning = false
    try? input.close()
    // A group of its own is the rule; where it is not, the second line ends the process alone.
    kill(-process.processIdentifier, SIGKILL)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    Children.ended(process.processIdentifier)
    output.close()
    errors.close()
  }

  deinit { end() }

  /// Why there was no answer, in words, with the place if the process told it.
  func reasonOfEnd() -> String {
    // A process that has died has closed its outputs, so this waits only for one that runs on.
    if Date() < deadline { _ = errors.everything(until: min(deadline, Date(timeIntervalSinceNow: 8))) }
    // A process whose outputs are closed is a moment from its end.
    let patience = Date(timeIntervalSinceNow: 1)
    while process.isRunning && Date() < min(patience, deadline) { Thread.sleep(forTimeInterval: 0.005) }
    let isOverdue = Date() >= deadline && process.isRunning
    if isOverdue { return finish("it took longer than \(Int(limits.seconds)) s; is there a loop without an end?") }
    if process.isRunning { return finish("it closed its line to the grader") }
    let text = errors.everything(until: Date(timeIntervalSinceNow: 0.2))
    let crash = Crash(text, status: process.terminationStatus, isSignal: process.terminationReason == .uncaughtSignal)
    return finish(crash.sentence)
  }

  private func finish(_ sentence: String) -> String {
    end()
    return sentence
  }
}

/// What a program that has died said last.
struct Crash {
  var sentence: String

  /// Reads the runtime's message and the first place in a student's file.
  init(_ text: String, status: Int32, isSignal: Bool) {
    let lines = text.split(separator: "\n").map(String.init)
    let fatal = lines.first { $0.contains("Fatal error") }
    var reason = fatal.flatMap { line in line.range(of: "Fatal error").map { String(line[$0.upperBound...]) } } ?? ""
    reason = reason.drop { $0 == ":" || $0 == " " }.description
    if reason.isEmpty {
      reason =
        isSignal
        ? (status == 9 || status == 24 ? "it was ended by the system (time)" : "it crashed (signal \(status))")
        : "the program ended itself with exit code \(status)"
    }
    if text.contains("allocate memory") || text.contains("out of memory") || text.contains("failed to allocate")
      || text.contains("bad_alloc")
    {
      reason = "it asked for more memory than there is"
    }
    sentence = reason + (Self.place(lines) ?? "")
  }

  /// " in Answers.swift, line 20".
  private static func place(_ lines: [String]) -> String? {
    for line in lines {
      for file in ["Answers.swift", "Claims.swift"] {
        guard let range = line.range(of: file + ":") else { continue }
        let digits = line[range.upperBound...].prefix { $0.isNumber }
        if let number = Int(digits), number > 0 { return " in \(file), line \(number)" }
      }
    }
    return nil
  }
}
