// What a command accepts, as a table of values: options with their types, ranges, defaults and help.

/// One row of a command's table: all that parsing and help need, whatever the type of the value.
public struct ArgumentSpecification: Sendable {
  /// How the words of the command line reach it.
  public enum Kind: Sendable, Hashable {
    /// `--name`, without a value.
    case flag
    /// `--name value` or `--name=value`, at most once.
    case option
    /// An option that may be given several times.
    case repeatedOption
    /// A value without a name.
    case positional
    /// All remaining values without a name.
    case repeatedPositional

    /// Whether it is a value without a name.
    public var isPositional: Bool { self == .positional || self == .repeatedPositional }
    /// Whether it may be given several times.
    public var isRepeated: Bool { self == .repeatedOption || self == .repeatedPositional }
  }

  /// `seed` for `--seed`; for a positional argument also its placeholder.
  public var name: String
  /// `c` for `-c`.
  public var short: Character?
  /// How it is given.
  public var kind: Kind
  /// What stands for the value in help: `seed` shows as `<seed>`.
  public var placeholder: String
  /// One or two sentences, ending with a period.
  public var help: String
  /// The admitted words, if it is a choice.
  public var choices: [String] = []
  /// The default as help shows it; nil where there is none.
  public var defaultText: String?
  /// Whether the command line is refused without it.
  public var isRequired: Bool
  /// The typed value of the texts given, which may be none.
  var parse: @Sendable ([String]) throws(UsageError) -> any Sendable

  /// How messages and help call it: `--seed`, or `<picture>` if positional.
  public var label: String { kind.isPositional ? "<\(placeholder)>" : "--\(name)" }

  /// How the usage line shows it when it must be given: `--seed <seed>`.
  public var usage: String {
    switch kind {
    case .flag: label
    case .option: "\(label) <\(placeholder)>"
    case .repeatedOption: "\(label) <\(placeholder)> ..."
    case .positional: label
    case .repeatedPositional: "\(label) ..."
    }
  }
}

/// A row of the table together with the type of its value: the key that reads it from `ParsedArguments`.
public struct Argument<Value: Sendable>: Sendable {
  /// The row without the type.
  public internal(set) var specification: ArgumentSpecification
}

/// Rows of any type, so that one table holds them all.
public protocol AnyArgument: Sendable {
  /// The row without the type of its value.
  var specification: ArgumentSpecification { get }
}

extension Argument: AnyArgument {}

// MARK: - Declaring options

extension Argument {
  /// An option with a default.
  public static func option(
    _ name: String, short: Character? = nil, _ type: ValueType<Value>, default value: Value, help: String
  ) -> Argument {
    Argument(
      specification: ArgumentSpecification(
        name: name, short: short, kind: .option, placeholder: type.placeholder, help: help, choices: type.choices,
        defaultText: type.text(value), isRequired: false,
        parse: { (texts) throws(UsageError) in
          guard let text = texts.first else { return value }
          return try type.parsed(text, for: "--\(name)")
        }))
  }

  /// An option that has to be given.
  public static func required(
    _ name: String, short: Character? = nil, _ type: ValueType<Value>, help: String
  ) -> Argument {
    Argument(
      specification: ArgumentSpecification(
        name: name, short: short, kind: .option, placeholder: type.placeholder, help: help, choices: type.choices,
        isRequired: true,
        parse: { (texts) throws(UsageError) in
          guard let text = texts.first else { throw .missing("--\(name) <\(type.placeholder)>") }
          return try type.parsed(text, for: "--\(name)")
        }))
  }

  /// A value without a name that has to be given.
  public static func positional(_ type: ValueType<Value>, help: String) -> Argument {
    Argument(
      specification: ArgumentSpecification(
        name: type.placeholder, kind: .positional, placeholder: type.placeholder, help: help, choices: type.choices,
        isRequired: true,
        parse: { (texts) throws(UsageError) in
          guard let text = texts.first else { throw .missing("<\(type.placeholder)>") }
          return try type.parsed(text, for: "<\(type.placeholder)>")
        }))
  }

  /// An option that may be left out, which leaves nil.
  public static func optional<Wrapped>(
    _ name: String, short: Character? = nil, _ type: ValueType<Wrapped>, help: String
  ) -> Argument where Value == Wrapped? {
    Argument(
      specification: ArgumentSpecification(
        name: name, short: short, kind: .option, placeholder: type.placeholder, help: help, choices: type.choices,
        isRequired: false,
        parse: { (texts) throws(UsageError) in
          guard let text = texts.first else { return Value.none }
          return Value.some(try type.parsed(text, for: "--\(name)"))
        }))
  }

  /// An option that may be given several times.
  public static func repeated<Element>(
    _ name: String, short: Character? = nil, _ type: ValueType<Element>, help: String
  ) -> Argument where Value == [Element] {
    Argument(
      specification: ArgumentSpecification(
        name: name, short: short, kind: .repeatedOption, placeholder: type.placeholder, help: help,
        choices: type.choices, isRequired: false,
        parse: { (texts) throws(UsageError) in try type.parsed(texts, for: "--\(name)") }))
  }

  /// The remaining values without a name: one or more.
  public static func positionals<Element>(_ type: ValueType<Element>, help: String) -> Argument
  where Value == [Element] {
    Argument(
      specification: ArgumentSpecification(
        name: type.placeholder, kind: .repeatedPositional, placeholder: type.placeholder, help: help,
        choices: type.choices, isRequired: true,
        parse: { (texts) throws(UsageError) in
          guard !texts.isEmpty else { throw .missing("<\(type.placeholder)> ...") }
          return try type.parsed(texts, for: "<\(type.placeholder)>")
        }))
  }
}

extension Argument {
  /// The remaining values without a name: any number, none too.
  public static func optionalPositionals<Element>(_ type: ValueType<Element>, help: String) -> Argument
  where Value == [Element] {
    Argument(
      specification: ArgumentSpecification(
        name: type.placeholder, kind: .repeatedPositional, placeholder: type.placeholder, help: help,
        choices: type.choices, isRequired: false,
        parse: { (texts) throws(UsageError) in try type.parsed(texts, for: "<\(type.placeholder)>") }))
  }
}

extension Argument<Bool> {
  /// A switch that is off unless it is given.
  public static func flag(_ name: String, short: Character? = nil, help: String) -> Argument {
    Argument(
      specification: ArgumentSpecification(
        name: name, short: short, kind: .flag, placeholder: "", help: help, isRequired: false,
        parse: { !$0.isEmpty }))
  }
}

extension Argument {
  /// A value without a name that may be left out, which leaves nil.
  public static func optionalPositional<Wrapped>(_ type: ValueType<Wrapped>, help: String) -> Argument
  where Value == Wrapped? {
    Argument(
      specification: ArgumentSpecification(
        name: type.placeholder, kind: .positional, placeholder: type.placeholder, help: help, choices: type.choices,
        isRequired: false,
        parse: { (texts) throws(UsageError) in
          guard let text = texts.first else { return Value.none }
          return Value.some(try type.parsed(text, for: "<\(type.placeholder)>"))
        }))
  }
}
