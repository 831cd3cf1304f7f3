// Max pooling: the largest number of each window, forward and backward, and its definition in Double.

/// A max pooling with a square window: the largest number of each channel in every window.
///
/// ```
/// out[n, y, x, c] = max over i, j of in[n, y·stride + i - padding, x·stride + j - padding, c]
/// ```
/// Outside the map there is nothing (not zero): a window at the border takes the largest of what it covers.
///
/// Properties:
/// - A constant map stays constant, a negative one too.
/// - The gradient goes to the first largest number of each window, in reading order, and to it alone.
/// - NaN in a window makes its result NaN.
public struct MaxPool: Hashable, Sendable {
  /// Height and width of the window.
  public let kernel: Int
  /// Distance between neighboring windows, in input pixels.
  public let stride: Int
  /// How far the first window reaches beyond the border.
  public let padding: Int

  /// A max pooling; by default ResNet's, 3 × 3 with stride 2.
  public init(kernel: Int = 3, stride: Int = 2, padding: Int = 1) {
    require(kernel >= 1 && stride >= 1, "kernel and stride must be at least 1, found \(kernel) and \(stride)")
    // With more padding a window could lie wholly outside.
    require(
      padding >= 0 && 2 * padding <= kernel,
      "padding must be at least 0 and at most half the kernel of \(kernel), found \(padding)")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Rows or columns of the output, for rows or columns of the input: 0 for none, and where no window fits.
  public func outputSize(_ size: Int) -> Int {
    size < 1 || size + 2 * padding < kernel ? 0 : (size + 2 * padding - kernel) / stride + 1
  }

  /// The rows (or columns) of the input that a window covers.
  private func window(_ position: Int, _ size: Int) -> Range<Int> {
    let start = position * stride - padding
    return max(0, start)..<max(0, min(size, start + kernel))
  }

  /// The largest numbers.
  package func forward(_ input: FeatureMap) -> FeatureMap {
    let output = FeatureMap(
      images: input.images, height: outputSize(input.height), width: outputSize(input.width), channels: input.channels)
    let channels = input.channels
    parallel(output.images * output.height) { row in
      let (image, y) = (row / output.height, row % output.height)
      let rows = window(y, input.height)
      for x in 0..<output.width {
        let columns = window(x, input.width)
        let target = output.view + (row * output.width + x) * channels
        for inputY in rows {
          let source = input.view + ((image * input.height + inputY) * input.width + columns.lowerBound) * channels
          for index in 0..<columns.count {
            if inputY == rows.lowerBound && index == 0 {
              target.copy(source, count: channels)
            } else {
              Self.take(source + index * channels, target, channels)
            }
          }
        }
      }
    }
    return output
  }

  /// target = the larger of both; NaN if one is.
  @inline(__always)
  private static func take(_ source: Floats, _ target: Floats, _ channels: Int) {
    forEachChannel(
      channels,
      vector: {
        let (value, best) = (source.vector($0), target.vector($0))
        // `!(value <= best)` holds for a NaN too; a NaN that stands there already is not replaced by a number.
        target.store(best.replacing(with: value, where: .!(value .<= best) .& (best .== best)), $0)
      },
      scalar: {
        if !(source[$0] <= target[$0]) && target[$0] == target[$0] { target[$0] = source[$0] }
      })
  }

  /// ∂loss/∂input from ∂loss/∂output.
  package func gradient(input: FeatureMap, output: FeatureMap, outputGradient: FeatureMap) -> FeatureMap {
    require(
      output.hasShape(of: outputGradient) && output.images == input.images && output.channels == input.channels
        && output.height == outputSize(input.height) && output.width == outputSize(input.width),
      "output and gradient must be of the output's shape, found \(output.shapeText) and \(outputGradient.shapeText)")
    let result = input.similar(zeroed: true)
    let channels = input.channels
    // Windows overlap, so an image's windows are visited by one thread, in one order.
    parallel(input.images) { image in
      for y in 0..<output.height {
        let rows = window(y, input.height)
        for x in 0..<output.width {
          let columns = window(x, input.width)
          let offset = ((image * output.height + y) * output.width + x) * channels
          for channel in 0..<channels {
            let best = output.view[offset &+ channel]
            let index = Self.first(rows, columns) { inputY, inputX in
              let index = ((image &* input.height &+ inputY) &* input.width &+ inputX) &* channels &+ channel
              let value = input.view[index]
              return value == best || value != value ? index : nil
            }
            if let index { result.view[index] += outputGradient.view[offset &+ channel] }
          }
        }
      }
    }
    return result
  }

  /// The first place of a window, in reading order, for which a closure has something to say.
  @inline(__always)
  private static func first(_ rows: Range<Int>, _ columns: Range<Int>, _ body: (Int, Int) -> Int?) -> Int? {
    for y in rows {
      for x in columns {
        if let index = body(y, x) { return index }
      }
    }
    return nil
  }
}

extension MaxPool {
  /// The definition: each window's largest number.
  public func plainForward(_ input: Convolution.Values) -> Convolution.Values {
    let shape = input.shape
    var values: [Double] = []
    for image in 0..<shape.images {
      for y in 0..<outputSize(shape.height) {
        for x in 0..<outputSize(shape.width) {
          for channel in 0..<shape.channels {
            values.append(
              window(y, shape.height).flatMap { inputY in
                window(x, shape.width).map { input.values[input.index(image, inputY, $0, channel)] }
              }.reduce(-.infinity, max))
          }
        }
      }
    }
    return Convolution.Values(
      images: shape.images, height: outputSize(shape.height), width: outputSize(shape.width), channels: shape.channels,
      values: values)
  }
}
