// What is written: without what steers a terminal, and not in vain.

import Synchronization
import Testing

@testable import CommandLineTool

private final class Written: Sendable {
  let text = Mutex("")
}

@Suite("Console")
struct ConsoleTests {
  private func code(problem: OutputProblem?, _ words: String) -> (code: ExitCode, error: String) {
    let written = Written()
    let console = Console(
      output: { _ in }, error: { text in written.text.withLock { $0 += text } }, problem: { problem })
    let code = Program.painter.run(words.split(separator: " ").map(String.init), console: console)
    return (code, written.text.withLock { $0 })
  }

  @Test("Output that could not be written ends a run that did its work with 1 and the reason; help, too")
  func full() {
    for words in ["--help", "--version", "help paint"] {
      let run = code(problem: .failed("No space left on device"), words)
      #expect(run.code == .failure)
      #expect(run.error == "Error: the output cannot be written: No space left on device\n")
    }
  }

  @Test("A reader that went away ends it with 1 and without a word; a refused command line keeps its code")
  func closed() {
    let run = code(problem: .closed, "--help")
    #expect(run.code == .failure && run.error.isEmpty)
    #expect(code(problem: .closed, "--hepl").code == .usage)
    #expect(code(problem: nil, "--help").code == .success)
  }

  @Test("A run that outlives its reader did its work when that went away; a full disk is a failure all the same")
  func outlived() {
    for (problem, isFailure) in [(OutputProblem.closed, false), (.failed("No space left on device"), true)] {
      let console = Console(output: { _ in }, error: { _ in }, problem: { problem })
      #expect(console.plain.failure == problem)
      console.plain.outlivesReader()
      #expect((console.failure != nil) == isFailure)
    }
  }

  @Test("Control characters are shown by their numbers; ends of lines, returns and tabulators pass, and letters do")
  func plain() {
    let written = Written()
    let console = Console(
      output: { text in written.text.withLock { $0 += text } }, error: { text in written.text.withLock { $0 += text } })
    console.plain.output("\rcat\u{1B}[2J\tété ▁█\u{202E}\n\u{7}\n")
    console.plain.error("\u{9B}31m")
    #expect(written.text.withLock { $0 } == "\rcat\\u{1B}[2J\tété ▁█\\u{202E}\n\\u{7}\n\\u{9B}31m")
  }

  @Test("Codes of runs that were ended by a signal are those that a shell gives")
  func codes() {
    #expect(ExitCode.hungUp.rawValue == 128 + 1)
    #expect(ExitCode.interrupted.rawValue == 128 + 2)
    #expect(ExitCode.terminated.rawValue == 128 + 15)
  }
}
