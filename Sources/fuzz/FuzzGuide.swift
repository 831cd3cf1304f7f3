// Inputs guided by coverage: the toolchain's libFuzzer changes those that reached new code, again and again.

import CommandLineTool
import Foundation
import Kernels

/// A search of so many seconds in this process, which a trap ends: libFuzzer then names the file of the input.
struct FuzzGuide {
  let inputs: FuzzInputs
  let seconds: Int
  /// Where inputs are kept that reached new code.
  let corpus: URL?

  /// Searches, and ends the program.
  func run() throws {
    guard let driver = CoverageGuidedFuzzer.here else {
      throw CommandFailure(
        "--guided: expected a build with counters in its code, found one without: "
          + "RETINAKIT_FUZZER=1 swift run -c release --scratch-path .build/fuzzer fuzz \(inputs.format.rawValue) --guided \(seconds)"
      )
    }
    let own = FuzzFolder.url(of: ProcessInfo.processInfo.processIdentifier)
    let kept = corpus ?? own.appendingPathComponent("corpus")
    let good = own.appendingPathComponent("good")
    for folder in [kept, good] { try makeFolder(folder) }
    for (index, seed) in inputs.format.seeds.enumerated() {
      try writeFile(Data(seed), to: good.appendingPathComponent("good-\(index)"))
    }
    // What blind inputs reach is where the search begins.
    for index in 0..<Self.blind { try writeFile(Data(inputs[index]), to: good.appendingPathComponent("\(index)")) }
    let words = own.appendingPathComponent("words")
    let lines = FuzzInputs.words.map { word in
      "\"" + word.map { String(format: "\\x%02x", $0) }.joined() + "\"\n"
    }
    try writeFile(Data(lines.joined().utf8), to: words)
    let format = inputs.format
    // It ends the program itself, and does not come back to whoever would tidy up.
    atexit { FuzzFolder.remove(of: ProcessInfo.processInfo.processIdentifier) }
    driver.run(
      [
        "-max_total_time=\(seconds)", "-seed=\(inputs.seed % 4_294_967_295 + 1)", "-max_len=\(FuzzInputs.longest)",
        "-timeout=60", "-rss_limit_mb=4096", "-dict=\(words.path)", "-print_final_stats=1", "-verbosity=1",
        "-artifact_prefix=fuzz-input-", kept.path, good.path,
      ]
    ) { _ = format.read($0) }
  }

  private static let blind = 200
}
