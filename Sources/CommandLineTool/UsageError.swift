// What a user can get wrong on the command line. Failures of the work itself have their own errors.

import Formats
import Text

/// A command line that was refused: what was found and what to write instead.
public struct UsageError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// An error from its sentence.
  public init(_ description: String) { self.description = description }

  /// An option that the command does not have.
  static func unknownOption(_ text: String, among names: [String]) -> UsageError {
    // The usage below names them all; a list of fifty would only hide the error.
    let suggestion = suggestion(for: text, among: names, kind: "options")
    let isList = names.count > 12 && suggestion.hasPrefix("The ")
    return UsageError("Unknown option '\(shown(text))'." + (isList ? "" : " " + suggestion))
  }

  /// A subcommand that the program does not have.
  static func unknownSubcommand(_ text: String, among names: [String]) -> UsageError {
    UsageError("Unknown subcommand '\(shown(text))'. " + suggestion(for: text, among: names, kind: "subcommands"))
  }

  /// A required argument that was left out.
  static func missing(_ usage: String) -> UsageError { UsageError("Missing expected argument '\(usage)'.") }

  /// An option at the end, or before another option, without its value.
  static func missingValue(_ usage: String, before next: String?) -> UsageError {
    guard let next else { return UsageError("Missing value for '\(usage)'.") }
    let label = usage.prefix { $0 != " " }
    return UsageError(
      "Missing value for '\(usage)' before '\(shown(next))'. If that is the value, write '\(label)=\(shown(next))'.")
  }

  /// A value that is not of the option's type or outside of its range.
  static func value(_ text: String, for label: String, expected: String) -> UsageError {
    UsageError("The value '\(shown(text))' is invalid for '\(label)': expected \(expected).")
  }

  /// A word that is not among the choices.
  static func choice(_ text: String, for label: String, among choices: [String]) -> UsageError {
    UsageError(
      "The value '\(shown(text))' is invalid for '\(label)'. " + suggestion(for: text, among: choices, kind: "values"))
  }

  /// "Did you mean 'x'?", or all there are when nothing is near.
  private static func suggestion(for text: String, among names: [String], kind: String) -> String {
    guard let nearest = nearest(to: text, among: names) else { return "There are no \(kind)." }
    let begin = text.lowercased()
    let begun = text.count > 2 ? names.filter { $0.hasPrefix(begin) } : []
    if begun.count > 1 { return "Did you mean \(begun.map { "'\($0)'" }.joined(separator: " or "))?" }
    // In a word of three letters two errors leave nothing of it.
    let isNear = distance(from: text, to: nearest) <= (text.count < 4 ? 1 : max(2, text.count / 3))
    return isNear ? "Did you mean '\(nearest)'?" : "The \(kind) are: \(names.joined(separator: ", "))."
  }
}

/// The name with the least edit distance, the first of equals; a name that `text` begins counts as one edit away.
package func nearest(to text: String, among names: [String]) -> String? {
  names.min { distance(from: text, to: $0) < distance(from: text, to: $1) }
}

private func distance(from text: String, to name: String) -> Int {
  // No name is as long as what was pasted by mistake, and to compare the two letter by letter takes its time.
  guard text.utf8.count <= 256 else { return text.utf8.count }
  let text = text.lowercased()
  return text.count > 2 && name.hasPrefix(text) ? 1 : editDistance(text, name)
}
