// What the processor calls itself. Figures of speed mean little without it.

import Foundation

/// The processor that the program runs on.
enum Processor {
  /// Its name, as Linux lists it in /proc/cpuinfo; nil elsewhere, and where the list has none (arm64).
  static var name: String? { name(in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "") }

  /// The first "model name" of a list of processors.
  static func name(in list: String) -> String? {
    for line in list.split(separator: "\n") where line.hasPrefix("model name") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let name = parts[1].trimmingCharacters(in: .whitespaces)
      if !name.isEmpty { return name }
    }
    return nil
  }
}
