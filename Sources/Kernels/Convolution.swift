// Convolution of feature maps: forward and input gradient, both as window products. The plain definition is in
// ConvolutionDefinition.swift, the weight gradient in ConvolutionWeightGradient.swift, groups in
// GroupedConvolution.swift.

/// A convolution with a square kernel, as networks mean it (cross-correlation).
///
/// ```
/// out[n, y, x, o] = bias[o] + Σ in[n, y·stride + i - padding, x·stride + j - padding, c] · weights[i, j, c, o]
/// ```
/// Weights are `[kernel, kernel, inputChannels, outputChannels]`; outside the map the input is zero. One call takes any
/// number of maps of different sizes: all levels of a pyramid that share their weights.
///
/// In G groups (Krizhevsky et al., 2012; ResNeXt has 32) each output sees only the inputs of its group, so that there
/// is a G-th of the weights, `[kernel, kernel, inputChannels / G, outputChannels]`:
///
/// ```
/// c in o / (outputChannels / G) · (inputChannels / G) + (0 ..< inputChannels / G)
/// ```
public struct Convolution: Hashable, Sendable {
  /// Kernel height and width.
  public let kernel: Int
  /// Distance between the centers of neighboring windows, in input pixels.
  public let stride: Int
  /// Zeros beyond each border.
  public let padding: Int
  /// Channels of the input.
  public let inputChannels: Int
  /// Channels of the output.
  public let outputChannels: Int
  /// Into how many groups the channels are divided; 1: every output sees every input.
  public let groups: Int

  /// A convolution; `padding` defaults to half the kernel, so that stride 1 keeps the size.
  ///
  /// - Precondition: inputs and outputs can both be divided into `groups`.
  public init(
    kernel: Int, stride: Int = 1, padding: Int? = nil, inputChannels: Int, outputChannels: Int, groups: Int = 1
  ) {
    require(kernel >= 1 && stride >= 1, "kernel and stride must be at least 1, found \(kernel) and \(stride)")
    require(
      inputChannels >= 1 && outputChannels >= 1,
      "channels must be at least 1, found \(inputChannels) and \(outputChannels)")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding ?? kernel / 2
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
    require(
      groups >= 1 && inputChannels % groups == 0 && outputChannels % groups == 0,
      "groups must be at least 1 and divide \(inputChannels) and \(outputChannels) channels, found \(groups)")
    require(self.padding >= 0 && self.padding < kernel, "padding must be in 0 ..< \(kernel), found \(self.padding)")
  }

  /// How many weights there are.
  public var weightCount: Int { kernel * kernel * groupInputs * outputChannels }

  /// How many input channels an output sees: those of its group.
  public var groupInputs: Int { inputChannels / groups }

  /// Rows or columns of the output, for rows or columns of the input: 0 for none, and where no window fits.
  public func outputSize(_ size: Int) -> Int {
    // Division rounds towards zero: -1 / 2 would make room for a window that is not there.
    size < 1 || size + 2 * padding < kernel ? 0 : (size + 2 * padding - kernel) / stride + 1
  }

  /// A map for the output of one input map.
  func output(for map: FeatureMap) -> FeatureMap {
    FeatureMap(
      images: map.images, height: outputSize(map.height), width: outputSize(map.width), channels: outputChannels)
  }

  /// The output maps, one for each input map.
  ///
  /// - Parameter finish: what else is done in the same pass, before a sum is written.
  package func forward(
    _ inputs: [FeatureMap], weights: FloatBuffer, bias: FloatBuffer? = nil, finish: Finish = Finish()
  ) -> [FeatureMap] {
    forward(
      inputs, packed: PackedConvolution(self, weights: weights, bias: bias, factors: finish.factors),
      addends: finish.addends, rectifies: finish.rectifies)
  }

