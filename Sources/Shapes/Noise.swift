// Gaussian noise by table: 12 random bits choose one of 4096 quantiles, five of them from each 64-bit number.

import Randomness

package struct Noise: Sendable {
  /// 4096 noise values in 256ths of a level (of 255), ascending; empty for no noise.
  private let table: [Int32]

  /// Noise of the given standard deviation, on a scale of 0…1.
  init(deviation: Double) {
    table = deviation > 0 ? Self.quantiles.map { Int32(($0 * deviation * 255 * 256).rounded()) } : []
  }

  /// The quantiles at (i + ½) / 4096 of the normal distribution, scaled to a standard deviation of exactly 1 (the
  /// tails beyond ±3.67 that the table lacks would leave it 0.9998).
  package static let quantiles: [Double] = {
    let upper = (0..<2048).map { StableMath.normalQuantile(mass: (Double($0) + 0.5) / 4096) }
    let deviation = (upper.reduce(0) { $0 + $1 * $1 } / 2048).squareRoot()
    return upper.reversed().map { -$0 / deviation } + upper.map { $0 / deviation }
  }()

  /// Rounds channels in 256ths of a level to levels, noise added.
  func add(to channels: [Int32], into pixels: inout [UInt8], using generator: inout SeededGenerator) {
    precondition(channels.count == pixels.count, "channels and pixels must have the same count")
    guard !table.isEmpty else {
      for i in channels.indices { pixels[i] = Self.level(channels[i]) }
      return
    }
    var i = 0
    while i < channels.count {
      var bits = generator.next()
      for j in i..<min(i + 5, channels.count) {
        pixels[j] = Self.level(channels[j] &+ table[Int(truncatingIfNeeded: bits & 4095)])
        bits >>= 12
      }
      i += 5
    }
  }

  private static func level(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(0, min(255, (value &+ 128) >> 8)))
  }
}
