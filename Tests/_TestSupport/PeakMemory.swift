// How much memory a process has had, for promises about it. To be asked in a process of its own: an exit test's.

import Foundation

/// The most memory that this process has had at once, in bytes; nil where the system does not say so as Linux does.
public func peakMemory() -> Int? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
  else { return nil }
  return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
}

/// By how much the most memory of this process grows while something is made, in bytes; 0 where nobody says.
///
/// - Returns: what was made, and the bytes.
public func peakMemory<Result>(making make: () throws -> Result) rethrows -> (Result, Int) {
  let before = peakMemory() ?? 0
  let result = try make()
  return (result, (peakMemory() ?? before) - before)
}
