// The one source of randomness: a seeded generator, and how a seed and a position make another seed.
// It is not for cryptography.

/// A seeded generator of 64-bit numbers (SplitMix64: Steele, Lea and Flood, 2014).
///
/// The same seed gives the same numbers on every machine and whatever the number of threads.
///
/// Properties:
/// - Equal seeds give equal sequences.
/// - `SeededGenerator(seed: s, i, j)` depends on all of s, i and j, so that image i of set s needs no storage.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  /// All there is to save: a generator made with `init(state:)` from it goes on with the same numbers.
  public private(set) var state: UInt64

  /// A generator for a seed and a position under it: which image, which step, which parameter.
  public init(seed: UInt64, _ position: UInt64...) {
    state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    for coordinate in position {
      state = Self.mix(state ^ Self.mix(coordinate &+ 0x632B_E59B_D9B4_E019))
    }
  }

  /// Goes on from a saved state.
  public init(state: UInt64) { self.state = state }

  /// The next 64 uniformly distributed bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Uniform in 0 ..< 1, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform between the bounds of a range.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A uniform integer in a range; the bias of the multiply-shift method is below 2⁻⁶⁴ times the range's length.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    // All integers are 2⁶⁴, which wraps to 0.
    let count = UInt64(truncatingIfNeeded: range.upperBound &- range.lowerBound) &+ 1
    let offset = count == 0 ? next() : next().multipliedFullWidth(by: count).high
    return range.lowerBound &+ Int(truncatingIfNeeded: offset)
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
