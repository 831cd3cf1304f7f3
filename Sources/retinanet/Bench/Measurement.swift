// One measured piece of work: how long, how much of the machine's limit, and how it is printed.

import Foundation
import Kernels

/// The times of a piece of work and what follows from them.
struct Measurement: Codable, Sendable {
  /// What was done.
  var name: String
  /// Seconds of one time: the median, the least and the most, and how often it was measured.
  var median: Double
  var least: Double
  var most: Double
  var repetitions: Int
  /// Images handled each time, if images are.
  var images: Int?
  /// Floating-point operations each time, a convolution counted as it is written down, and the share of the peak.
  var operations: Double?
  var shareOfPeak: Double?
  /// Bytes each time, every array once, and the share of the rate of copying.
  var bytes: Double?
  var shareOfCopy: Double?
  /// What came out: both sides of a comparison have to agree on it.
  var result: Double?
  /// The system's allocations each time, and the most bytes in buffers.
  var allocations: Double?
  var bufferBytes: Int?
  /// The most memory of the process so far.
  var residentBytes: Int?
  /// Where the time of a training step, or of a look at pictures, goes, if that was asked for.
  var phases: Phases?

  /// The machine's limits by the threads in use.
  struct Limits: Codable, Sendable {
    /// What the processor calls itself; nil where the system does not say.
    var processor: String?
    /// Floats in a vector of this build.
    var lanes: Int
    var threads: Int
    var operationsPerSecond: Double
    var bytesPerSecond: Double
  }

  /// Does a piece of work until `seconds` are over, but at least five times, after two times that do not count.
  init(
    _ name: String, seconds: Double, limits: Limits, images: Int? = nil, operations: Double? = nil,
    bytes: Double? = nil, _ work: () throws -> Double
  ) rethrows {
    self.name = name
    (self.images, self.operations, self.bytes) = (images, operations, bytes)
    var result = 0.0
    for _ in 0..<2 { result = try work() }
    let before = BufferPool.shared.allocations
    let end = ContinuousClock.now + .seconds(seconds)
    var times: [Double] = []
    while times.count < 5 || ContinuousClock.now < end {
      let duration = try ContinuousClock().measure { result = try work() }
      times.append(Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18)
    }
    self.result = result
    allocations = Double(BufferPool.shared.allocations - before) / Double(times.count)
    bufferBytes = BufferPool.shared.peakBytes
    residentBytes = MachinePeak.residentBytes
    times.sort()
    (median, least, most, repetitions) = (times[times.count / 2], times[0], times[times.count - 1], times.count)
    shareOfPeak = operations.map { $0 / median / limits.operationsPerSecond }
    shareOfCopy = bytes.map { $0 / median / limits.bytesPerSecond }
  }

  /// One line: name, median, spread, rates, memory.
  var line: String {
    var parts = [
      "\(milliseconds(median)) ms", "(\(milliseconds(least)) … \(milliseconds(most)), \(repetitions) times)",
    ]
    if let images { parts.append(String(format: "%.1f images/s", Double(images) / median)) }
    if let operations, let shareOfPeak {
      parts.append(String(format: "%.0f GFLOP/s, %.0f %% of peak", operations / median * 1e-9, 100 * shareOfPeak))
    }
    if let bytes, let shareOfCopy {
      parts.append(String(format: "%.1f GB/s, %.0f %% of copying", bytes / median * 1e-9, 100 * shareOfCopy))
    }
    if images != nil, let allocations, let bufferBytes {
      parts.append(String(format: "%.1f allocations, %.0f MB in buffers", allocations, Double(bufferBytes) * 1e-6))
    }
    return name.padding(toLength: 24, withPad: " ", startingAt: 0) + parts.joined(separator: "  ")
  }
}

private func milliseconds(_ seconds: Double) -> String {
  String(format: seconds < 0.01 ? "%.3f" : "%.1f", seconds * 1e3)
}
