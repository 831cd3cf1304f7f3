// Batch and group normalization against their definition, and worked by hand.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Normalization")
struct NormalizationTests {
  private func complaints(
    _ normalization: Normalization, _ maps: [FeatureMap], tolerance: Double, using generator: inout SeededGenerator
  ) -> [String] {
    let channels = maps[0].channels
    let scale = generator.floats(channels, in: -2...2)
    let shift = generator.floats(channels)
    let gradients = maps.map { map in
      FeatureMap(
        images: map.images, height: map.height, width: map.width, channels: channels, using: &generator)
    }
    poison(maps.map(\.buffer.count))
    let statistics = normalization.statistics(maps)
    let outputs = normalization.apply(maps, statistics, scale: FloatBuffer(scale), shift: FloatBuffer(shift))
    // Both are added to what is there.
    let scaleGradient = FloatBuffer([Float](repeating: 1, count: channels))
    let shiftGradient = FloatBuffer([Float](repeating: 1, count: channels))
    let inputGradients = normalization.gradient(
      inputs: maps, outputGradients: gradients, statistics, scale: FloatBuffer(scale), shift: FloatBuffer(shift),
      addScaleTo: scaleGradient, addShiftTo: shiftGradient)

    var complaints: [String] = []
    func compare(_ name: String, _ received: [Float], _ expected: [Double]) {
      let difference = disagreement(received, expected)
      if !(difference <= tolerance) { complaints.append("\(name) is off by \(difference)") }
    }
    var expectedScale = [Double](repeating: 1, count: channels)
    var expectedShift = expectedScale
    for index in maps.indices {
      let (plainScale, plainShift) = (scale.map(Double.init), shift.map(Double.init))
      let expected = normalization.plainGradients(
        maps[index].plain, scale: plainScale, shift: plainShift, outputGradient: gradients[index].plain)
      compare(
        "output \(index)", outputs[index].array,
        normalization.plainForward(
          maps[index].plain, normalization.plainStatistics(maps[index].plain), scale: plainScale, shift: plainShift
        ).values)
      compare("input gradient \(index)", inputGradients[index].array, expected.input)
      for channel in 0..<channels {
        expectedScale[channel] += expected.scale[channel]
        expectedShift[channel] += expected.shift[channel]
      }
    }
    compare("scale gradient", scaleGradient.array, expectedScale)
    compare("shift gradient", shiftGradient.array, expectedShift)
    return complaints
  }

  @Test(
    "Batch normalization is the definition, for any number of channels", arguments: [1, 3, 16, 17, 36], [true, false])
  func batch(channels: Int, rectifies: Bool) {
    var generator = SeededGenerator(seed: UInt64(channels))
    for images in 1...3 {
      let map = FeatureMap(images: images, height: 3, width: 4, channels: channels, using: &generator)
      let complaints = complaints(
        Normalization(.batch, rectifies: rectifies), [map], tolerance: 5e-6, using: &generator)
      #expect(complaints.isEmpty, "\(images) images: \(complaints)")
    }
  }

  @Test(
    "Group normalization is the definition, also with one group and with a group for each channel",
    arguments: [(channels: 64, groups: 8), (24, 8), (6, 1), (5, 5), (36, 3)], [true, false])
  func group(shape: (channels: Int, groups: Int), rectifies: Bool) {
    var generator = SeededGenerator(seed: UInt64(shape.channels))
    for images in 1...3 {
      let map = FeatureMap(images: images, height: 2, width: 5, channels: shape.channels, using: &generator)
      let complaints = complaints(
        Normalization(.group(count: shape.groups), rectifies: rectifies), [map], tolerance: 5e-6, using: &generator)
      #expect(complaints.isEmpty, "\(images) images: \(complaints)")
    }
  }

  @Test("Maps of one call share scale and shift, never statistics")
  func severalMaps() {
    var generator = SeededGenerator(seed: 1)
    for sharing in [Normalization.Sharing.batch, .group(count: 4)] {
      let maps = [(height: 5, width: 4, middle: 0.0), (3, 2, 10), (1, 2, -3)].map {
        FeatureMap(
          images: 2, height: $0.height, width: $0.width, channels: 20, in: $0.middle - 1...$0.middle + 1,
          using: &generator)
      }
      let complaints = complaints(Normalization(sharing, rectifies: true), maps, tolerance: 2e-5, using: &generator)
      #expect(complaints.isEmpty, "\(sharing): \(complaints)")
    }
  }

