// Runs an example or a notebook in an empty folder and keeps what it prints and draws.

import CommandLineTool
import Foundation

/// What a cell gave.
enum CellOutput: Hashable {
  /// Lines of text.
  case text(String)
  /// A figure by its name, and its SVG.
  case figure(name: String, svg: String)
}

/// What a program printed, by the line of its source that printed it.
struct ProgramRun {
  /// In the order of printing; line 0 where none was told.
  var outputs: [(line: Int, output: CellOutput)]

  /// A run whose outputs are known.
  init(outputs: [(line: Int, output: CellOutput)]) {
    self.outputs = outputs
  }

  /// What the lines of a cell gave.
  func outputs(of lines: Range<Int>) -> [CellOutput] {
    Self.joined(outputs.filter { lines.contains($0.line) }.map(\.output))
  }

  /// Everything in its order.
  var all: [CellOutput] { Self.joined(outputs.map(\.output)) }

  /// Texts that follow each other are one.
  private static func joined(_ outputs: [CellOutput]) -> [CellOutput] {
    outputs.reduce(into: []) { result, output in
      if case .text(let next) = output, case .text(let text)? = result.last {
        result[result.count - 1] = .text(text + "\n" + next)
      } else {
        result.append(output)
      }
    }
  }

  /// Runs a program, which has to end with 0, and reads the figures that it wrote.
  ///
  /// - Throws: `CommandFailure` with what it said, if it fails: then its claims do not hold, and no page may say so.
  init(_ program: URL, _ arguments: [String] = []) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    environment["RETINAKIT_LINES"] = "1"
    environment["RETINAKIT_FIGURES"] = "1"
    process.environment = environment
    let output = folder.appending(path: "output.txt")
    let errors = folder.appending(path: "errors.txt")
    for file in [output, errors] { try Data().write(to: file) }
    let handles = try [FileHandle(forWritingTo: output), FileHandle(forWritingTo: errors)]
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    do { try process.run() } catch {
      throw CommandFailure("\(program.path) cannot be started: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
      throw CommandFailure(
        "\(program.lastPathComponent) ended with \(process.terminationStatus): \(said.trimmed.suffix(600))")
    }
    outputs = try Self.read(try String(contentsOf: output, encoding: .utf8), figures: folder)
  }

  /// Lines of "12\ttext"; a figure's line names the file that was written.
  static func read(_ text: String, figures folder: URL) throws -> [(line: Int, output: CellOutput)] {
    let lines = text.hasSuffix("\n") ? text.dropLast() : text[...]
    guard !lines.isEmpty else { return [] }
    return try lines.split(separator: "\n", omittingEmptySubsequences: false).map { printed in
      let number = printed.prefix { $0.isASCII && $0.isNumber }
      let rest = printed.dropFirst(number.count)
      let (line, said) = rest.first == "\t" ? (Int(number) ?? 0, rest.dropFirst()) : (0, printed)
      guard said.hasPrefix("figure: runs/figures/"), said.hasSuffix(".svg") else { return (line, .text(String(said))) }
      let file = folder.appending(path: String(said.dropFirst(8)))
      guard let svg = try? String(contentsOf: file, encoding: .utf8) else {
        throw CommandFailure("a figure is named that is not there: \(said.dropFirst(8))")
      }
      return (line, .figure(name: file.deletingPathExtension().lastPathComponent, svg: svg))
    }
  }
}
