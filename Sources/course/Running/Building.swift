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
  /// Builds the program of an assignment.
  ///
  /// - Parameter isGraded: whether the compiler is asked for its own list of imports too.
  func build(_ assignment: Assignment, isGraded: Bool = false) -> BuildResult {
    if let refusal = refusedImport(assignment) ?? (isGraded ? refusedByCompiler(assignment) : nil) {
      return .failed(message: refusal, log: refusal)
    }
    let (status, text) = build(product: assignment.product)
    if status == 0 { return .built }
    return .failed(message: Self.firstError(text), log: text)
  }

  /// Builds a product, of this package or of the library.
  ///
  /// With the settings of `swift run course`, or everything would be built twice. The build does not check what the
  /// package's targets import: it would scan every one of them at every save.
  func build(product: String) -> (Int32, String) {
    run("swift", ["build", "--product", product, "--package-path", root.path])
  }

  /// "Answers.swift, line 12: cannot find 'x' in scope".
  static func firstError(_ text: String) -> String {
    for line in text.split(separator: "\n") {
      guard let range = line.range(of: ": error: ") else { continue }
      let place = line[..<range.lowerBound].split(separator: ":")
      let message = line[range.upperBound...]
      guard let path = place.first, let number = place.dropFirst().first.flatMap({ Int($0) }) else { continue }
      // What is wrong with the machine has no place.
      return number == 0 ? String(message) : "\(path.split(separator: "/").last ?? path), line \(number): \(message)"
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
    Children.began(process.processIdentifier, mayFinish: true)
    defer { Children.ended(process.processIdentifier) }
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
