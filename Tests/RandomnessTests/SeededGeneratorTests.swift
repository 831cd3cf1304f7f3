// The one source of randomness: reproducible, and as spread as it says.

import Randomness
import Testing
import _TestSupport

@Suite("Seeded generator")
struct SeededGeneratorTests {
  private func numbers(_ generator: SeededGenerator, count: Int = 8) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test("From state 0 come the reference numbers of SplitMix64")
  func reference() {
    // The published C code (Vigna, splitmix64.c, 2015) prints these three for x = 0.
    #expect(
      numbers(SeededGenerator(state: 0), count: 3)
        == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
  }

  @Test("Equal seeds give equal sequences, other seeds and other positions give others")
  func seedsAndPositions() {
    let generators = [
      SeededGenerator(seed: 1), SeededGenerator(seed: 2), SeededGenerator(seed: 1, 0), SeededGenerator(seed: 1, 1),
      SeededGenerator(seed: 1, 0, 1), SeededGenerator(seed: 1, 1, 0), SeededGenerator(seed: 1, 0, 0),
    ]
    #expect(Set(generators.map { numbers($0) }).count == generators.count)
    #expect(numbers(SeededGenerator(seed: 1, 5, 7)) == numbers(SeededGenerator(seed: 1, 5, 7)))
  }

  @Test("A generator goes on from its saved state with the same numbers")
  func resume() {
    var generator = SeededGenerator(seed: 3)
    _ = numbers(generator)
    for _ in 0..<5 { _ = generator.next() }
    #expect(numbers(SeededGenerator(state: generator.state)) == numbers(generator))
  }

  @Test("Uniform numbers stay in 0 ..< 1, with mean 1/2 and variance 1/12", arguments: 0..<5 as Range<UInt64>)
  func uniform(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<20_000).map { _ in generator.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    // Five standard errors: 0.2887 / √20 000 = 0.00204 for the mean, 0.00053 for the variance.
    #expect(abs(mean(values) - 0.5) < 0.0102)
    #expect(abs(variance(values) - 1.0 / 12) < 0.0027)
  }

  @Test("Uniform numbers of a range stay in it; a range of one number gives that number")
  func uniformRange() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<1_000 { #expect((-2.0...5).contains(generator.uniform(in: -2...5))) }
    #expect(generator.uniform(in: 3...3) == 3)
  }

  @Test("Integers reach both ends of their range, each equally often", arguments: 0..<5 as Range<UInt64>)
  func integers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var counts: [Int: Int] = [:]
    for _ in 0..<6_000 { counts[generator.integer(in: -2...3), default: 0] += 1 }
    #expect(counts.keys.sorted() == [-2, -1, 0, 1, 2, 3])
    // 1 000 expected of each, standard deviation √(6 000 · 1/6 · 5/6) = 29; five of them.
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 145 })
    #expect(generator.integer(in: 7...7) == 7)
  }

  @Test("Something of probability 0 never happens, of 1 always, of 0.2 a fifth of the time")
  func chance() {
    var generator = SeededGenerator(seed: 5)
    let counts = [0, 0.2, 1].map { probability in (0..<10_000).count { _ in generator.chance(probability) } }
    #expect(counts[0] == 0)
    #expect(abs(counts[1] - 2_000) < 200, "five standard deviations of 40")
    #expect(counts[2] == 10_000)
  }

  @Test("Normal numbers have the mean and the deviation asked for, and 4.6 % lie beyond two deviations")
  func normal() {
    var generator = SeededGenerator(seed: 6)
    let values = (0..<20_000).map { _ in generator.normal(mean: 3, deviation: 0.5) }
    #expect(values.allSatisfy { $0.isFinite })
    // Standard errors: 0.5 / √20 000 = 0.0035, 0.25 · √(2 / 20 000) = 0.0025, √(0.0455 · 0.9545 / 20 000) = 0.0015.
    #expect(abs(mean(values) - 3) < 0.018)
    #expect(abs(variance(values) - 0.25) < 0.0125)
    #expect(abs(Double(values.count { abs($0 - 3) > 1 }) / 20_000 - 0.0455) < 0.0075)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func variance(_ values: [Double]) -> Double {
    let mean = mean(values)
    return self.mean(values.map { ($0 - mean) * ($0 - mean) })
  }
}