  @Test("On maps of many pieces the variance is right to 10⁻⁶, and to 10⁻⁴ where the mean is 1 000 times the deviation")
  func statistics() {
    var generator = SeededGenerator(seed: 2)
    for middle in [0.0, 1_000] {
      // 2 · 40 · 30 = 2 400 pixels are five pieces of up to 512, and three for each image.
      let map = FeatureMap(
        images: 2, height: 40, width: 30, channels: 18, in: middle - 1.7...middle + 1.7, using: &generator)
      for (sharing, groups) in [(Normalization.Sharing.batch, 18), (.group(count: 6), 12)] {
        let statistics = Normalization(sharing, rectifies: false).statistics([map])[0]
        #expect(statistics.count == map.buffer.count / groups)
        let plain = Normalization(sharing, rectifies: false).plainStatistics(map.plain)
        #expect(plain.count == statistics.count && plain.mean.count == groups)
        for (group, (mean, variance)) in zip(plain.mean, plain.variance).enumerated() {
          #expect(abs(statistics.mean[group] - mean) < 1e-6 * max(1, middle), "mean \(group) around \(middle)")
          #expect(
            isClose(statistics.variance[group], variance, relative: middle == 0 ? 1e-6 : 1e-4),
            "variance \(group) around \(middle)")
        }
      }
    }
  }

  @Test("Two numbers, worked: mean (1 + 5) / 2 = 3, variance (2² + 2²) / 2 = 4, so 1 becomes -1 and 5 becomes 1")
  func worked() {
    let map = FeatureMap(images: 1, height: 1, width: 2, channels: 1, [1, 5])
    let (scale, shift) = (FloatBuffer([10]), FloatBuffer([2]))
    for sharing in [Normalization.Sharing.batch, .group(count: 1)] {
      let plain = Normalization(sharing, epsilon: 0, rectifies: false)
      let statistics = plain.statistics([map])
      #expect(statistics[0].mean == [3] && statistics[0].variance == [4] && statistics[0].count == 2)
      #expect(plain.apply([map], statistics, scale: scale, shift: shift)[0].array == [2 - 10, 2 + 10])
      #expect(plain.plainStatistics(map.plain).variance == [4])
      #expect(plain.plainForward(map.plain, statistics[0], scale: [10], shift: [2]).values == [2 - 10, 2 + 10])
      let cut = Normalization(sharing, epsilon: 0, rectifies: true)
      #expect(cut.apply([map], statistics, scale: scale, shift: shift)[0].array == [0, 12])
    }
  }

  @Test("By running statistics, as in inference: the definition with those, and a frozen factor and offset, too")
  func running() {
    var generator = SeededGenerator(seed: 8)
    let map = FeatureMap(images: 2, height: 3, width: 4, channels: 19, using: &generator)
    let (scale, shift, mean) = (generator.floats(19), generator.floats(19), generator.floats(19))
    let variance = generator.floats(19, in: 0.5...2)
    let normalization = Normalization(.batch, rectifies: true)
    let statistics = Normalization.Statistics(
      mean: mean.map(Double.init), variance: variance.map(Double.init), count: 0)
    let expected = normalization.plainForward(
      map.plain, statistics, scale: scale.map(Double.init), shift: shift.map(Double.init)
    ).values
    let received = normalization.apply([map], [statistics], scale: FloatBuffer(scale), shift: FloatBuffer(shift))
    #expect(disagreement(received[0].array, expected) < 1e-6)
    // factor = scale / √(variance + ε), offset = shift - mean · factor, as a convolution takes them over.
    let identity = Convolution(kernel: 1, inputChannels: 19, outputChannels: 19)
    let factors = zip(scale, variance).map { Double($0) / (Double($1) + Double(Float(1e-5))).squareRoot() }
    let offsets = zip(shift, zip(mean, factors)).map { Double($0) - Double($1.0) * $1.1 }
    let finished = identity.plainFinish(map.plain, factors: factors, bias: offsets, rectifies: true).values
    #expect(zip(finished, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("A map of one constant becomes the shift, and sends a gradient of 0 back through the mean")
  func constant() {
    let map = FeatureMap(images: 2, height: 2, width: 2, channels: 4, [Float](repeating: 7, count: 32))
    let normalization = Normalization(.group(count: 2), rectifies: false)
    let (scale, shift) = (FloatBuffer([1, 2, 3, 4]), FloatBuffer([5, 6, 7, 8]))
    let statistics = normalization.statistics([map])
    #expect(statistics[0].variance == [0, 0, 0, 0])
    let outputs = normalization.apply([map], statistics, scale: scale, shift: shift)
    for (index, value) in outputs[0].array.enumerated() { #expect(abs(value - [5, 6, 7, 8][index % 4]) < 1e-3) }
    let ones = FeatureMap(images: 2, height: 2, width: 2, channels: 4, [Float](repeating: 1, count: 32))
    let gradient = normalization.gradient(
      inputs: [map], outputGradients: [ones], statistics, scale: FloatBuffer([1, 1, 1, 1]), shift: shift,
      addScaleTo: FloatBuffer(count: 4, zeroed: true), addShiftTo: FloatBuffer(count: 4, zeroed: true))
    #expect(gradient[0].array.allSatisfy { $0 == 0 })
  }

  @Test("NaN in the input reaches every output of its group, and no other group")
  func notANumber() {
    var values = [Float](repeating: 1, count: 2 * 4 * 6)
    values[0] = .nan
    let map = FeatureMap(images: 2, height: 2, width: 2, channels: 6, values)
    let normalization = Normalization(.group(count: 3), rectifies: true)
    let ones = FloatBuffer([Float](repeating: 1, count: 6))
    let output = normalization.apply([map], normalization.statistics([map]), scale: ones, shift: ones)[0].array
    #expect(output.indices.filter { output[$0].isNaN } == [0, 1, 6, 7, 12, 13, 18, 19])
  }
}
