// What the machine can do at most: multiply-adds and copies in a second. Yardsticks for the kernels, not kernels.

import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures the limits that kernels are compared with, by as many threads as `Threads.count`.
package enum MachinePeak {
  /// Floating-point operations in a second of a loop that does nothing but fused multiply-adds in registers.
  ///
  /// A multiply-add counts as two operations. Twelve chains are enough to hide the latency of one in the other, and few
  /// enough for the sixteen registers of AVX2.
  package static func operationsPerSecond() -> Double {
    let rounds = 2_000_000
    let sinks = FloatBuffer(count: Threads.count * Vector.scalarCount)
    let factors = FloatBuffer([Float](repeating: 0.999, count: Vector.scalarCount))
    let operations = Double(Threads.count * rounds * 12 * Vector.scalarCount * 2)
    return best {
      parallel(Threads.count) { thread in
        sinks.view.store(multiplyAdds(rounds, factors.view.vector(0)), thread * Vector.scalarCount)
      }
    } * operations
  }

  /// Bytes in a second, read and written together, of a copy from memory to memory.
  ///
  /// The buffers are of 64 MiB each: larger than most caches. (Where the cache is larger still, so is the rate.)
  package static func bytesPerSecond() -> Double {
    let (count, pieces) = (1 << 24, 64)
    let (source, target) = (FloatBuffer(count: count, zeroed: true), FloatBuffer(count: count, zeroed: true))
    return best {
      parallel(pieces) { piece in
        (target.view + piece * (count / pieces)).copy(source.view + piece * (count / pieces), count: count / pieces)
      }
    } * Double(2 * count * MemoryLayout<Float>.stride)
  }

  /// The most memory that the process ever had, in bytes; nil where the system does not say.
  package static var residentBytes: Int? {
    #if canImport(Glibc) || canImport(Darwin)
      var usage = rusage()
      #if canImport(Glibc)
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
        return usage.ru_maxrss * 1_024
      #else
        guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
        return usage.ru_maxrss
      #endif
    #else
      return nil
    #endif
  }

  /// How often in a second the work can be done: the best of seven, since nothing makes a machine faster than it is.
  private static func best(_ work: () -> Void) -> Double {
    work()
    let least = (0..<7).map { _ in ContinuousClock().measure(work) }.min() ?? .zero
    let (seconds, attoseconds) = least.components
    return 1 / (Double(seconds) + Double(attoseconds) * 1e-18)
  }

  @inline(never)
  private static func multiplyAdds(_ rounds: Int, _ factor: Vector) -> Vector {
    var (a, b, c, d) = (factor, factor + 1, factor + 2, factor + 3)
    var (e, f, g, h) = (factor + 4, factor + 5, factor + 6, factor + 7)
    var (i, j, k, l) = (factor + 8, factor + 9, factor + 10, factor + 11)
    for _ in 0..<rounds {
      a = factor.addingProduct(a, factor)
      b = factor.addingProduct(b, factor)
      c = factor.addingProduct(c, factor)
      d = factor.addingProduct(d, factor)
      e = factor.addingProduct(e, factor)
      f = factor.addingProduct(f, factor)
      g = factor.addingProduct(g, factor)
      h = factor.addingProduct(h, factor)
      i = factor.addingProduct(i, factor)
      j = factor.addingProduct(j, factor)
      k = factor.addingProduct(k, factor)
      l = factor.addingProduct(l, factor)
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l))
  }
}
