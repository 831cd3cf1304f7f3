// The engine of convolutions in groups: the channels of a few groups are taken out of the maps, go through the
// convolution that there is, and are put back. The definition is the one of all convolutions, in ConvolutionDefinition.
//
// Why groups go together: eight channels fill half of a vector, and Winograd's algorithm wants whole ones. So many
// groups as have sixteen channels are one convolution, with zeros where an output does not see an input.

/// A convolution in groups as a row of convolutions without.
struct GroupBundles {
  private static let fewestChannels = 16

  private let whole: Convolution
  /// Groups in each.
  private let together: Int
  /// How many there are.
  let count: Int
  /// The convolution of each.
  let dense: Convolution

  init(_ convolution: Convolution) {
    let groups = convolution.groups
    whole = convolution
    together =
      (1...groups).first { groups % $0 == 0 && $0 * convolution.groupInputs >= Self.fewestChannels } ?? groups
    count = groups / together
    dense = Convolution(
      kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding,
      inputChannels: convolution.inputChannels / count, outputChannels: convolution.outputChannels / count)
  }

  /// Calls `body` with the places of each run of weights in a bundle's dense weights and in the whole's, and its
  /// length.
  private func forEachRun(of bundle: Int, _ body: (_ dense: Int, _ whole: Int, _ count: Int) -> Void) {
    let (inputs, outputs) = (whole.groupInputs, whole.outputChannels / whole.groups)
    for tap in 0..<whole.kernel * whole.kernel {
      for member in 0..<together {
        for input in 0..<inputs {
          body(
            (tap * dense.inputChannels + member * inputs + input) * dense.outputChannels + member * outputs,
            (tap * inputs + input) * whole.outputChannels + (bundle * together + member) * outputs, outputs)
        }
      }
    }
  }

  /// The weights of a bundle: those of its groups, and zeros between them.
  func weights(_ bundle: Int, of weights: FloatBuffer) -> FloatBuffer {
    let result = FloatBuffer(count: dense.weightCount, zeroed: together > 1)
    forEachRun(of: bundle) { (result.view + $0).copy(weights.view + $1, count: $2) }
    return result
  }

  /// Adds what belongs to the groups of a bundle's weight gradient to the whole one.
  func add(_ gradient: FloatBuffer, of bundle: Int, to result: FloatBuffer) {
    result.changed()
    forEachRun(of: bundle) { dense, whole, count in
      for index in 0..<count { result.view[whole + index] += gradient.view[dense + index] }
    }
  }

  /// A bundle's numbers of one for each output channel.
  func outputs(_ bundle: Int, of numbers: FloatBuffer?) -> FloatBuffer? {
    numbers.map { numbers in
      let result = FloatBuffer(count: dense.outputChannels)
      result.view.copy(numbers.view + bundle * dense.outputChannels, count: dense.outputChannels)
      return result
    }
  }
}

extension FeatureMap {
  /// The channels in so many equal parts, each a map of its own.
  func split(into count: Int) -> [FeatureMap] {
    let parts = (0..<count).map { _ in
      FeatureMap(images: images, height: height, width: width, channels: channels / count)
    }
    forEachPixel { pixel in
      for (index, part) in parts.enumerated() {
        (part.view + pixel * part.channels).copy(
          view + pixel * channels + index * part.channels, count: part.channels)
      }
    }
    return parts
  }

  /// Takes over the numbers of a part of the channels.
  func put(_ part: FeatureMap, at index: Int) {
    forEachPixel { pixel in
      (view + pixel * channels + index * part.channels).copy(part.view + pixel * part.channels, count: part.channels)
    }
  }

  private func forEachPixel(_ body: (Int) -> Void) {
    let pieces = PixelPiece.pieces([self]) { _ in 1 }
    parallel(pieces.count) { index in
      for pixel in pieces[index].pixels { body(pixel) }
    }
  }
}

extension Convolution {
  /// `inputGradient` in groups; shapes were checked.
  func groupedInputGradient(
    _ outputGradients: [FeatureMap], weights: FloatBuffer, sizes: [(height: Int, width: Int)],
    addingTo sums: [FeatureMap]
  ) -> [FeatureMap] {
    let bundles = GroupBundles(self)
    let gradients = outputGradients.map { $0.split(into: bundles.count) }
    let added = sums.map { $0.split(into: bundles.count) }
    let results = zip(outputGradients, sizes).map {
      FeatureMap(images: $0.images, height: $1.height, width: $1.width, channels: inputChannels)
    }
    for bundle in 0..<bundles.count {
      let parts = bundles.dense.inputGradient(
        gradients.map { $0[bundle] }, weights: bundles.weights(bundle, of: weights), sizes: sizes,
        addingTo: added.map { $0[bundle] })
      for (result, part) in zip(results, parts) { result.put(part, at: bundle) }
    }
    return results
  }

  /// `addWeightGradient` in groups; shapes were checked.
  func addGroupedWeightGradient(_ inputs: [FeatureMap], _ outputGradients: [FeatureMap], to result: FloatBuffer) {
    let bundles = GroupBundles(self)
    let inputs = inputs.map { $0.split(into: bundles.count) }
    let gradients = outputGradients.map { $0.split(into: bundles.count) }
    for bundle in 0..<bundles.count {
      let part = FloatBuffer(count: bundles.dense.weightCount, zeroed: true)
      bundles.dense.addWeightGradient(
        inputs.map { $0[bundle] }, outputGradients: gradients.map { $0[bundle] }, to: part)
      bundles.add(part, of: bundle, to: result)
    }
  }
}
