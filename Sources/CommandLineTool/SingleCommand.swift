// A program that does one thing: options at once, without a subcommand before them.

extension Command {
  /// Runs with the words behind the program's name, which is the name in its table.
  ///
  /// The same rules as for a subcommand: `--help`, exit codes, and what is said of a command line that is refused.
  public static func run(asProgram words: [String], console: Console) -> ExitCode {
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
    } catch {
      console.error("Error: \(error)\n")
      return .failure
    }
  }
}
