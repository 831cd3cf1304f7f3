// Where a command writes. Tests put their own in its place.

import Formats
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why what was asked for could not be written.
public enum OutputProblem: Error, Hashable, Sendable {
  /// Whoever read it has gone, as `head` does.
  case closed
  /// The system's reason, such as a full disk.
  case failed(String)
}

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
  /// The first thing that went wrong when `output` was written; what was to be written after it is not.
  public var problem: @Sendable () -> OutputProblem?

  /// A console that writes where it is told.
  public init(
    output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void, isTerminal: Bool = false,
    width: Int = 80, problem: @escaping @Sendable () -> OutputProblem? = { nil }
  ) {
    self.output = output
    self.error = error
    self.isTerminal = isTerminal
    self.width = width
    self.problem = problem
  }

  /// Writes a line.
  public func print(_ line: String = "") { output(line + "\n") }

  /// The standard output and error of this process.
  public static var standard: Console {
    let output = StandardOutput()
    return Console(
      output: { output.write($0) },
      error: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
      isTerminal: isatty(FileHandle.standardOutput.fileDescriptor) == 1,
      width: ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80,
      problem: { output.problem })
  }

  /// From now on a reader of the output that goes away, as `head` does, ends neither the process nor makes it fail.
  public func outlivesReader() {
    signal(SIGPIPE, SIG_IGN)
    reader.isOptional.withLock { $0 = true }
  }

  /// Whether what is written has to be read, for a console and its copies.
  private final class Reader: Sendable {
    let isOptional = Mutex(false)
  }

  private let reader = Reader()

  /// What makes a run fail that did its work.
  var failure: OutputProblem? {
    let problem = problem()
    return problem == .closed && reader.isOptional.withLock(\.self) ? nil : problem
  }

  /// The same console, which shows what steers a terminal by its number, as `\u{1B}`: names in files may hold anything.
  ///
  /// Ends of lines, returns to their beginnings and tabulators pass.
  public var plain: Console {
    var console = self
    let (output, error) = (output, error)
    console.output = { output(Self.plain($0)) }
    console.error = { error(Self.plain($0)) }
    return console
  }

  /// A text in which what steers a terminal is shown by its number.
  package static func plain(_ text: String) -> String {
    let isFit = text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    if isFit { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\r", omittingEmptySubsequences: false).map { part in
        part.split(separator: "\t", omittingEmptySubsequences: false).map { shown($0, limit: .max) }
          .joined(separator: "\t")
      }.joined(separator: "\r")
    }.joined(separator: "\n")
  }
}

/// Standard output up to the first failure.
private final class StandardOutput: Sendable {
  private let state = Mutex<OutputProblem?>(nil)

  var problem: OutputProblem? { state.withLock { $0 } }

  func write(_ text: String) {
    state.withLock { problem in
      guard problem == nil else { return }
      do {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
      } catch {
        problem = Self.isClosed(error) ? .closed : .failed(fileReason(error))
      }
    }
  }

  private static func isClosed(_ error: any Error) -> Bool {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return [error as NSError, underlying].contains { $0?.domain == NSPOSIXErrorDomain && $0?.code == Int(EPIPE) }
  }
}
