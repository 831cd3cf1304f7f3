// A run whose outputs are kept instead of shown, so that a command line can be tested without a process.

import Synchronization

/// What a run wrote and how it ended.
public struct RecordedRun: Sendable, Hashable {
  /// How it ended.
  public var code: ExitCode
  /// What it wrote to the output.
  public var output: String
  /// What it wrote to the error output.
  public var error: String

  /// A run that wrote this.
  public init(code: ExitCode, output: String, error: String) {
    self.code = code
    self.output = output
    self.error = error
  }
}

extension Program {
  /// Runs with the words behind the program's name, and keeps what is written.
  public func recorded(_ words: [String]) -> RecordedRun { RecordedRun { run(words, console: $0) } }

  /// Runs with words as a shell would split them at spaces, and keeps what is written.
  public func recorded(_ words: String) -> RecordedRun { recorded(words.split(separator: " ").map(String.init)) }
}

extension Command {
  /// Runs as a program with the words behind its name, and keeps what is written.
  public static func recorded(_ words: [String]) -> RecordedRun { RecordedRun { run(asProgram: words, console: $0) } }
}

extension RecordedRun {
  init(_ run: (Console) -> ExitCode) {
    let recorder = Recorder()
    code = run(
      Console(
        output: { text in recorder.output.withLock { $0 += text } },
        error: { text in recorder.error.withLock { $0 += text } }))
    output = recorder.output.withLock { $0 }
    error = recorder.error.withLock { $0 }
  }
}

private final class Recorder: Sendable {
  let output = Mutex("")
  let error = Mutex("")
}
