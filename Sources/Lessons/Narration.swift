// The text of a notebook between its values: read from the source, printed as the program comes to it.
// Examples have no cells, and so no text.

import Foundation
import Synchronization

/// The cells of a notebook in percent format that are still to be told.
///
/// The source is read where it was compiled; where it is not any more, values are printed alone.
struct Narration {
  /// A text, or the title of a cell of code, and the line at which it stands.
  struct Part: Equatable {
    var line: Int
    var text: String
  }

  private var parts: ArraySlice<Part>
  private var isFirst = true

  /// The parts of a source; none if it has no cells.
  init(_ source: String) {
    var parts: [Part] = []
    var isText = false
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("// %%") {
        let title = line.dropFirst(5).drop { $0 == " " }
        isText = title.hasPrefix("[markdown]")
        if isText {
          parts.append(Part(line: index + 1, text: ""))
        } else if !title.isEmpty {
          parts.append(Part(line: index + 1, text: "» \(title)"))
        }
      } else if isText, line.hasPrefix("//"), let last = parts.indices.last {
        let words = line.hasPrefix("// ") ? line.dropFirst(3) : line.dropFirst(2)
        parts[last].text += parts[last].text.isEmpty ? words : "\n" + words
      } else {
        isText = isText && line.isEmpty
      }
    }
    self.parts = parts.filter { !$0.text.isEmpty }[...]
  }

  /// What stands above a line and has not been told, with an empty line around each part; nil if there is nothing.
  mutating func text(before line: Int) -> String? {
    var told: [String] = []
    while let part = parts.first, part.line < line {
      told.append(part.text)
      parts.removeFirst()
    }
    guard !told.isEmpty else { return nil }
    defer { isFirst = false }
    return (isFirst ? "" : "\n") + told.joined(separator: "\n\n") + "\n"
  }
}

/// The narration of this process: a program is one notebook.
enum Narrator {
  private static let narration = Mutex<Narration?>(nil)

  /// Begins with the source of a notebook, and tells what is left when the program ends.
  static func begin(file: String) {
    guard let source = try? String(contentsOfFile: file, encoding: .utf8), source.contains("\n// %%") else { return }
    narration.withLock { $0 = Narration(source) }
    atexit { Narrator.tell(before: .max) }
  }

  /// Prints what stands above a line.
  static func tell(before line: Int) {
    if let text = narration.withLock({ $0?.text(before: line) }) { print(text) }
  }

  /// Nothing more is told: a claim did not hold.
  static func stop() { narration.withLock { $0 = nil } }
}
