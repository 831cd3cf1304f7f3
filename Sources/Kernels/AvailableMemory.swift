// How much memory this process can still have, so that what cannot be done is said before it is tried.

import Foundation

/// The memory of the machine, or of the container that the process runs in.
public enum AvailableMemory {
  /// Bytes that can be had without swapping; where only the whole is known, that of the machine.
  ///
  /// On Linux what `/proc/meminfo` calls available, or what is left of a control group's or the process's own limit if
  /// that is less; elsewhere the physical memory.
  public static var bytes: Int {
    let whole = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let system = text("/proc/meminfo").flatMap(available(inMeminfo:)) ?? whole
    let group = left(
      limit: text("/sys/fs/cgroup/memory.max"), used: text("/sys/fs/cgroup/memory.current"))
    let process = left(limits: text("/proc/self/limits"), status: text("/proc/self/status"))
    return min(system, group ?? system, process ?? system)
  }

  /// What `ulimit -v` leaves a process: the limit of its address space less what it has of it, in bytes.
  static func left(limits: String?, status: String?) -> Int? {
    guard let limit = number(behind: "Max address space", in: limits),
      let used = number(behind: "VmSize:", in: status, times: 1024)
    else { return nil }
    return max(0, limit - used)
  }

  /// The line `MemAvailable:   23456789 kB`, and swap, in bytes.
  static func available(inMeminfo text: String) -> Int? {
    guard let memory = number(behind: "MemAvailable:", in: text, times: 1024) else { return nil }
    return memory + (number(behind: "SwapFree:", in: text, times: 1024) ?? 0)
  }

  /// The first number of the line that begins with a name, in bytes if the line counts by `unit` of them.
  private static func number(behind name: String, in text: String?, times unit: Int = 1) -> Int? {
    let line = text?.split(separator: "\n").first { $0.hasPrefix(name) }
    let word = line?.dropFirst(name.count).split(whereSeparator: { $0 == " " || $0 == "\t" }).first
    guard let number = word.flatMap({ Int($0) }) else { return nil }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: unit)
    return overflows ? nil : bytes
  }

  /// What a control group has left: its limit, "max" for none, less what is used.
  static func left(limit: String?, used: String?) -> Int? {
    func number(_ text: String?) -> Int? { text.flatMap { Int($0.prefix { $0 != "\n" }) } }
    guard let limit = number(limit), let used = number(used) else { return nil }
    // What is used counts files in the cache too, which give way; without a better number half of it is taken for
    // those.
    return max(0, limit - used / 2)
  }

  private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
