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
public struct Console: Sendable {
  /// What was asked for.
  public var output: @Sendable (String) -> Void
  /// What went wrong.
  public var error: @Sendable (String) -> Void
  /// Whether a line of `output` can be rewritten.
  public var isTerminal: Bool
  /// The columns of the terminal.
  public var width: Int

  /// A console that writes where it is told.
  public init(
    output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void, isTerminal: Bool = false,
    width: Int = 80
  ) {
    self.output = output
    self.error = error
    self.isTerminal = isTerminal
    self.width = width
  }

  /// Writes a line.
  public func print(_ line: String = "") { output(line + "\n") }

  /// The standard output and error of this process.
  public static var standard: Console {
    Console(
      output: { try? FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) },
      error: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
      isTerminal: isatty(FileHandle.standardOutput.fileDescriptor) == 1,
      width: ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80)
  }
}
