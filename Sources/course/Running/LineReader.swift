// Lines from another process, with a deadline: a process that says nothing must not hold the judge up.

import Foundation

/// Collects what a pipe gives, and hands out whole lines or everything.
final class LineReader: @unchecked Sendable {
  // Everything below is touched under the condition's lock alone.
  private let condition = NSCondition()
  private var buffer = Data()
  private var isAtEnd = false
  private let handle: FileHandle
  private let limit: Int

  /// Reads until the end, at most `limit` bytes that nobody has taken; what comes after is dropped.
  init(_ handle: FileHandle, limit: Int) {
    self.handle = handle
    self.limit = limit
    handle.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      self?.add(data)
    }
  }

  private func add(_ data: Data) {
    condition.lock()
    defer { condition.unlock() }
    if data.isEmpty {
      isAtEnd = true
      handle.readabilityHandler = nil
    } else if buffer.count < limit {
      buffer.append(data)
    }
    condition.broadcast()
  }

  /// The next line without its end; nil at the end of the pipe or at the deadline.
  func line(until deadline: Date) -> String? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
        buffer = Data(buffer[(end + 1)...])
        return line
      }
      if isAtEnd || buffer.count >= limit || !condition.wait(until: deadline) { return nil }
    }
  }

  /// Everything until the end of the pipe or the deadline.
  func everything(until deadline: Date) -> String {
    condition.lock()
    defer { condition.unlock() }
    while !isAtEnd && condition.wait(until: deadline) {}
    return String(decoding: buffer, as: UTF8.self)
  }

  /// Stops listening.
  func close() { handle.readabilityHandler = nil }
}
