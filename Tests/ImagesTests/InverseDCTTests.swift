// The inverse cosine transform: its definition by hand, and the fast one against it.

import Images
import Randomness
import Testing

@Suite("Inverse cosine transform")
struct InverseDCTTests {
  @Test("The first coefficient is the mean: 8 of it raise every sample by 1")
  func mean() {
    var coefficients = [Double](repeating: 0, count: 64)
    #expect(InverseDCT.definition(coefficients) == [Double](repeating: 128, count: 64))
    coefficients[0] = 8
    #expect(InverseDCT.definition(coefficients).allSatisfy { abs($0 - 129) < 1e-12 })
  }

  @Test("The second coefficient is half a wave across: ¼ · 1/√2 · cos((2x + 1) π / 16)")
  func wave() {
    var coefficients = [Double](repeating: 0, count: 64)
    coefficients[1] = 100
    let samples = InverseDCT.definition(coefficients)
    // cos(π/16) = 0.980785, cos(15π/16) = -0.980785: 128 ± 17.338
    #expect(abs(samples[0] - 145.338) < 1e-3 && abs(samples[7] - 110.662) < 1e-3)
    #expect(samples[0] == samples[56], "all rows are the same")
  }

  @Test("Whole numbers are within one level of the definition, of any coefficients", arguments: 0..<8 as Range<UInt64>)
  func agreement(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var furthest = 0.0
    for trial in 0..<200 {
      var block = [Int32](repeating: 0, count: 64)
      block[0] = Int32(generator.integer(in: -1000...1000))
      for _ in 0..<(trial % 20) {
        block[generator.integer(in: 1...63)] = Int32(generator.integer(in: -200...200))
      }
      var output = [UInt8](repeating: 7, count: 11 * 10)
      InverseDCT.samples(of: block, into: &output, at: 12, stride: 11)
      for (i, value) in InverseDCT.definition(block.map(Double.init)).enumerated() {
        let found = Double(output[12 + i / 8 * 11 + i % 8])
        furthest = max(furthest, abs(found - min(255, max(0, value))))
      }
      #expect(output[..<12].allSatisfy { $0 == 7 } && output[20] == 7, "nothing beside the block is written")
      if trial % 20 == 0 {
        var flat = [UInt8](repeating: 7, count: 11 * 10)
        InverseDCT.fill(block[0], into: &flat, at: 12, stride: 11)
        #expect(flat == output, "a block of one coefficient, seed \(seed)")
      }
    }
    #expect(furthest <= 1, "seed \(seed)")
  }
}
