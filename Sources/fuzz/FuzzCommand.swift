// `fuzz FORMAT`: damaged files given to the readers, in processes of their own, so that a trap is found and not died
// of.
//
// Blind: it changes small files that it makes itself. Guided by coverage the toolchain can do it too: a file with an
// `LLVMFuzzerTestOneInput`, compiled by `swiftc -sanitize=fuzzer` together with a module's sources (of Formats, say).
// That entry point takes an unsafe pointer, which this package keeps out of all modules but one, so it is not among
// them.

import CommandLineTool
import Foundation

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

  static let specification = CommandSpecification(
    name: "fuzz", overview: "Give damaged files to the readers and see that none of them traps or hangs.",
    discussion: """
      Every input is a small good file of the format with some bytes changed, cut, repeated or exchanged; the seed and its \
      number decide it. A reader may take it or refuse it, but must end within a minute for each batch. Exit code 1 and a \
      file with the input if one does not. The format 'self' traps on purpose.
      """,
    arguments: [format, count, seed, output, first, input], conflicts: [(first, input)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    let format = arguments[Self.format]
    let inputs = FuzzInputs(format: format, seed: arguments[Self.seed])
    if let file = arguments[Self.input] {
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
    for first in stride(from: 0, to: count, by: FuzzSearch.batch) {
      let range = first..<min(count, first + FuzzSearch.batch)
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
