// The digest by which a run knows its annotation file again (FIPS 180-4); `sha256sum` prints the same.

import Foundation

/// SHA-256 of data.
package enum SHA256 {
  /// The digest as 64 hexadecimal digits.
  ///
  /// Of no bytes e3b0c442…7852b855, of "abc" ba7816bf…f20015ad.
  package static func digest(_ data: Data) -> String {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    let bytes = [UInt8](data)
    let whole = bytes.count / 64 * 64
    var schedule = [UInt32](repeating: 0, count: 64)
    for start in stride(from: 0, to: whole, by: 64) { add(bytes, start, &state, &schedule) }
    // A one bit, zeros, and the number of bits, up to a whole block.
    var tail = Array(bytes[whole...]) + [0x80]
    tail += [UInt8](repeating: 0, count: (120 - tail.count) % 64)
    let bits = UInt64(bytes.count) * 8
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    for start in stride(from: 0, to: tail.count, by: 64) { add(tail, start, &state, &schedule) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func add(_ bytes: [UInt8], _ start: Int, _ state: inout [UInt32], _ w: inout [UInt32]) {
    for i in 0..<16 { w[i] = bytes[start + 4 * i..<start + 4 * i + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    for i in 16..<64 {
      let (a, b) = (w[i - 15], w[i - 2])
      let small = rotated(a, 7) ^ rotated(a, 18) ^ (a >> 3)
      let large = rotated(b, 17) ^ rotated(b, 19) ^ (b >> 10)
      w[i] = w[i - 16] &+ small &+ w[i - 7] &+ large
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let sumE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sumE &+ choice &+ constants[i] &+ w[i]
      let sumA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ sumA &+ majority)
    }
    for (i, value) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= value }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = primes.map { prime in
    // ⌊2³²·∛p⌋ in integers: a Double's cube root has too few digits to be sure of the last bit.
    var root: UInt64 = 0
    for bit in (0..<36).reversed() {
      let trial = root | 1 << UInt64(bit)
      let square = trial.multipliedFullWidth(by: trial)
      // trial³ ≤ p · 2⁹⁶, of which the lowest 96 bits of the right are zero.
      let low = square.low.multipliedFullWidth(by: trial)
      let cubeHigh = square.high &* trial &+ low.high
      if cubeHigh < UInt64(prime) << 32 || (cubeHigh == UInt64(prime) << 32 && low.low == 0) { root = trial }
    }
    return UInt32(truncatingIfNeeded: root)
  }

  private static let primes: [Int] = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
}
