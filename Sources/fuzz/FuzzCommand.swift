// `fuzz FORMAT`: damaged files given to the readers, in processes of their own, so that a trap is found and not died
// of.
//
// Blind, by changes that a seed decides, wherever the package is built; or guided by coverage (`--guided`), by the
// toolchain's own fuzzer, in a build that has it.

import CommandLineTool
import Foundation
import Kernels

/// Gives mutated files to the readers of a format.
struct FuzzCommand: Command {
  static let format = Argument.positional(
    .choice("format") as ValueType<FuzzFormat>, help: "Which readers are given damaged files.")
  static let count = Argument.option(
    "count", .integer(in: 1...1_000_000_000), default: 100_000, help: "How many inputs are made.")
  static let seed = Argument.option("seed", .seed, default: 0, help: "Decides all inputs.")
  static let output = Argument.option(
    "output", short: "o", .path(), default: URL(fileURLWithPath: "fuzz-input"),
    help: "Where the input that ended a reader is written, made as small as it could be.")
  static let first = Argument.optional(
    "first", .integer(in: 0...1_000_000_000), help: "Read in this process, from this input on: what the children do.")
  static let input = Argument.optional("input", .path(), help: "Read just this file, in this process.")
  static let guided = Argument.optional(
    "guided", .integer("seconds", in: 1...1_000_000),
    help: "For so long inputs that go where none has gone, in this process; built with RETINAKIT_FUZZER=1.")
  static let corpus = Argument.optional(
    "corpus", .path("folder"), help: "Where guided inputs are kept, to go on from; by default they are not.")

  static let specification = CommandSpecification(
    name: "fuzz", overview: "Give damaged files to the readers and see that none of them traps or hangs.",
    discussion: """
      Every input is a small good file of the format with some bytes changed, cut, repeated or exchanged, or some values \
      where it is JSON; the seed and its number decide it. A reader may take it or refuse it, but must take no more than a minute of processor time for a \
      batch. Exit code 1 and a file with the input if one does not. The format 'self' traps on purpose.

      Where a change leads, only a build with counters in the code tells. libFuzzer keeps what reaches new places and
      goes on from there: RETINAKIT_FUZZER=1 swift run -c release --scratch-path .build/fuzzer fuzz png --guided 300
      """,
    arguments: [format, count, seed, output, first, input, guided, corpus],
    conflicts: [(first, input), (first, guided), (input, guided)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    // Networks are so small here that a second thread would only wait.
    try Threads.with(1) { try start(console: console) }
  }

  private func start(console: Console) throws {
    let format = arguments[Self.format]
    defer { FuzzFolder.remove(of: ProcessInfo.processInfo.processIdentifier) }
    let inputs = FuzzInputs(format: format, seed: arguments[Self.seed])
    let isChild = arguments[Self.input] != nil || arguments[Self.first] != nil
    let watch = isChild ? FuzzSearch.limitProcessorTime() : nil
    defer { watch?.cancel() }
    if let seconds = arguments[Self.guided] {
      try FuzzGuide(inputs: inputs, seconds: seconds, corpus: arguments[Self.corpus]).run()
    } else if let file = arguments[Self.input] {
      guard let data = try? Data(contentsOf: file) else { throw CommandFailure("\(file.path): no such file") }
      console.print(format.read(Array(data)) ? "read" : "refused")
    } else if let first = arguments[Self.first] {
      let read = (first..<(first + arguments[Self.count])).reduce(0) { $0 + (format.read(inputs[$1]) ? 1 : 0) }
      console.print("\(read)")
    } else {
      try search(inputs, console: console)
    }
  }

  private func search(_ inputs: FuzzInputs, console: Console) throws {
    let search = try FuzzSearch(inputs: inputs)
    let started = Date()
    let count = arguments[Self.count]
    var read = 0
    let batch = FuzzSearch.batch(of: inputs.format)
    for first in stride(from: 0, to: count, by: batch) {
      let range = first..<min(count, first + batch)
      switch try search.run(range) {
      case .ended(let some): read += some
      case .died(let how):
        let index = try search.culprit(in: range)
        let input = try search.minimized(inputs[index])
        let output = arguments[Self.output]
        do {
          try Data(input).write(to: output, options: .atomic)
        } catch {
          throw CommandFailure("\(output.path) cannot be written")
        }
        let hex = input.prefix(200).map { String(format: "%02x", $0) }.joined()
        throw CommandFailure(
          "\(inputs.format.rawValue): input \(index) of seed \(inputs.seed) \(how); \(input.count) bytes of it do, "
            + "written to \(output.path): \(hex)\(input.count > 200 ? "…" : "")")
      }
    }
    let seconds = Date().timeIntervalSince(started)
    console.print(
      "\(inputs.format.rawValue): \(count) inputs, \(read) taken, \(count - read) refused, no trap, no hang "
        + "(seed \(inputs.seed), \(String(format: "%.1f", seconds)) s)")
  }
}
