// Where a command writes. Tests put their own in its place.

import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two outputs of a program; text is written as it is, without an added newline.
struct Console: Sendable {
  /// What was asked for.
  var output: @Sendable (String) -> Void
  /// What went wrong.
  var error: @Sendable (String) -> Void
  /// Whether a line of `output` can be rewritten.
  var isTerminal: Bool
  /// The columns of the terminal.
  var width: Int

  /// Writes a line.
  func print(_ line: String = "") { output(line + "\n") }

  /// The standard output and error of this process.
  static var standard: Console {
    Console(
      output: { try? FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) },
      error: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
      isTerminal: isatty(FileHandle.standardOutput.fileDescriptor) == 1,
      width: ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80)
  }
}
