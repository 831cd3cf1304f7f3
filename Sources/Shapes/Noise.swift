// Gaussian noise by table: 12 random bits choose one of 4096 quantiles, five of them from each 64-bit number.

import Randomness

package struct Noise: Sendable {
  /// 4096 noise values in 256ths of a level (of 255), ascending, and half a level in each; empty for no noise.
  private let table: [Int32]
  /// What makes cutting off round.
  private static let half: Int32 = 128
  /// How many 64-bit numbers are drawn before their noise is added: what they choose stays in the fastest cache.
  private static let draws = 256

  /// Noise of the given standard deviation, on a scale of 0…1.
  init(deviation: Double) {
    table = deviation > 0 ? Self.quantiles.map { Int32(($0 * deviation * 255 * 256).rounded()) + Self.half } : []
  }

  /// The quantiles at (i + ½) / 4096 of the normal distribution, scaled to a standard deviation of exactly 1 (the
  /// tails beyond ±3.67 that the table lacks would leave it 0.9998).
  package static let quantiles: [Double] = {
    let upper = (0..<2048).map { StableMath.normalQuantile(mass: (Double($0) + 0.5) / 4096) }
    let deviation = (upper.reduce(0) { $0 + $1 * $1 } / 2048).squareRoot()
    return upper.reversed().map { -$0 / deviation } + upper.map { $0 / deviation }
  }()

  /// Channels in 256ths of a level, rounded to levels, noise added.
  func added(to channels: [UInt16], using generator: inout SeededGenerator) -> [UInt8] {
    guard table.count == 4096 else {
      return channels.map { UInt8(truncatingIfNeeded: (Int32($0) + Self.half) >> 8) }
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(channels.count)
    var noise = [Int32](repeating: 0, count: 5 * Self.draws)
    var levels = [UInt8](repeating: 0, count: 5 * Self.draws)
    for start in stride(from: 0, to: channels.count, by: noise.count) {
      let count = min(noise.count, channels.count - start)
      choose((count + 4) / 5, into: &noise, using: &generator)
      Self.add(noise.span, to: channels.span.extracting(start..<start + count), into: &levels)
      // All of them are copied at once, a slice by its elements.
      if count == levels.count { pixels += levels } else { pixels += levels[..<count] }
    }
    return pixels
  }

  /// Draws so many numbers, and writes the five noise values of each.
  private func choose(_ draws: Int, into noise: inout [Int32], using generator: inout SeededGenerator) {
    let table = table.span
    var noise = noise.mutableSpan
    // A copy that stays in a register.
    var source = generator
    precondition(table.count == 4096 && draws <= Self.draws && noise.count == 5 * Self.draws)
    for draw in 0..<draws {
      let bits = source.next()
      for place in 0..<5 {
        noise[5 * draw + place] = table[Int(truncatingIfNeeded: bits >> (12 * UInt64(place)) & 4095)]
      }
    }
    generator = source
  }

  private static func add(_ noise: Span<Int32>, to channels: Span<UInt16>, into levels: inout [UInt8]) {
    var levels = levels.mutableSpan
    // Known beforehand, so that the loop needs no checks and is compiled to vectors.
    precondition(channels.count <= noise.count && channels.count <= levels.count)
    for i in 0..<channels.count {
      levels[i] = UInt8(truncatingIfNeeded: max(0, min(255, (Int32(channels[i]) &+ noise[i]) >> 8)))
    }
  }
}
