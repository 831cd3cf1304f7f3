// Builds an assignment, and turns the compiler's words into a verdict with a place.

import Assignments
import Foundation

/// What a build came to.
enum BuildResult: Sendable, Hashable {
  case built
  /// The first error, with its file and line if it has one; and all the compiler said.
  case failed(message: String, log: String)
}

extension Workplace {
  /// The modules that answers may import.
  ///
  /// Where the solutions are is not among them.
  static func allowedImports(_ assignment: Assignment) -> Set<String> {
    Set(["Assignments", "Foundation"] + assignment.mayImport)
  }

  /// Builds the program of an assignment.
  func build(_ assignment: Assignment) -> BuildResult {
    if let refusal = refusedImport(assignment) { return .failed(message: refusal, log: refusal) }
    let (status, text) = build(product: assignment.product)
    if status == 0 { return .built }
    return .failed(message: Self.firstError(text), log: text)
  }

  /// Builds a product, of this package or of the library.
  func build(product: String) -> (Int32, String) {
    run(
      "swift",
      [
        "build", "--product", product, "--package-path", root.path, "--explicit-target-dependency-import-check",
        "error",
      ])
  }

  /// What answers import that they may not, with its place; nil if there is nothing.
  ///
  /// The build refuses modules that the package does not give to answers; this says it in the student's words, and
  /// refuses `@testable`, with which the grader's own functions could be called.
  func refusedImport(_ assignment: Assignment) -> String? {
    let allowed = Self.allowedImports(assignment)
    for file in StartFiles.files(assignment) where file != "main.swift" {
      guard let text = try? String(contentsOf: folder(of: assignment).appending(path: file), encoding: .utf8) else {
        return "\(assignment.folder)/\(file) cannot be read"
      }
      for (name, isTestable, line) in Self.imports(text) where isTestable || !allowed.contains(name) {
        return "\(file), line \(line): answers may import \(allowed.sorted().joined(separator: ", ")); "
          + "\(name) holds what is asked for"
      }
    }
    return nil
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

  /// "Answers.swift, line 12: cannot find 'x' in scope".
  static func firstError(_ text: String) -> String {
    for line in text.split(separator: "\n") {
      guard let range = line.range(of: ": error: ") else { continue }
      let place = line[..<range.lowerBound].split(separator: ":")
      let message = line[range.upperBound...]
      guard let path = place.first, let number = place.dropFirst().first.flatMap({ Int($0) }) else { continue }
      return "\(path.split(separator: "/").last ?? path), line \(number): \(message)"
    }
    let error = text.split(separator: "\n").first { $0.hasPrefix("error: ") }
    return error.map { String($0.dropFirst(7)) } ?? "the build failed: \(text.suffix(300))"
  }

  /// Runs a tool and returns its exit code and everything that it said.
  func run(_ tool: String, _ arguments: [String]) -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return (127, "error: \(tool) cannot be started: \(error)") }
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
