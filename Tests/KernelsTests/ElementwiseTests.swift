// Number by number: ReLU, sums, upsampling, concatenation.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Elementwise operations")
struct ElementwiseTests {
  private let counts = [1, 7, 16, 17, 40_000]

  private func row(_ values: [Float]) -> FeatureMap {
    FeatureMap(images: 1, height: 1, width: values.count, channels: 1, values)
  }

  @Test("ReLU keeps what is above 0, and NaN; its gradient is 0 where the output is")
  func rectified() {
    let output = Elementwise.rectified(row([-2, -0.0, 0, 3, .infinity, -.infinity]))
    #expect(output.array == [0, 0, 0, 3, .infinity, 0])
    let gradient = Elementwise.rectifiedGradient(output: output, outputGradient: row([1, 2, 3, 4, 5, 6]))
    #expect(gradient.array == [0, 0, 0, 4, 5, 0])
    #expect(Elementwise.rectified(row([.nan])).array[0].isNaN)
    let many = Elementwise.rectified(row([Float](repeating: .nan, count: 33)))
    #expect(many.array.allSatisfy { $0.isNaN }, "vectors keep NaN too")
  }

  @Test("Bytes are looked up in one table for each channel, 2 · byte and -byte, and zeros are added up to 2 × 3 pixels")
  func lookedUp() {
    let table = (0..<256).flatMap { [2 * Float($0), -Float($0)] }
    func looked(_ pictures: [[UInt8]], height: Int, width: Int) -> [Float] {
      Elementwise.mapped(
        bytes: pictures, height: 1, width: 2, channels: 2, through: table, paddedHeight: height, paddedWidth: width
      ).array
    }
    poison([4, 8, 24])
    #expect(looked([[1, 2, 3, 4], [255, 0, 7, 9]], height: 1, width: 2) == [2, -2, 6, -4, 510, -0.0, 14, -9])
    let rows: [Float] = [2, -2, 6, -4, 0, 0] + [0, 0, 0, 0, 0, 0]
    #expect(looked([[1, 2, 3, 4], [1, 2, 3, 4]], height: 2, width: 3) == rows + rows)
    #expect(looked([], height: 1, width: 2).isEmpty)
  }

  @Test("The sum of two buffers is a new one", arguments: [0, 1, 16, 19, 40_000])
  func sum(count: Int) {
    var generator = SeededGenerator(seed: 2)
    let (a, b) = (generator.floats(count), generator.floats(count))
    #expect(Elementwise.sum(FloatBuffer(a), FloatBuffer(b)).array == zip(a, b).map(+))
  }

  @Test("ReLU, its gradient and the rectified sum, on seeded numbers of any count")
  func seeded() {
    var generator = SeededGenerator(seed: 1)
    for count in counts {
      let (a, b) = (generator.floats(count), generator.floats(count))
      poison([count])
      let rectified = Elementwise.rectified(row(a))
      #expect(firstDifference(rectified.array, a.map { max(0, $0) }) == nil)
      let gradient = Elementwise.rectifiedGradient(output: rectified, outputGradient: row(b))
      #expect(firstDifference(gradient.array, zip(a, b).map { $0 > 0 ? $1 : 0 }) == nil)
      let sum = Elementwise.sumRectified(row(a), row(b)).array
      #expect(firstDifference(sum, zip(a, b).map { max(0, $0 + $1) }) == nil)
    }
  }

  @Test("Adding and scaling happen in place")
  func inPlace() {
    var generator = SeededGenerator(seed: 2)
    for count in counts {
      let (a, b) = (generator.floats(count), generator.floats(count))
      let target = FloatBuffer(a)
      Elementwise.add(FloatBuffer(b), to: target)
      #expect(firstDifference(target.array, zip(a, b).map { $0 + $1 }) == nil)
      Elementwise.scale(target, by: -0.5)
      #expect(firstDifference(target.array, zip(a, b).map { ($0 + $1) * -0.5 }) == nil)
    }
  }