  /// ∂loss/∂input from ∂loss/∂output, for inputs of the given heights and widths.
  ///
  /// An input pixel is seen by the windows whose distance to it is a multiple of the stride. So the pixels fall into
  /// stride × stride phases, and the gradient of each phase is a window product of the output's gradient with the taps
  /// that meet it, in reverse order and with input and output channels exchanged.
  ///
  /// - Parameter sums: one map for each input, of its shape, to which the gradient is added, or none. Whether the
  ///   result is in the same memory depends on the kernel.
  package func inputGradient(
    _ outputGradients: [FeatureMap], weights: FloatBuffer, sizes: [(height: Int, width: Int)],
    addingTo sums: [FeatureMap] = []
  ) -> [FeatureMap] {
    check(outputGradients, channels: outputChannels, weights: weights)
    require(
      sums.isEmpty
        || sums.count == sizes.count
          && zip(sums, zip(sizes, outputGradients)).allSatisfy {
            $0.height == $1.0.height && $0.width == $1.0.width && $0.images == $1.1.images
              && $0.channels == inputChannels
          },
      "sums must be one for each input, of its shape, found \(sums.map(\.shapeText))")
    require(
      sizes.count == outputGradients.count && zip(sizes, outputGradients).allSatisfy { hasSize($1, for: $0) },
      "sizes must be one for each gradient, with an output of its size, found \(sizes)")
    if groups > 1 {
      return groupedInputGradient(outputGradients, weights: weights, sizes: sizes, addingTo: sums)
    }
    if isWinograd {
      let padded = outputGradients.map { $0.paddedToVector() }
      let turned = WinogradWeights(
        turned(weights), inputs: max(outputChannels, Vector.scalarCount), outputs: inputChannels)
      let results = outputGradients.map {
        FeatureMap(images: $0.images, height: $0.height, width: $0.width, channels: inputChannels)
      }
      Winograd.convolve(
        WinogradTile.tiles(padded), PlainReader(maps: TileMaps(padded)), turned,
        PlainWriter(
          maps: TileMaps(results), bias: turned.padded(nil), addends: sums.isEmpty ? nil : TileMaps(sums)))
      return results
    }
    let complete = (0..<stride).allSatisfy { !taps(phase: $0).isEmpty }
    let results =
      sums.isEmpty
      ? zip(outputGradients, sizes).map { gradient, size in
        FeatureMap(
          images: gradient.images, height: size.height, width: size.width, channels: inputChannels, zeroed: !complete)
      } : sums
    var products: [WindowProduct] = []
    for rowPhase in 0..<stride {
      for columnPhase in 0..<stride {
        let (rowTaps, columnTaps) = (taps(phase: rowPhase), taps(phase: columnPhase))
        guard let firstRowTap = rowTaps.first, let firstColumnTap = columnTaps.first else { continue }
        let matrix = transposed(weights, rowTaps: rowTaps, columnTaps: columnTaps)
        for (gradient, result) in zip(outputGradients, results) {
          let rows = (result.height - rowPhase + stride - 1) / stride
          let columns = (result.width - columnPhase + stride - 1) / stride
          guard rows > 0, columns > 0 else { continue }
          var grid = result.grid
          (grid.rows, grid.columns) = (rows, columns)
          grid.rowStride *= stride
          grid.pixelStride *= stride
          let offset = (rowPhase * result.width + columnPhase) * inputChannels
          products.append(
            WindowProduct(
              windows: Windows(map: gradient, rows: rowTaps.count, columns: columnTaps.count),
              // Both are whole: a phase's taps are those for which they are.
              top: (rowPhase + padding - firstRowTap) / stride,
              left: (columnPhase + padding - firstColumnTap) / stride, stride: 1,
              output: result.view + offset, outputGrid: grid, matrix: matrix,
              addend: sums.isEmpty ? nil : result.view + offset))
        }
      }
    }
    Self.compute(products)
    return results
  }

  /// The kernel rows (or columns) that meet the input rows of a phase, the last first.
  private func taps(phase: Int) -> [Int] {
    (0..<kernel).filter { (phase + padding - $0) % stride == 0 }.reversed()
  }

  private func transposed(_ weights: FloatBuffer, rowTaps: [Int], columnTaps: [Int]) -> PackedMatrix {
    let rowsOfTap = outputChannels
    return PackedMatrix(
      rows: rowTaps.count * columnTaps.count * outputChannels, columns: inputChannels, source: weights.view,
      columnStride: outputChannels
    ) { [kernel, inputChannels, outputChannels] row in
      let tap = row / rowsOfTap
      let position = rowTaps[tap / columnTaps.count] * kernel + columnTaps[tap % columnTaps.count]
      return position * inputChannels * outputChannels + row % rowsOfTap
    }
  }

  static func compute(_ products: [WindowProduct]) {
    var pieces: [(product: Int, piece: Int)] = []
    for (index, product) in products.enumerated() {
      for piece in 0..<product.pieces { pieces.append((index, piece)) }
    }
    parallel(pieces.count) { [pieces] index in
      products[pieces[index].product].compute(piece: pieces[index].piece)
    }
  }

  /// Whether a map has the height and width of the output for an input of the given ones.
  func hasSize(_ output: FeatureMap, for input: (height: Int, width: Int)) -> Bool {
    output.height == outputSize(input.height) && output.width == outputSize(input.width)
  }

  func check(_ maps: [FeatureMap], channels: Int, weights: FloatBuffer) {
    require(weights.count == weightCount, "weights must be \(weightCount), found \(weights.count)")
    for map in maps {
      require(map.channels == channels, "a map must be of \(channels) channels, found \(map.channels)")
    }
  }
}
