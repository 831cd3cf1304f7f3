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
      for found in SwiftImport.all(in: text) where found.isTestable || !allowed.contains(found.module) {
        return Self.refusal(found.module, allowed, in: "\(file.lastPathComponent), line \(found.line)")
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
}
