// What answers import: not the modules where the solutions are, and nothing that is testable.

import Assignments
import Foundation

extension Workplace {
  /// The modules that answers may import.
  ///
  /// Where the solutions are is not among them.
  static func allowedImports(_ assignment: Assignment) -> Set<String> {
    Set(["Assignments", "Foundation"] + assignment.mayImport)
  }

  /// What answers import that they may not, with its place; nil if there is nothing.
  ///
  /// By their words, which is enough for whoever does not want to hide it, and takes no time.
  func refusedImport(_ assignment: Assignment) -> String? {
    let allowed = Self.allowedImports(assignment)
    for file in work(assignment) {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        return "\(assignment.folder)/\(file.lastPathComponent) is missing or no text; "
          + "`course reset \(assignment.number)` writes a new one"
      }
      for (name, isTestable, line) in Self.imports(text) where isTestable || !allowed.contains(name) {
        return Self.refusal(name, allowed, in: "\(file.lastPathComponent), line \(line)")
      }
    }
    return nil
  }

  /// The same by the compiler's own list, which no comment deceives.
  func refusedByCompiler(_ assignment: Assignment) -> String? {
    struct Found: Decodable { var imports: [String] }
    let allowed = Self.allowedImports(assignment)
    for file in work(assignment) {
      // In code these letters stand together, whatever is between them and `import`.
      if (try? String(contentsOf: file, encoding: .utf8))?.contains("@testable") == true {
        return "\(file.lastPathComponent): answers may not hold the word @testable"
      }
      let (status, text) = run(
        "swift", ["-frontend", "-scan-dependencies", "-import-prescan", "-module-name", "Answers", file.path])
      // What it cannot read the build will not either, and will say where.
      guard status == 0, let found = try? JSONDecoder().decode(Found.self, from: Data(text.utf8)) else { continue }
      // The language's own, as _Concurrency, are imported without a word.
      let named = found.imports.filter { !$0.hasPrefix("_") && !$0.hasPrefix("Swift") }.sorted()
      if let name = named.first(where: { !allowed.contains($0) }) {
        return Self.refusal(name, allowed, in: file.lastPathComponent)
      }
    }
    return nil
  }

  private static func refusal(_ name: String, _ allowed: Set<String>, in place: String) -> String {
    "\(place): answers may import \(allowed.sorted().joined(separator: ", ")); \(name) holds what is asked for"
  }

  /// The modules that a file imports: name, whether for tests, line.
  static func imports(_ text: String) -> [(name: String, isTestable: Bool, line: Int)] {
    var words: [(word: String, line: Int)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let code = line.replacing(/\/\*.*?\*\//, with: " ")
      guard !code.trimmingCharacters(in: .whitespaces).hasPrefix("//") else { continue }
      words += code.split { $0.isWhitespace || $0 == ";" }.map { (String($0), index + 1) }
    }
    return words.indices.compactMap { index in
      guard words[index].word == "import" else { return nil }
      let name = words[(index + 1)...].first { !kinds.contains($0.word) }
      let isTestable = index > 0 && words[index - 1].word.hasPrefix("@testable")
      return name.map { (String($0.word.prefix { $0 != "." }), isTestable, $0.line) }
    }
  }

  private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
