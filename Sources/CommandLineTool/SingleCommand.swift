// A program that does one thing: options at once, without a subcommand before them.

import Formats
import Foundation

extension Command {
  /// Runs with the words behind the program's name, which is the name in its table.
  ///
  /// The same rules as for a subcommand: `--help`, exit codes, and what is said of a command line that is refused.
  public static func run(asProgram words: [String], console: Console) -> ExitCode {
    code(of: words, console: console.plain).written(on: console)
  }

  private static func code(of words: [String], console: Console) -> ExitCode {
    var parser = ArgumentParser(specification)
    do throws(UsageError) {
      guard case .run(let arguments) = try parser.parse(words) else {
        console.output(HelpText.command(specification, program: nil))
        return .success
      }
      return try Self(arguments).ended(console: console)
    } catch {
      let usage = HelpText.usage(of: specification, program: nil, title: "Usage")
      console.error("Error: \(error)\n\(usage)\n  See '\(specification.name) --help' for more information.\n")
      return .usage
    }
  }

  /// Does the work, and says how it ended.
  func ended(console: Console) throws(UsageError) -> ExitCode {
    do {
      try run(console: console)
      return .success
    } catch let error as UsageError {
      throw error
    } catch is any SilentFailure {
      return .failure
    } catch let end as any EarlyEnd {
      console.error(fitToShow("\(end)") + "\n")
      return end.code
    } catch let error as CocoaError {
      // What Foundation prints of its errors is for programmers.
      let place = (error.filePath ?? error.url?.path).map { "\($0): " } ?? ""
      console.error("Error: \(fitToShow(place + fileReason(error)))\n")
      return .failure
    } catch {
      console.error("Error: \(fitToShow("\(error)"))\n")
      return .failure
    }
  }

  /// Without what steers a terminal: errors quote files of unknown origin, and names in them.
  private func fitToShow(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { shown($0, limit: 4000) }.joined(separator: "\n")
  }
}

extension ExitCode {
  /// The code of a run whose output could be written, or that of a failure, with a word: nobody has seen the result.
  func written(on console: Console) -> ExitCode {
    guard let problem = console.failure else { return self }
    if case .failed(let reason) = problem { console.error("Error: the output cannot be written: \(reason)\n") }
    return self == .success ? .failure : self
  }
}
