// Runs the executables that were built together with the tests.

import Foundation

/// What a program did.
public struct ProgramResult: Equatable, Sendable {
  /// Its exit code.
  public var code: Int32
  /// What it wrote to standard output.
  public var output: String
  /// What it wrote to standard error.
  public var error: String

  /// A result from its parts.
  public init(code: Int32, output: String, error: String) {
    self.code = code
    self.output = output
    self.error = error
  }

  /// The lines of the output.
  public var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// A program that should have been built and was not.
public struct MissingProgram: Error, CustomStringConvertible {
  /// Its name.
  public var name: String
  /// What to do.
  public var description: String { "no executable '\(name)' beside the tests: build the whole package first" }
}

/// Runs a program of the package and waits for it.
///
/// - Parameter folder: where it runs; by default where the tests do.
public func run(program name: String, _ arguments: [String] = [], in folder: URL? = nil) throws -> ProgramResult {
  guard let binary = program(named: name) else { throw MissingProgram(name: name) }
  let process = Process()
  process.executableURL = binary
  process.arguments = arguments
  process.currentDirectoryURL = folder
  process.standardInput = FileHandle.nullDevice
  let (output, error) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = error
  try process.run()
  let text = try output.fileHandleForReading.readToEnd() ?? Data()
  let errorText = try error.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return ProgramResult(
    code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
    error: String(decoding: errorText, as: UTF8.self))
}

/// Beside the test bundle, or beside the folder that holds it.
public func program(named name: String) -> URL? {
  var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  for _ in 0..<4 {
    let candidate = folder.appendingPathComponent(name)
    let isFile = (try? candidate.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    if isFile, FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    folder.deleteLastPathComponent()
  }
  return nil
}
