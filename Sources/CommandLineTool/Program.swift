// Finds the subcommand, runs it, and turns what happens into an exit code.

/// One subcommand: its table, and what it does with the values.
public protocol Command: Sendable {
  /// What it accepts.
  static var specification: CommandSpecification { get }

  /// Takes the values over; refuses values that do not go together.
  init(_ arguments: ParsedArguments) throws(UsageError)

  /// Does the work.
  func run(console: Console) throws
}

/// How a run ended, as the shell sees it.
public enum ExitCode: Int32, Sendable {
  /// The work was done, or help was asked for.
  case success = 0
  /// The work failed.
  case failure = 1
  /// The command line was refused.
  case usage = 64
  /// The work was saved and ended because the terminal was closed: 128 and SIGHUP.
  case hungUp = 129
  /// The work was saved and ended because the user asked for it: 128 and SIGINT.
  case interrupted = 130
  /// The work was saved and ended because the system asked for it: 128 and SIGTERM.
  case terminated = 143
}

/// A program of subcommands.
public struct Program: Sendable {
  /// What the shell calls it.
  public var name: String
  /// What `--version` prints.
  public var version: String
  /// One sentence for the help.
  public var overview: String
  /// Paragraphs for the help.
  public var discussion: String
  /// The subcommands, in the order of the help.
  public var commands: [any Command.Type]
  /// Whether control characters in what is written, which may be names in files, are shown by their numbers.
  public var isPlain: Bool

  /// A program of subcommands.
  public init(
    name: String, version: String, overview: String, discussion: String = "", commands: [any Command.Type],
    isPlain: Bool = true
  ) {
    self.name = name
    self.version = version
    self.overview = overview
    self.discussion = discussion
    self.commands = commands
    self.isPlain = isPlain
  }

  /// Runs with the words behind the program's name.
  ///
  /// What was asked for goes to `output`, errors to `error`.
  public func run(_ words: [String], console: Console) -> ExitCode {
    code(of: words, console: isPlain ? console.plain : console).written(on: console)
  }

  private func code(of words: [String], console: Console) -> ExitCode {
    var command: (any Command.Type)?
    do throws(UsageError) {
      guard let first = words.first else {
        console.output(help)
        return .success
      }
      switch first {
      case "--version":
        console.print(version)
        return .success
      case "-h", "--help":
        console.output(help)
        return .success
      case "help":
        console.output(try help(for: Array(words.dropFirst())))
        return .success
      default: break
      }
      let found = try subcommand(first)
      command = found
      return try run(found, Array(words.dropFirst()), console: console)
    } catch {
      report(error, command: command, console: console)
      return .usage
    }
  }

  /// Why a command line would be refused, without running it; nil if it would run.
  ///
  /// For documents that name commands: their options change, and texts do not notice.
  package func refusal(of words: [String]) -> UsageError? {
    do throws(UsageError) {
      guard let first = words.first else { return nil }
      let command = try subcommand(first)
      var parser = ArgumentParser(command.specification)
      guard case .run(let arguments) = try parser.parse(Array(words.dropFirst())) else { return nil }
      _ = try command.init(arguments)
      return nil
    } catch {
      return error
    }
  }

  private func run(
    _ command: any Command.Type, _ words: [String], console: Console
  ) throws(UsageError) -> ExitCode {
    var parser = ArgumentParser(command.specification)
    switch try parser.parse(words) {
    case .help:
      console.output(HelpText.command(command.specification, program: name))
      return .success
    case .run(let arguments):
      return try command.init(arguments).ended(console: console)
    }
  }

  private func subcommand(_ name: String) throws(UsageError) -> any Command.Type {
    for command in commands where command.specification.name == name { return command }
    let names = commands.map { $0.specification.name }
    guard name.hasPrefix("-") else { throw .unknownSubcommand(name, among: names + ["help"]) }
    guard commands.contains(where: { has($0, option: name) }) else {
      throw .unknownOption(name, among: ["--version", "--help"])
    }
    throw UsageError("The option '\(name)' belongs behind a subcommand: \(names.joined(separator: ", ")).")
  }

  private func has(_ command: any Command.Type, option: String) -> Bool {
    command.specification.specifications.contains { !$0.kind.isPositional && $0.label == option }
  }

  private var help: String {
    HelpText.program(
      name: name, overview: overview, discussion: discussion, commands: commands.map { $0.specification })
  }

  private func help(for words: [String]) throws(UsageError) -> String {
    guard let first = words.first else { return help }
    return HelpText.command(try subcommand(first).specification, program: name)
  }

  private func report(_ error: UsageError, command: (any Command.Type)?, console: Console) {
    let usage =
      command.map { HelpText.usage(of: $0.specification, program: name, title: "Usage") }
      ?? "Usage: \(name) <subcommand>"
    let target = command.map { "\(name) \($0.specification.name)" } ?? name
    console.error("Error: \(error)\n\(usage)\n  See '\(target) --help' for more information.\n")
  }
}