  @Test("Enlarging repeats the nearest pixel: 2 × 2 onto 4 × 4, and onto 3 × 3, where ⌊y · 2 / 3⌋ is 0, 0, 1")
  func upsampling() {
    let coarse = FeatureMap(images: 1, height: 2, width: 2, channels: 1, [1, 2, 3, 4])
    let even = Elementwise.addUpsampled(
      fine: FeatureMap(images: 1, height: 4, width: 4, channels: 1, zeroed: true), coarse: coarse)
    #expect(even.array == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    let odd = Elementwise.addUpsampled(
      fine: FeatureMap(images: 1, height: 3, width: 3, channels: 1, [Float](repeating: 10, count: 9)), coarse: coarse)
    #expect(odd.array == [11, 11, 12, 11, 11, 12, 13, 13, 14])
    let ones = FeatureMap(images: 1, height: 3, width: 3, channels: 1, [Float](repeating: 1, count: 9))
    #expect(
      Elementwise.upsamplingGradient(ones, height: 2, width: 2).array == [4, 2, 2, 1], "how often each is repeated")
  }

  @Test("Enlarging and its gradient are the definition, for any sizes and channels", arguments: [1, 3, 16, 17])
  func upsamplingDefinition(channels: Int) {
    var generator = SeededGenerator(seed: UInt64(20 + channels))
    for (fine, coarse) in [((4, 6), (2, 3)), ((5, 7), (3, 4)), ((7, 3), (1, 1)), ((4, 4), (4, 4)), ((9, 5), (5, 2))] {
      let a = FeatureMap(images: 2, height: fine.0, width: fine.1, channels: channels, using: &generator)
      let b = FeatureMap(images: 2, height: coarse.0, width: coarse.1, channels: channels, using: &generator)
      poison([a.buffer.count, b.buffer.count])
      let sum = Elementwise.addUpsampled(fine: a, coarse: b)
      #expect(disagreement(sum.array, Elementwise.plainAddUpsampled(fine: a.plain, coarse: b.plain).values) < 1e-6)
      let gradient = Elementwise.upsamplingGradient(a, height: coarse.0, width: coarse.1)
      let expected = Elementwise.plainUpsamplingGradient(a.plain, height: coarse.0, width: coarse.1)
      #expect(disagreement(gradient.array, expected.values) < 1e-6, "\(coarse) onto \(fine)")
    }
  }

  @Test("The gradient of enlarging is its adjoint: Σ g · up(x) = Σ gradient(g) · x", arguments: [1, 3, 16, 17])
  func adjoint(channels: Int) {
    var generator = SeededGenerator(seed: UInt64(channels))
    for (fine, coarse) in [((4, 6), (2, 3)), ((5, 7), (3, 4)), ((3, 3), (1, 1)), ((4, 4), (4, 4))] {
      let x = FeatureMap(
        images: 2, height: coarse.0, width: coarse.1, channels: channels,
        generator.wholeNumbers(2 * coarse.0 * coarse.1 * channels))
      let g = FeatureMap(
        images: 2, height: fine.0, width: fine.1, channels: channels,
        generator.wholeNumbers(2 * fine.0 * fine.1 * channels))
      let up = Elementwise.addUpsampled(fine: g.similar(zeroed: true), coarse: x)
      let back = Elementwise.upsamplingGradient(g, height: coarse.0, width: coarse.1)
      func product(_ a: FeatureMap, _ b: FeatureMap) -> Float { zip(a.array, b.array).reduce(0) { $0 + $1.0 * $1.1 } }
      #expect(product(g, up) == product(back, x), "\(coarse) onto \(fine)")
    }
  }

  @Test("Levels are laid one after another for each image, and handed back")
  func concatenation() {
    let p3 = FeatureMap(images: 2, height: 1, width: 2, channels: 2, [1, 2, 3, 4, 5, 6, 7, 8])
    let p4 = FeatureMap(images: 2, height: 1, width: 1, channels: 2, [10, 20, 30, 40])
    let whole = Elementwise.concatenated([p3, p4])
    #expect(whole.array == [1, 2, 3, 4, 10, 20, 5, 6, 7, 8, 30, 40])
    let parts = Elementwise.split(whole, like: [p3, p4])
    #expect(parts.map(\.array) == [p3.array, p4.array])
    #expect(parts.map(\.shape) == [p3.shape, p4.shape])
  }

  @Test(
    "Levels larger than a piece of work are laid and handed back, too: 2 images of 40 000, 16 384, 5 and no numbers")
  func largeLevels() {
    var generator = SeededGenerator(seed: 12)
    let levels = [(100, 100), (64, 64), (1, 1), (0, 3)].map {
      FeatureMap(images: 2, height: $0.0, width: $0.1, channels: $0.0 == 1 ? 5 : 4, using: &generator)
    }
    let expected = (0..<2).flatMap { image in
      levels.flatMap { level in
        let size = level.height * level.width * level.channels
        return level.array[image * size..<(image + 1) * size]
      }
    }
    let whole = Elementwise.concatenated(levels)
    #expect(firstDifference(whole.array, expected) == nil)
    for (part, level) in zip(Elementwise.split(whole, like: levels), levels) {
      #expect(part.shape == level.shape && firstDifference(part.array, level.array) == nil)
    }
  }

  @Test("Every channel times its factor, in whole vectors and behind them", arguments: [1, 16, 19])
  func scaled(channels: Int) {
    var generator = SeededGenerator(seed: 9)
    let map = FeatureMap(images: 2, height: 3, width: 200, channels: channels, using: &generator)
    let factors = generator.floats(channels)
    let expected = map.array.enumerated().map { $0.element * factors[$0.offset % channels] }
    #expect(firstDifference(Elementwise.scaled(map, by: FloatBuffer(factors)).array, expected) == nil)
  }
}
