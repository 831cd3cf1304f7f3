// From the words of the command line to typed values, by a command's table.

import Formats

/// What a command accepts, for the parser and the help.
public struct CommandSpecification: Sendable {
  /// The word that calls it.
  public var name: String
  /// One sentence for the list of subcommands.
  public var overview: String
  /// Paragraphs for the command's own help.
  public var discussion: String = ""
  /// The rows, in the order of the help.
  public var arguments: [any AnyArgument]
  /// Pairs of options that contradict each other when both are given.
  public var conflicts: [(any AnyArgument, any AnyArgument)] = []
  /// Pairs of options of which the first needs the second.
  public var requirements: [(any AnyArgument, any AnyArgument)] = []

  /// The table of a command.
  public init(
    name: String, overview: String, discussion: String = "", arguments: [any AnyArgument],
    conflicts: [(any AnyArgument, any AnyArgument)] = [], requirements: [(any AnyArgument, any AnyArgument)] = []
  ) {
    self.name = name
    self.overview = overview
    self.discussion = discussion
    self.arguments = arguments
    self.conflicts = conflicts
    self.requirements = requirements
  }

  /// The rows without the types of their values.
  public var specifications: [ArgumentSpecification] { arguments.map(\.specification) }
}

/// The values of one command line: what was given, and the defaults of the rest.
public struct ParsedArguments: Sendable {
  fileprivate var values: [String: any Sendable] = [:]
  fileprivate var given: Set<String> = []

  /// The value of an argument of the command's table.
  public subscript<Value>(argument: Argument<Value>) -> Value {
    let name = argument.specification.name
    guard let value = values[name] as? Value else {
      preconditionFailure(
        "arguments must be in the command's table, found '\(name)' of type \(Value.self), which is not")
    }
    return value
  }

  /// Whether the argument was given, as opposed to left at its default.
  public func isGiven(_ argument: any AnyArgument) -> Bool { given.contains(argument.specification.name) }
}

/// What the words ask for.
enum ParseResult: Sendable {
  case help
  case run(ParsedArguments)
}

/// Parses the words behind a subcommand's name.
struct ArgumentParser {
  let command: CommandSpecification
  private var texts: [String: [String]] = [:]
  private var positionals: [String] = []

  init(_ command: CommandSpecification) { self.command = command }

  mutating func parse(_ words: [String]) throws(UsageError) -> ParseResult {
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" {
        positionals += words[index...]
        break
      }
      guard isOption(word) else {
        positionals.append(word)
        continue
      }
      if word == "-h" || word == "--help" { return .help }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let row = try row(for: parts[0])
      if row.kind == .flag {
        guard parts.count == 1 else {
          throw UsageError("The flag '\(row.label)' takes no value, found '\(shown(parts[1]))'.")
        }
        try add("", to: row)
      } else if parts.count == 2 {
        try add(parts[1], to: row)
      } else {
        let next = index < words.count ? words[index] : nil
        guard let next, next != "--", !isOption(next) else { throw .missingValue(row.usage, before: next) }
        try add(next, to: row)
        index += 1
      }
    }
    try assignPositionals()
    try checkPairs()
    return .run(try parsed())
  }

  /// True for `-x` and `--xyz`; false for `-`, `-1` and `-.5`, which are values.
  private func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word != "-" && Double(word) == nil
  }

  private func row(for label: String) throws(UsageError) -> ArgumentSpecification {
    let rows = command.specifications.filter { !$0.kind.isPositional }
    if let row = rows.first(where: { $0.label == label || $0.short.map { "-\($0)" } == label }) { return row }
    throw .unknownOption(label, among: rows.map(\.label) + ["--help"])
  }

  private mutating func add(_ text: String, to row: ArgumentSpecification) throws(UsageError) {
    guard row.kind.isRepeated || texts[row.name] == nil else {
      throw UsageError("The option '\(row.label)' is given more than once.")
    }
    texts[row.name, default: []].append(text)
  }

  private mutating func assignPositionals() throws(UsageError) {
    var rest = positionals[...]
    for row in command.specifications where row.kind.isPositional {
      if row.kind == .repeatedPositional {
        texts[row.name] = Array(rest)
        rest = []
      } else if let word = rest.popFirst() {
        texts[row.name] = [word]
      }
    }
    guard let extra = rest.first else { return }
    throw UsageError(
      "Unexpected argument '\(shown(extra))'." + (extra.contains("=") ? " Options begin with '--'." : ""))
  }

  private func checkPairs() throws(UsageError) {
    for (first, second) in command.conflicts.map({ ($0.specification, $1.specification) })
    where texts[first.name] != nil && texts[second.name] != nil {
      throw UsageError("The options '\(first.label)' and '\(second.label)' contradict each other: give one of them.")
    }
    for (option, needed) in command.requirements.map({ ($0.specification, $1.specification) })
    where texts[option.name] != nil && texts[needed.name] == nil {
      throw UsageError("The option '\(option.label)' needs '\(needed.usage)' beside it.")
    }
  }

  private func parsed() throws(UsageError) -> ParsedArguments {
    var result = ParsedArguments()
    for row in command.specifications {
      result.values[row.name] = try row.parse(texts[row.name] ?? [])
      if texts[row.name] != nil { result.given.insert(row.name) }
    }
    return result
  }
}
