// `retinanet bench`: how fast this machine does the work, beside what it could do at most.

import Boxes
import CommandLineTool
import Detector
import Foundation
import Kernels
import Text

/// Measures pieces of work and prints a line, or JSON, for each.
struct BenchCommand: Command {
  static let work = Argument.positionals(ValueType<BenchWork>.choice("work"), help: "What to measure.")
  static let json = Argument.flag("json", help: "Print JSON instead of lines.")
  static let phases = Argument.flag(
    "phases", help: "Measure the parts of step, infer and r50, too, and what the threads do meanwhile.")
  static let threads = Argument.optional(
    "threads", .integer(in: 1...1_024), help: "How many threads to use, by default one for each core.")
  static let size = Argument.optional(
    "size", .integer(in: 64...2_048),
    help: "Height and width of the pictures, by default \(Bench.fullSize) for r50 and \(Bench.smallSize) for step and "
      + "infer.")
  static let batch = Argument.option(
    "batch", .integer(in: 1...1_024), default: 16, help: "Pictures in a batch of step and infer.")
  static let seconds = Argument.option(
    "seconds", .number(in: 0.01...600), default: 3, help: "How long to repeat each piece of work.")

  static let file = Argument.optional(
    "file", .path(), help: "What read is to read: a picture, or annotations or results as COCO has them.")

  static let specification = CommandSpecification(
    name: "bench", overview: "Measure how fast the work is done, beside the machine's limits.",
    discussion: """
      Every line has the median and, in brackets, the least and the most time of all repetitions. The peak is what a \
      loop of fused multiply-adds in registers reaches with the same threads, copying what a copy from memory to memory \
      does; a share of the peak counts convolutions as they are written down, whatever way they are computed. The data \
      is made up, and the same in every run. step and infer are the small detector's; r50 is torchvision's RetinaNet on \
      ResNet-50, from one picture to its detections; read, which all leaves out, reads a picture or COCO's JSON again and again. Other programs on the machine make all numbers worse.
      """,
    arguments: [work, json, phases, threads, size, batch, seconds, file])

  let work: [BenchWork]
  let isJSON: Bool
  let showsPhases: Bool
  let threads: Int?
  let size: Int?
  let batch: Int
  let seconds: Double
  let file: URL?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let chosen = arguments[Self.work].flatMap(\.parts)
    work = BenchWork.allCases.filter(chosen.contains)
    isJSON = arguments[Self.json]
    showsPhases = arguments[Self.phases]
    threads = arguments[Self.threads]
    (size, batch, seconds) = (arguments[Self.size], arguments[Self.batch], arguments[Self.seconds])
    file = arguments[Self.file]
    if work.contains(.read), file == nil { throw UsageError("'read' needs '--file': a picture, or COCO's JSON.") }
    if file != nil, !work.contains(.read) { throw UsageError("'--file' is what 'read' reads: add 'read'.") }
  }

  func run(console: Console) throws {
    try Threads.with(threads) { try bench(console: console) }
  }

  private func bench(console: Console) throws {
    let limits = Measurement.Limits(
      processor: Processor.name, lanes: MachinePeak.lanes, threads: Threads.count,
      operationsPerSecond: MachinePeak.operationsPerSecond(),
      bytesPerSecond: MachinePeak.bytesPerSecond())
    // What the copies were made in is no part of the work's memory.
    BufferPool.shared.trim()
    let bench = Bench(limits: limits, seconds: seconds, size: size, batch: batch, showsPhases: showsPhases, file: file)
    if !isJSON { console.print(limits.line) }
    var measurements: [Measurement] = []
    try checkMemory()
    for part in work {
      let found = try bench.measure(part)
      measurements += found
      guard !isJSON else { continue }
      for measurement in found {
        ([measurement.line] + (measurement.phases?.lines ?? [])).forEach { console.print($0) }
      }
    }
    guard isJSON else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let report = Report(limits: limits, size: size, batch: batch, measurements: measurements)
    console.print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private func checkMemory() throws(NotEnoughMemoryError) {
    let size = ImageSize.square(size ?? Bench.smallSize)
    let small = RetinaNet.Configuration.small
    if work.contains(.step) { try small.checkMemory(forTrainingOn: batch, of: size) }
    if work.contains(.infer) { try small.checkMemory(forDetectingIn: batch, of: size) }
  }

  /// What `--json` prints.
  struct Report: Codable {
    var limits: Measurement.Limits
    var size: Int?
    var batch: Int
    var measurements: [Measurement]
  }
}

extension Measurement.Limits {
  fileprivate var line: String {
    "\(processor ?? "a processor without a name"), vectors of \(lanes) floats\n"
      + String(
        format: "peak, %@  %.0f GFLOP/s of fused multiply-adds, %.1f GB/s read and written by copying",
        threads.counted("thread"), operationsPerSecond * 1e-9, bytesPerSecond * 1e-9)
  }
}
