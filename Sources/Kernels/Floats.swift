// The raw view that kernels compute on. It is internal to this module: everything public checks its shapes first,
// so that an index here is always inside its buffer. This file holds all the unsafe code there is.

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
@safe
struct Floats: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Float>

  private init(_ base: UnsafeMutablePointer<Float>) { unsafe self.base = base }

  /// New memory from the system, aligned to cache lines.
  init(byteCount: Int) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    unsafe base = memory.bindMemory(to: Float.self, capacity: byteCount / MemoryLayout<Float>.stride)
  }

  /// Gives memory that `init(byteCount:)` made back to the system.
  func deallocate() { unsafe UnsafeMutableRawPointer(base).deallocate() }

  @inline(__always)
  subscript(index: Int) -> Float {
    get { unsafe base[index] }
    nonmutating set { unsafe base[index] = newValue }
  }

  @inline(__always)
  func vector(_ index: Int) -> Vector {
    unsafe UnsafeRawPointer(base + index).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(_ value: Vector, _ index: Int) {
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: Vector.self)
  }

  @inline(__always)
  static func + (view: Floats, offset: Int) -> Floats { unsafe Floats(view.base + offset) }

  @inline(__always)
  func copy(_ source: Floats, count: Int) { unsafe base.update(from: source.base, count: count) }

  func copy(_ values: [Float]) {
    unsafe values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe base.update(from: start, count: source.count)
    }
  }

  func array(count: Int) -> [Float] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  func withMutableSpan<Result>(count: Int, _ body: (inout MutableSpan<Float>) throws -> Result) rethrows -> Result {
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    return try body(&span)
  }

  @inline(__always)
  func fill(_ value: Float, count: Int) { unsafe base.update(repeating: value, count: count) }
}

extension Vector {
  @inline(__always)
  init(bitPattern: IntegerVector) { self = unsafe unsafeBitCast(bitPattern, to: Vector.self) }

  @inline(__always)
  var bitPattern: IntegerVector { unsafe unsafeBitCast(self, to: IntegerVector.self) }
}

/// Like `Floats`, for class indices.
@safe
struct Integers: @unchecked Sendable {
  private let base: UnsafePointer<Int32>

  init(_ base: UnsafePointer<Int32>) { unsafe self.base = base }

  @inline(__always)
  subscript(index: Int) -> Int32 { unsafe base[index] }
}

extension Array where Element == Int32 {
  /// Class indices as kernels read them.
  func withIntegers<Result>(_ body: (Integers) -> Result) -> Result {
    require(!isEmpty, "class indices: at least one is needed")
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("class indices: an array without memory") }
      return unsafe body(Integers(base))
    }
  }
}
