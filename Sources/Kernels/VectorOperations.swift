// Arithmetic of whole vectors, as the instructions that the processor has.
//
// The standard library's operators on SIMD types compute lane by lane and leave it to the compiler to find the vector
// in that again. In a long straight piece of arithmetic (Winograd's transforms) it finds other groups of lanes too,
// and spends most of the time on taking vectors apart. These say what is meant; their results are the same bits.

import Builtin

#if VECTOR_16
  extension Vector {
    @_transparent static func + (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fadd_Vec16xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func - (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fsub_Vec16xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func * (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fmul_Vec16xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func / (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fdiv_Vec16xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    /// self + a · b, rounded once.
    @_transparent func addingProduct(_ a: Self, _ b: Self) -> Self {
      var result = self
      result._storage._value = Builtin.int_fma_Vec16xFPIEEE32(a._storage._value, b._storage._value, _storage._value)
      return result
    }
  }
#elseif VECTOR_8
  extension Vector {
    @_transparent static func + (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fadd_Vec8xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func - (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fsub_Vec8xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func * (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fmul_Vec8xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func / (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fdiv_Vec8xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    /// self + a · b, rounded once.
    @_transparent func addingProduct(_ a: Self, _ b: Self) -> Self {
      var result = self
      result._storage._value = Builtin.int_fma_Vec8xFPIEEE32(a._storage._value, b._storage._value, _storage._value)
      return result
    }
  }
#else
  extension Vector {
    @_transparent static func + (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fadd_Vec4xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func - (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fsub_Vec4xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func * (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fmul_Vec4xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    @_transparent static func / (a: Self, b: Self) -> Self {
      var result = a
      result._storage._value = Builtin.fdiv_Vec4xFPIEEE32(a._storage._value, b._storage._value)
      return result
    }

    /// self + a · b, rounded once.
    @_transparent func addingProduct(_ a: Self, _ b: Self) -> Self {
      var result = self
      result._storage._value = Builtin.int_fma_Vec4xFPIEEE32(a._storage._value, b._storage._value, _storage._value)
      return result
    }
  }
#endif

extension Vector {
  @_transparent static func + (a: Self, b: Float) -> Self { a + Self(repeating: b) }
  @_transparent static func - (a: Self, b: Float) -> Self { a - Self(repeating: b) }
  @_transparent static func * (a: Self, b: Float) -> Self { a * Self(repeating: b) }
  @_transparent static func / (a: Self, b: Float) -> Self { a / Self(repeating: b) }
  @_transparent static func - (a: Float, b: Self) -> Self { Self(repeating: a) - b }
  @_transparent static func += (a: inout Self, b: Self) { a = a + b }
  @_transparent static func -= (a: inout Self, b: Self) { a = a - b }
  @_transparent static func *= (a: inout Self, b: Self) { a = a * b }

  /// Adds a · b, rounded once.
  @_transparent mutating func addProduct(_ a: Self, _ b: Self) { self = addingProduct(a, b) }
}
