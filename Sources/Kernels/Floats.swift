// The raw view that kernels compute on. It is internal to this module: what others call checks its shapes first, so
// that an index here should always be inside its buffer. Whether it is, a build with RETINAKIT_BOUNDS=1 finds out.
//
// Other unsafe code is in ThreadNumber (a thread's own number) and MachinePeak (the system's counters), and nowhere
// else: Prefetch.swift names addresses that nobody reads or writes for it.

import Builtin

/// The widest vector that the machine computes in one instruction; tiles are counted in it.
#if VECTOR_16
  typealias Vector = SIMD16<Float>
  typealias IntegerVector = SIMD16<Int32>
#elseif VECTOR_8
  typealias Vector = SIMD8<Float>
  typealias IntegerVector = SIMD8<Int32>
#else
  typealias Vector = SIMD4<Float>
  typealias IntegerVector = SIMD4<Int32>
#endif

/// A position in a float buffer, and what follows it.
///
/// It is what it is called below: in the usual build nothing is checked, and the module says of itself that it is
/// unsafe. With `RETINAKIT_BOUNDS=1` (see Package.swift) a view carries its buffer's bounds, every access is checked
/// against them, and the module is compiled like all others: what is unsafe in it is in this file alone.
#if DEBUG_BOUNDS
  @safe
#else
  @unsafe
#endif
struct Floats: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Float>
  #if DEBUG_BOUNDS
    /// Where the buffer's numbers begin, and end, seen from `base`.
    private var low = 0
    private var high: Int
  #endif

  /// New memory from the system, aligned to cache lines.
  init(byteCount: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    unsafe base = memory.bindMemory(to: Float.self, capacity: byteCount / MemoryLayout<Float>.stride)
    #if DEBUG_BOUNDS
      high = byteCount / MemoryLayout<Float>.stride
    #endif
  }

  private init(_ base: UnsafeMutablePointer<Float>, like view: Floats, offset: Int) {
    unsafe self.base = base
    #if DEBUG_BOUNDS
      (low, high) = (view.low - offset, view.high - offset)
    #endif
  }

  /// Gives memory that `init(byteCount:)` made back to the system.
  func deallocate() { unsafe UnsafeMutableRawPointer(base).deallocate() }

  /// The same memory for a buffer of so many numbers.
  func bounded(count: Int) -> Floats {
    var view = unsafe self
    #if DEBUG_BOUNDS
      (view.low, view.high) = (0, count)
    #else
      _ = unsafe view
    #endif
    return view
  }

  /// Stops the program if numbers are meant that are not the buffer's; in the usual build it does nothing.
  ///
  /// - Parameter behind: how many behind the last may be read, and thrown away.
  @inline(__always)
  private func check(_ first: Int, _ count: Int, behind: Int = 0) {
    #if DEBUG_BOUNDS
      require(
        count <= 0 || first >= low && first + count <= high + behind,
        "a view's index must be in \(low) ..< \(high), found \(first) and \(count - 1) behind it")
    #endif
  }

  @inline(__always)
  subscript(index: Int) -> Float {
    get {
      check(index, 1)
      return unsafe base[index]
    }
    nonmutating set {
      check(index, 1)
      unsafe base[index] = newValue
    }
  }

  /// A number that may lie behind the last one, where the pool has room: what is made of it is thrown away.
  @inline(__always)
  func discardable(_ index: Int) -> Float {
    check(index, 1, behind: BufferPool.room)
    return unsafe base[index]
  }

  /// A vector of numbers; it may reach behind the last one, where the pool has room.
  @inline(__always)
  func vector(_ index: Int) -> Vector {
    check(index, Vector.scalarCount, behind: BufferPool.room)
    return unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(_ value: Vector, _ index: Int) {
    check(index, Vector.scalarCount)
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: Vector.self)
  }

  /// Where a number is, or would be, for Prefetch.swift, which neither reads nor writes it.
  @inline(__always)
  func rawPointer(_ index: Int) -> Builtin.RawPointer { unsafe UnsafeRawPointer(base + index)._rawValue }

  @inline(__always)
  static func + (view: Floats, offset: Int) -> Floats {
    unsafe Floats(view.base + offset, like: view, offset: offset)
  }

  @inline(__always)
  func copy(_ source: Floats, count: Int) {
    check(0, count)
    source.check(0, count)
    unsafe base.update(from: source.base, count: count)
  }

  func copy(_ values: [Float]) {
    check(0, values.count)
    unsafe values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe base.update(from: start, count: source.count)
    }
  }

  func array(count: Int) -> [Float] {
    check(0, count)
    return unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }

  func withMutableSpan<Result>(count: Int, _ body: (inout MutableSpan<Float>) throws -> Result) rethrows -> Result {
    check(0, count)
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    return try body(&span)
  }

  @inline(__always)
  func fill(_ value: Float, count: Int) {
    check(0, count)
    unsafe base.update(repeating: value, count: count)
  }
}

extension Vector {
  @inline(__always)
  init(bitPattern: IntegerVector) { self = unsafe unsafeBitCast(bitPattern, to: Vector.self) }

  @inline(__always)
  var bitPattern: IntegerVector { unsafe unsafeBitCast(self, to: IntegerVector.self) }
}

/// Like `Floats`, for class indices.
#if DEBUG_BOUNDS
  @safe
#else
  @unsafe
#endif
struct Integers: @unchecked Sendable {
  private let base: UnsafePointer<Int32>
  private let count: Int

  init(_ buffer: UnsafeBufferPointer<Int32>) {
    guard let base = buffer.baseAddress else { preconditionFailure("class indices must have memory, found none") }
    unsafe (self.base, count) = (base, buffer.count)
  }

  @inline(__always)
  subscript(index: Int) -> Int32 {
    #if DEBUG_BOUNDS
      require(index >= 0 && index < count, "a class index's place must be in 0 ..< \(count), found \(index)")
    #endif
    return unsafe base[index]
  }
}

extension Array where Element == Int32 {
  /// Class indices as kernels read them.
  ///
  /// - Precondition: there is at least one.
  func withIntegers<Result>(_ body: (Integers) -> Result) -> Result {
    unsafe withUnsafeBufferPointer { unsafe body(Integers($0)) }
  }
}

/// Whether the views that kernels compute on check their bounds, and a way to try it.
package enum BoundsChecks {
  /// True in a build with `RETINAKIT_BOUNDS=1`.
  package static var areOn: Bool {
    #if DEBUG_BOUNDS
      true
    #else
      false
    #endif
  }

  /// Reads one number as a kernel does; only where checks are on.
  package static func read(at index: Int, of buffer: FloatBuffer) -> Float {
    require(areOn, "checks must be on to read without the buffer's own, found them off")
    return buffer.view[index]
  }

  /// Writes a vector as a kernel does; only where checks are on.
  package static func write(at index: Int, of buffer: FloatBuffer) {
    require(areOn, "checks must be on to write without the buffer's own, found them off")
    buffer.view.store(.zero, index)
  }
}
