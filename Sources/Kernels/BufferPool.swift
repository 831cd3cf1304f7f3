// Where buffers get their memory from, and give it back to.

import Synchronization

/// Hands out memory and takes it back, by size, so that a training step in its steady state allocates nothing.
///
/// Sizes are rounded up to a multiple of 1/8 of their power of two: a little waste for much reuse. Every thread of the
/// team has shelves of its own and gets its own memory back first, which is still in its core's cache, without waiting
/// for others.
package final class BufferPool: Sendable {
  /// The pool that every buffer uses.
  package static let shared = BufferPool()

  /// What one thread gave back.
  private final class Shelves: Sendable {
    private let free = Mutex([Int: [Floats]]())

    func take(_ bytes: Int) -> Floats? { free.withLock { $0[bytes]?.popLast() } }

    func give(_ memory: Floats, _ bytes: Int) { free.withLock { $0[bytes, default: []].append(memory) } }

    func takeAll() -> [Floats] {
      free.withLock { free in
        defer { free = [:] }
        return Array(free.values.joined())
      }
    }
  }

  private let shelves = (0..<16).map { _ in Shelves() }
  private let asked = Atomic<Int>(0)
  private let bytesInUse = Atomic<Int>(0)
  private let mostBytes = Atomic<Int>(0)

  /// How often the system was asked for memory so far.
  package var allocations: Int { asked.load(ordering: .relaxed) }

  /// The most bytes that buffers held at one time.
  package var peakBytes: Int { mostBytes.load(ordering: .relaxed) }

  /// Gives what no buffer uses back to the system, and begins anew with `peakBytes`.
  package func trim() {
    for shelves in shelves { for memory in shelves.takeAll() { memory.deallocate() } }
    mostBytes.store(bytesInUse.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Tiles may read, and throw away, up to a vector behind the last number.
  static let room = 16

  static func roundedBytes(count: Int) -> Int {
    let bytes = (count + room) * MemoryLayout<Float>.stride
    let step = max(64, 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount - 3))
    return (bytes + step - 1) / step * step
  }

  func take(count: Int) -> Floats {
    let bytes = Self.roundedBytes(count: count)
    let inUse = bytesInUse.wrappingAdd(bytes, ordering: .relaxed).newValue
    if inUse > peakBytes { _ = mostBytes.max(inUse, ordering: .relaxed) }
    let own = Team.member % shelves.count
    for distance in 0..<shelves.count {
      if let memory = shelves[(own + distance) % shelves.count].take(bytes) { return memory }
    }
    asked.wrappingAdd(1, ordering: .relaxed)
    return Floats(byteCount: bytes)
  }

  func give(_ memory: Floats, count: Int) {
    let bytes = Self.roundedBytes(count: count)
    bytesInUse.wrappingSubtract(bytes, ordering: .relaxed)
    shelves[Team.member % shelves.count].give(memory, bytes)
  }
}
