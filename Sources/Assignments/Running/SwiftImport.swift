// What a file of answers imports, by its words. Whoever wants to hide an import can; the compiler's own list, which is
// looked at before grading, no comment deceives.

import Foundation

/// One `import` of a Swift file.
package struct SwiftImport: Hashable, Sendable {
  /// The module.
  package var module: String
  /// Whether `@testable` stands before it.
  package var isTestable: Bool
  /// The line of the module's name, counted from 1.
  package var line: Int

  /// An import.
  package init(module: String, isTestable: Bool, line: Int) {
    self.module = module
    self.isTestable = isTestable
    self.line = line
  }

  /// The imports of a text.
  ///
  /// Comments to the end of a line are passed over, and those in one line between `/*` and `*/`. It takes time in
  /// proportion to the text, whatever that is: a grader reads what anybody hands in.
  package static func all(in text: String) -> [SwiftImport] {
    var words: [(word: String, line: Int)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let code = withoutComments(line)
      guard !code.trimmingCharacters(in: .whitespaces).hasPrefix("//") else { continue }
      words += code.split { $0.isWhitespace || $0 == ";" }.map { (String($0), index + 1) }
    }
    return words.indices.compactMap { index in
      guard words[index].word == "import" else { return nil }
      let name = words[(index + 1)...].first { !kinds.contains($0.word) }
      let isTestable = index > 0 && words[index - 1].word.hasPrefix("@testable")
      return name.map {
        SwiftImport(module: String($0.word.prefix { $0 != "." }), isTestable: isTestable, line: $0.line)
      }
    }
  }

  /// A line with a space in place of each comment that begins and ends in it.
  private static func withoutComments(_ line: Substring) -> String {
    let bytes = Array(line.utf8)
    let (slash, star) = (UInt8(ascii: "/"), UInt8(ascii: "*"))
    var code: [UInt8] = []
    var place = 0
    // Without an end behind it no beginning is a comment: there is no need to look for one again.
    var mayEnd = true
    while place < bytes.count {
      if mayEnd, place + 3 < bytes.count, bytes[place] == slash, bytes[place + 1] == star {
        var end = place + 2
        while end + 1 < bytes.count, bytes[end] != star || bytes[end + 1] != slash { end += 1 }
        if end + 1 < bytes.count {
          code.append(UInt8(ascii: " "))
          place = end + 2
          continue
        }
        mayEnd = false
      }
      code.append(bytes[place])
      place += 1
    }
    return String(decoding: code, as: UTF8.self)
  }

  private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
