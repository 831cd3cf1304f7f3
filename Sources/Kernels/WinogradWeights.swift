// The weights of Winograd's algorithm: transformed, and in the order in which tiles read them.

/// Transformed weights, in panels as tiles read them: [36][panel][input channel][up to four vectors], and a little more
/// than that from one of the 36 to the next, so that what is written together does not fall into one set of the cache.
struct WinogradWeights {
  let inputs: Int
  let outputs: Int
  let buffer: FloatBuffer

  /// From one of the 36 matrices to the next.
  var step: Int { inputs * paddedOutputs + 16 }

  /// Output channels, padded to whole vectors.
  var paddedOutputs: Int { Vector.wholeVectors(outputs) }

  /// Transforms [3, 3, inputs, outputs], each output's weights times its factor if there are factors.
  init(_ weights: FloatBuffer, inputs: Int, outputs: Int, factors: FloatBuffer? = nil) {
    self.inputs = inputs
    self.outputs = outputs
    let padded = Vector.wholeVectors(outputs)
    // Rows of padded channels, so that whole vectors can be read.
    let isCopied = padded != outputs || factors != nil
    let source = isCopied ? FloatBuffer(count: 9 * inputs * padded, zeroed: padded != outputs) : weights
    parallel(isCopied ? 9 : 0) { tap in
      for row in tap * inputs..<(tap + 1) * inputs {
        let target = source.view + row * padded
        target.copy(weights.view + row * outputs, count: outputs)
        if let factors { for output in 0..<outputs { target[output] *= factors.view[output] } }
      }
    }
    let step = inputs * padded + 16
    let buffer = FloatBuffer(count: Winograd.products * step)
    self.buffer = buffer
    let tap = inputs * padded
    parallel((inputs + 15) / 16) { piece in
      let spare = FloatBuffer(count: 18 * Vector.scalarCount)
      let rows = spare.view
      for input in piece * 16..<min(inputs, piece * 16 + 16) {
        for output in stride(from: 0, to: padded, by: Vector.scalarCount) {
          let start = source.view + (input * padded + output)
          for j in 0..<3 {
            let taps = start + j * tap
            let column = Winograd.weightTransform(
              (taps.vector(0), taps.vector(3 * tap), taps.vector(6 * tap)))
            rows.store(column, j * Vector.scalarCount, step: 3 * Vector.scalarCount)
          }
          let panel = output / PackedMatrix.panel * PackedMatrix.panel
          let width = min(PackedMatrix.panel, padded - panel)
          let offset: Int = panel * inputs + input * width + output - panel
          let target = buffer.view + offset
          for i in 0..<6 {
            let row = rows + 3 * i * Vector.scalarCount
            let values = Winograd.weightTransform(
              (row.vector(0), row.vector(Vector.scalarCount), row.vector(2 * Vector.scalarCount)))
            target.store(values, 6 * i * step, step: step)
          }
        }
      }
    }
  }

  /// A bias, or zeros, for all padded outputs.
  func padded(_ bias: FloatBuffer?) -> FloatBuffer {
    let result = FloatBuffer(count: paddedOutputs, zeroed: true)
    if let bias { result.view.copy(bias.view, count: outputs) }
    return result
  }
}
