// Batches of inputs in child processes: which input ended its reader, and how little of it does.

import CommandLineTool
import Foundation

/// Runs inputs in processes of their own.
struct FuzzSearch {
  /// How a child ended.
  enum Outcome: Equatable {
    /// All were read or refused; so many were read.
    case ended(Int)
    case died(String)
  }

  /// How many inputs a child is given: fewer where each is written to a file first, or much is made of it.
  static func batch(of format: FuzzFormat) -> Int {
    switch format {
    case .voc, .yolo, .csv, .picture, .log, .lock: 2_000
    case .weights, .checkpoint, .metadata, .anchors, .experiment, .doctor, .replies: 4_000
    default: 20_000
    }
  }
  /// A child may take so many seconds of processor time; a busy machine makes no input slow.
  private static let secondsOfBatch = 60.0
  /// How often a smaller input is tried.
  private static let mostTries = 400

  let inputs: FuzzInputs
  private let program: URL

  init(inputs: FuzzInputs) throws(CommandFailure) {
    guard let program = Bundle.main.executableURL else {
      throw CommandFailure("the program's own file is not known: it cannot start its children")
    }
    self.inputs = inputs
    self.program = program
  }

  /// Ends this process, a child, by SIGTERM when it has had a minute of processor time.
  static func limitProcessorTime() -> DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler {
      // POSIX has a million of these in a second.
      if Double(clock()) / 1e6 >= secondsOfBatch { kill(ProcessInfo.processInfo.processIdentifier, SIGTERM) }
    }
    timer.activate()
    return timer
  }

  /// Reads a range of inputs.
  func run(_ range: Range<Int>) throws -> Outcome {
    try child(["--first", "\(range.lowerBound)", "--count", "\(range.count)", "--seed", "\(inputs.seed)"])
  }

  /// The input that ends its reader, found by halving; the last of the range if none does so by itself.
  func culprit(in range: Range<Int>) throws -> Int {
    var range = range
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      let first = range.lowerBound..<middle
      if case .died = try run(first) { range = first } else { range = middle..<range.upperBound }
    }
    return range.lowerBound
  }

  /// The input without what can be taken from it, in ever smaller pieces, such that it still ends its reader.
  func minimized(_ input: [UInt8]) throws -> [UInt8] {
    var smallest = input
    var piece = max(1, input.count / 2)
    var tries = 0
    while piece >= 1, tries < Self.mostTries {
      var start = 0
      var isSmaller = false
      while start < smallest.count, tries < Self.mostTries {
        var shorter = smallest
        shorter.removeSubrange(start..<min(smallest.count, start + piece))
        tries += 1
        if try dies(shorter) {
          smallest = shorter
          isSmaller = true
        } else {
          start += piece
        }
      }
      if !isSmaller { piece /= 2 }
    }
    return smallest
  }

  private func dies(_ input: [UInt8]) throws -> Bool {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    if case .died = try child(["--input", file.path]) { return true }
    return false
  }

  private func child(_ words: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = [inputs.format.rawValue] + words
    // Swift's own report of a trap takes seconds, and nobody reads it.
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    // A child that was ended could not do so itself.
    FuzzFolder.remove(of: process.processIdentifier)
    if process.terminationReason == .uncaughtSignal {
      let isSlow = process.terminationStatus == SIGTERM
      return .died(isSlow ? "takes more than a minute of processor time" : "ends its reader by a trap")
    }
    guard process.terminationStatus == 0 else { return .died("ends its reader with \(process.terminationStatus)") }
    return .ended(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
  }
}
