// Buffers and the pool that recycles their memory.

import Kernels
import Randomness
import Testing
import _TestSupport

@Suite("Float buffers")
struct FloatBufferTests {
  @Test("A buffer holds a copy of its values; none is possible, too")
  func values() {
    #expect(FloatBuffer([1, 2, 3]).array == [1, 2, 3])
    #expect(FloatBuffer([]).array.isEmpty && FloatBuffer(count: 0).count == 0)
    let buffer = FloatBuffer(count: 4, zeroed: true)
    #expect(buffer.array == [0, 0, 0, 0])
    buffer[1] = 5
    buffer.write([7, 8], at: 2)
    #expect(buffer.array == [0, 5, 7, 8] && buffer[3] == 8)
    buffer.fill(-1)
    #expect(buffer.array == [-1, -1, -1, -1])
  }

  @Test("A zeroed buffer is zero even where its memory has been used before")
  func zeroed() {
    poison([1_003])
    #expect(FloatBuffer(count: 1_003, zeroed: true).array.allSatisfy { $0 == 0 })
  }

  @Test("A span to read has the same numbers, and reading is no change")
  func reading() {
    let buffer = FloatBuffer([1, 2, 3])
    let version = buffer.version
    #expect(buffer.withSpan { $0[0] + $0[1] + $0[2] } == 6 && buffer.version == version)
  }

  @Test("The span reads and writes the same numbers")
  func span() {
    let buffer = FloatBuffer([1, 2, 3])
    let sum = buffer.withMutableSpan { span in
      span[0] = 10
      return span[0] + span[1] + span[2]
    }
    #expect(sum == 15 && buffer.array == [10, 2, 3])
  }

  /// Whether a repeated call takes all its memory from the pool.
  ///
  /// Tests of other suites allocate, too, while this one runs: a call counts if at some attempt nothing at all was
  /// allocated. A call that allocates always does, so no attempt would.
  private func allocatesNothingAgain(attempts: Int = 2_000, _ call: () -> Void) -> Bool {
    call()
    return (0..<attempts).contains { _ in
      let before = BufferPool.shared.allocations
      call()
      return BufferPool.shared.allocations == before
    }
  }

  @Test("A second identical convolution, forward and backward, allocates nothing")
  func convolutionAgain() {
    var generator = SeededGenerator(seed: 1)
    // Sizes that no other test uses, so that its buffers cannot be served from another test's memory.
    let convolution = Convolution(kernel: 3, inputChannels: 11, outputChannels: 23)
    let map = FeatureMap(images: 1, height: 53, width: 3, channels: 11, using: &generator)
    let weights = FloatBuffer(generator.floats(convolution.weightCount))
    let result = FloatBuffer(count: convolution.weightCount, zeroed: true)
    #expect(
      allocatesNothingAgain {
        let output = convolution.forward([map], weights: weights)
        _ = convolution.inputGradient(output, weights: weights, sizes: [(53, 3)])
        convolution.addWeightGradient([map], outputGradients: output, to: result)
      })
  }

  @Test("A buffer that is kept is not handed out again: keeping every one needs new memory every time")
  func kept() {
    var buffers: [FloatBuffer] = []
    // A size that no other test uses.
    #expect(!allocatesNothingAgain(attempts: 10) { buffers.append(FloatBuffer(count: 33_000_011)) })
    for (index, buffer) in buffers.enumerated() { buffer[0] = Float(index) }
    #expect(buffers.enumerated().allSatisfy { $0.element[0] == Float($0.offset) })
  }
}
