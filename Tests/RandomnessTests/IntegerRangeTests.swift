import Randomness
import Testing

@Suite("Uniform integers")
struct IntegerRangeTests {
  @Test("Every range can be drawn from, of one integer up to all of them", arguments: 0..<20 as Range<UInt64>)
  func ranges(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for range in [3...3, -2...2, 0...Int.max, Int.min...0, Int.min...Int.max, Int.max...Int.max] {
      for _ in 0..<20 { #expect(range.contains(generator.integer(in: range))) }
    }
  }

  @Test("Of all integers about half are negative")
  func all() {
    var generator = SeededGenerator(seed: 1)
    let negative = (0..<1_000).count { _ in generator.integer(in: Int.min...Int.max) < 0 }
    #expect((440...560).contains(negative))
  }
}
