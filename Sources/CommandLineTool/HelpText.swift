// Help in the form that Swift's command line tools share: overview, usage, then two columns, 80 characters wide.

/// The help of the program or of one command.
struct HelpText {
  /// Lines are shorter than this.
  static let width = 80
  private static let column = 26

  /// The help of one command, or of a program that is one command.
  static func command(_ command: CommandSpecification, program: String?) -> String {
    let rows = command.specifications
    let arguments = rows.filter(\.kind.isPositional).map { ($0.label, details(of: $0)) }
    let options = rows.filter { !$0.kind.isPositional }.map { (optionLabel($0), details(of: $0)) }
    let sections = [
      wrapped("OVERVIEW: " + command.overview) + discussion(command.discussion),
      usage(of: command, program: program),
      table("ARGUMENTS", arguments), table("OPTIONS", options + [helpRow]),
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The help of the program.
  static func program(
    name: String, overview: String, discussion text: String, commands: [CommandSpecification]
  ) -> String {
    [
      wrapped("OVERVIEW: " + overview) + discussion(text),
      "USAGE: \(name) <subcommand>",
      table("OPTIONS", [("--version", "Show the version."), helpRow]),
      table("SUBCOMMANDS", commands.map { ($0.name, $0.overview) }),
      "  See '\(name) help <subcommand>' for detailed help.",
    ].joined(separator: "\n\n") + "\n"
  }

  /// `USAGE: retinanet shapes [--count <n>] --output <folder>`, wrapped between the arguments.
  static func usage(of command: CommandSpecification, program: String?, title: String = "USAGE") -> String {
    let rows = command.specifications
    let pieces = (rows.filter { !$0.kind.isPositional } + rows.filter(\.kind.isPositional))
      .map { $0.isRequired ? $0.usage : "[\($0.usage)]" }
    return wrapped(pieces: ["\(title): \(program.map { $0 + " " } ?? "")\(command.name)"] + pieces, indent: 4)
  }

  private static let helpRow = ("-h, --help", "Show help information.")

  private static func optionLabel(_ row: ArgumentSpecification) -> String {
    let short = row.short.map { "-\($0), " } ?? ""
    return short + row.label + (row.kind == .flag ? "" : " <\(row.placeholder)>")
  }

  private static func details(of row: ArgumentSpecification) -> String {
    var notes: [String] = []
    if !row.choices.isEmpty { notes.append("values: \(row.choices.joined(separator: ", "))") }
    if let text = row.defaultText { notes.append("default: \(text)") }
    return row.help + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }

  private static func discussion(_ text: String) -> String {
    text.isEmpty
      ? ""
      : "\n\n"
        + text.split(separator: "\n", omittingEmptySubsequences: false).map { wrapped(String($0)) }
        .joined(separator: "\n")
  }

  private static func table(_ title: String, _ rows: [(label: String, text: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let lines = rows.map { row in
      let label = "  " + row.label
      let text = wrapped(row.text, indent: column, first: column)
      guard label.count < column else { return label + "\n" + text }
      return label + text.dropFirst(label.count)
    }
    return "\(title):\n" + lines.joined(separator: "\n")
  }

  /// Breaks text between words; the first line is indented by `first`, the others by `indent`.
  static func wrapped(_ text: String, indent: Int = 0, first: Int = 0) -> String {
    // Lines that are indented are examples, which stay as they are.
    if text.hasPrefix(" ") { return text }
    let words = text.split(separator: " ").map(String.init)
    return String(repeating: " ", count: first) + wrapped(pieces: words, indent: indent, start: first)
  }

  private static func wrapped(pieces: [String], indent: Int, start: Int = 0) -> String {
    var result = ""
    var column = start
    for piece in pieces {
      if result.isEmpty {
        result = piece
        column += piece.count
      } else if column + 1 + piece.count < width {
        result += " " + piece
        column += 1 + piece.count
      } else {
        result += "\n" + String(repeating: " ", count: indent) + piece
        column = indent + piece.count
      }
    }
    return result
  }
}
