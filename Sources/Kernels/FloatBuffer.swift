// Memory for tensors: fixed-size float buffers, aligned to cache lines and recycled through a pool (BufferPool.swift).

import Synchronization

/// A fixed number of 32-bit floats, aligned to 64 bytes.
///
/// Reading and writing from outside the kernels is checked. A buffer has no lock and is not `Sendable`: a task that
/// wants another's numbers gets them as an array. Within a kernel every thread has its own part of one.
public final class FloatBuffer {
  /// How many floats there are.
  public let count: Int

  /// Where they are.
  let view: Floats

  private let changes = Atomic<Int>(0)

  /// Counts the changes: who keeps something made of the numbers makes it anew when this is another one.
  ///
  /// Kernels count a change of what they are given to change, not the filling of a new buffer.
  public var version: Int { changes.load(ordering: .relaxed) }

  /// Counts a change; there is one writer at a time, so that nothing is lost by not doing it at once.
  func changed() { changes.store(version &+ 1, ordering: .relaxed) }

  /// A buffer whose values are arbitrary until they are written, or zero.
  public init(count: Int, zeroed: Bool = false) {
    require(count >= 0 && count <= 1 << 40, "count must be at least 0 and at most 2⁴⁰, found \(count)")
    self.count = count
    view = BufferPool.shared.take(count: count).bounded(count: count)
    if zeroed { view.fill(0, count: count) }
  }

  /// A buffer with a copy of the values.
  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    write(values)
  }

  /// A buffer of its own with the same values.
  public func copied() -> FloatBuffer {
    let copy = FloatBuffer(count: count)
    copy.view.copy(view, count: count)
    return copy
  }

  deinit { BufferPool.shared.give(view, count: count) }

  /// The values, copied.
  public var array: [Float] { view.array(count: count) }

  /// One value; the index is checked.
  public subscript(index: Int) -> Float {
    get {
      require(index >= 0 && index < count, "index must be in 0 ..< \(count), found \(index)")
      return view[index]
    }
    set {
      require(index >= 0 && index < count, "index must be in 0 ..< \(count), found \(index)")
      view[index] = newValue
      changed()
    }
  }

  /// Copies values into the buffer, from an offset on.
  public func write(_ values: [Float], at offset: Int = 0) {
    require(
      offset >= 0 && offset + values.count <= count,
      "values must be in 0 ..< \(count), found \(values.count) at \(offset)")
    (view + offset).copy(values)
    changed()
  }

  /// Sets all values.
  public func fill(_ value: Float) {
    view.fill(value, count: count)
    changed()
  }

  /// Hands the buffer's memory to a closure, bounds-checked, to read: no change is counted.
  public func withSpan<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try view.withMutableSpan(count: count) { try body($0.span) }
  }

  /// Hands the buffer's memory to a closure, bounds-checked, to fill or to change, and counts a change.
  public func withMutableSpan<Result>(_ body: (inout MutableSpan<Float>) throws -> Result) rethrows -> Result {
    defer { changed() }
    return try view.withMutableSpan(count: count, body)
  }
}
