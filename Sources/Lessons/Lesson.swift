// How a program of examples begins: it says what it shows when asked, and refuses words that it does not know.

import Foundation
import Text

/// Begins an example or a notebook: `--help` prints what it shows and ends it, unknown words end it with exit code 64.
///
/// ```
/// let numbers = lesson("Trains for some steps.", counts: ["steps": 200])
/// for step in 1...numbers["steps", default: 200] { … }
/// ```
///
/// A notebook also prints its text, from here on and before the values that it speaks of.
///
/// - Parameters:
///   - overview: What the program shows, in a sentence or two.
///   - counts: The options that take a whole number of at least 1, with their defaults.
///   - hasFigures: Whether it has figures that `--figures` writes.
///   - file: The source whose text is told; the caller's own.
/// - Returns: The number of each option, given or by default.
@discardableResult
public func lesson(
  _ overview: String, counts: [String: Int] = [:], hasFigures: Bool = false, file: String = #filePath
) -> [String: Int] {
  let words = CommandLine.arguments
  let name = URL(fileURLWithPath: words.first ?? "lesson").lastPathComponent
  let lesson = Lesson(name: name, overview: overview, counts: counts, hasFigures: hasFigures)
  switch lesson.outcome(of: Array(words.dropFirst())) {
  case .run(let numbers):
    if !Output.hasLineNumbers { Narrator.begin(file: file) }
    return numbers
  case .help(let text):
    print(text)
    exit(0)
  case .refused(let text):
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    exit(64)
  }
}

/// What a program of examples accepts.
struct Lesson {
  /// What its words ask for.
  enum Outcome: Equatable {
    case run([String: Int])
    case help(String)
    case refused(String)
  }

  var name: String
  var overview: String
  var counts: [String: Int] = [:]
  var hasFigures = false

  private var usage: String {
    let options = counts.keys.sorted().map { "[--\($0) <n>]" } + (hasFigures ? ["[--figures]"] : [])
    return (["usage: swift run \(name)"] + options).joined(separator: " ")
  }

  private var help: String {
    let rows =
      counts.sorted { $0.key < $1.key }.map { ["  --\($0.key) <n>", "at least 1, by default \($0.value)"] }
      + (hasFigures ? [["  --figures", "write the figures under runs/figures/"]] : [])
    let options = rows.isEmpty ? "" : "\n\n" + textTable(rows, columns: [.left])
    return overview + "\n\n" + usage + options
  }

  func outcome(of words: [String]) -> Outcome {
    var numbers = counts
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--help" || word == "-h" { return .help(help) }
      if word == "--figures", hasFigures { continue }
      guard word.hasPrefix("--"), counts[String(word.dropFirst(2))] != nil else {
        return .refused("unknown argument '\(word)'\n\(usage)")
      }
      guard let text = rest.popFirst(), let number = Int(text), number >= 1 else {
        return .refused("'\(word)' needs a whole number of at least 1 behind it\n\(usage)")
      }
      numbers[String(word.dropFirst(2))] = number
    }
    return .run(numbers)
  }
}
