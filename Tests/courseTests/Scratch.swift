// A package for tests that run `course` as a process. Its builds are made by the compiler on the modules that these
// tests stand on, in seconds, in place of a package manager that would build them all anew; `.ci/course` has it whole.

import Assignments
import Foundation
import Testing
import _TestSupport

@testable import course

/// A folder with a package of assignment 1, a `swift` of its own, and whatever a test writes there.
struct Scratch {
  let root: URL
  let program: URL

  init() throws {
    // A path as people have them.
    root = FileManager.default.temporaryDirectory.appending(path: "course ü '\(UUID().uuidString)")
    program = try #require(courseProgram())
    let built = program.deletingLastPathComponent()
    let modules = ["Anchors", "Assignments", "Boxes", "Evaluation", "Losses", "Matching", "Randomness", "Text"]
    let first = Course.assignments.filter { $0.number == 1 }
    try StartPackage(folder: root, source: .path(StartFiles.library.path), assignments: first).write()
    let script = """
      #!/bin/sh
      # What is no build is the real one's.
      PATH=${PATH#"$(dirname "$0"):"}
      [ "$1" = build ] || exec swift "$@"
      while [ $# -gt 0 ]; do
        case "$1" in
          build) shift ;;
          --product) product=$2; shift 2 ;;
          --package-path) package=$2; shift 2 ;;
          *) echo "error: unknown option $1"; exit 64 ;;
        esac
      done
      cd "$package"/Assignments/"${product#assignment-}"-*/ || exit
      mkdir -p "$package/.build/debug"
      exec swiftc -swift-version 6 -module-name assignment -I \(built.path.shellQuoted)/Modules \\
        ./*.swift \(modules.map { "\(built.path.shellQuoted)/\($0).build/*.o" }.joined(separator: " ")) \\
        -o "$package/.build/debug/$product"
      """
    let swift = root.appending(path: "bin/swift")
    try write(script, to: swift)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift.path)
  }

  func remove() { try? FileManager.default.removeItem(at: root) }

  var answers: URL { root.appending(path: "Assignments/1-focal-loss/Answers.swift") }

  /// Writes a file as an editor does: another in its place.
  func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  /// Answers to 1.1 with a body, and nothing else.
  static func answers(_ body: String) -> String {
    """
    import Assignments
    import Foundation

    struct Answers: FocalLossTask {
      func weight(isPositive: Bool, alpha: Double) throws -> Double { \(body) }
    }

    """
  }
  static let right = "isPositive ? alpha : 1 - alpha"
  /// The mistake L1 of the catalogue: α weighs negatives too.
  static let wrong = "alpha"
  static let endless = "while true { if alpha > 1 { return 0 } }"

  /// The program, not yet started.
  func process(_ words: [String]) -> (Process, output: Pipe, error: Pipe) {
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.currentDirectoryURL = root
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(root.path)/bin:" + (environment["PATH"] ?? "/usr/bin:/bin")
    process.environment = environment
    let (output, error) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    return (process, output, error)
  }

  /// Runs the program to its end.
  func run(_ words: String...) throws -> ProgramResult {
    let (process, output, error) = process(words)
    let errors = LineReader(error.fileHandleForReading, limit: 1 << 20)
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return ProgramResult(
      code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      error: errors.everything(until: Date(timeIntervalSinceNow: 5)))
  }

  /// The processes that run the student's program.
  func students() -> [Int32] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap { Int32($0) }.filter { process in
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return String(decoding: words, as: UTF8.self).hasPrefix("\(root.path)/.build/debug/assignment-1")
    }
  }
}

private func courseProgram() -> URL? { program(named: "course") }

/// Whether something comes to be within some seconds.
func comes(within seconds: Double = 60, _ condition: () -> Bool) -> Bool {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while !condition() {
    if Date() > deadline { return false }
    Thread.sleep(forTimeInterval: 0.05)
  }
  return true
}
