// Convolution written down as its definition, in Double: what the kernels must agree with.

extension Convolution {
  /// The definition's view of one image batch: NHWC values in Double.
  public struct Values: Sendable, Equatable {
    /// Images, height, width and channels.
    public var shape: (images: Int, height: Int, width: Int, channels: Int)
    /// The values, NHWC.
    public var values: [Double]

    /// Values of a shape.
    public init(images: Int, height: Int, width: Int, channels: Int, values: [Double]) {
      require(
        values.count == images * height * width * channels,
        "values must be \(images) × \(height) × \(width) × \(channels), found \(values.count)")
      shape = (images, height, width, channels)
      self.values = values
    }

    func index(_ image: Int, _ y: Int, _ x: Int, _ channel: Int) -> Int {
      ((image * shape.height + y) * shape.width + x) * shape.channels + channel
    }

    /// True if shape and values are equal.
    public static func == (left: Self, right: Self) -> Bool { left.shape == right.shape && left.values == right.values }
  }

  /// The definition: a sum over taps and channels for every output.
  public func plainForward(_ input: Values, weights: [Double], bias: [Double]? = nil) -> Values {
    var output = Values(
      images: input.shape.images, height: outputSize(input.shape.height), width: outputSize(input.shape.width),
      channels: outputChannels,
      values: Array(
        repeating: 0,
        count: input.shape.images * outputSize(input.shape.height) * outputSize(input.shape.width) * outputChannels))
    visitTaps(input: input, output: output) { inputIndex, weight, outputIndex in
      output.values[outputIndex] += input.values[inputIndex] * weights[weight]
    }
    for index in output.values.indices { output.values[index] += bias?[index % outputChannels] ?? 0 }
    return output
  }

  /// The definition of both gradients: each product of the forward sum, differentiated.
  public func plainGradients(
    _ input: Values, weights: [Double], outputGradient: Values
  ) -> (input: [Double], weights: [Double]) {
    var inputGradient = [Double](repeating: 0, count: input.values.count)
    var weightGradient = [Double](repeating: 0, count: weightCount)
    visitTaps(input: input, output: outputGradient) { inputIndex, weight, outputIndex in
      inputGradient[inputIndex] += outputGradient.values[outputIndex] * weights[weight]
      weightGradient[weight] += outputGradient.values[outputIndex] * input.values[inputIndex]
    }
    return (inputGradient, weightGradient)
  }

  /// Calls `visit` for every product in the definition's sum.
  private func visitTaps(input: Values, output: Values, _ visit: (Int, Int, Int) -> Void) {
    for image in 0..<output.shape.images {
      for y in 0..<output.shape.height {
        for x in 0..<output.shape.width {
          for i in 0..<kernel {
            for j in 0..<kernel {
              let (inputY, inputX) = (y * stride + i - padding, x * stride + j - padding)
              guard inputY >= 0, inputY < input.shape.height, inputX >= 0, inputX < input.shape.width else { continue }
              for c in 0..<groupInputs {
                for o in 0..<outputChannels {
                  let group = o / (outputChannels / groups)
                  visit(
                    input.index(image, inputY, inputX, group * groupInputs + c),
                    ((i * kernel + j) * groupInputs + c) * outputChannels + o, output.index(image, y, x, o))
                }
              }
            }
          }
        }
      }
    }
  }
}
