// ∂loss/∂weights and ∂loss/∂bias of a convolution: which way the weights' is computed, and the sum that the bias' is.

extension Convolution {
  /// Adds ∂loss/∂weights, summed over all maps, to a buffer of the weights' shape.
  package func addWeightGradient(_ inputs: [FeatureMap], outputGradients: [FeatureMap], to result: FloatBuffer) {
    check(inputs, channels: inputChannels, weights: result)
    check(outputGradients, channels: outputChannels, weights: result)
    require(
      inputs.count == outputGradients.count
        && zip(inputs, outputGradients).allSatisfy {
          $0.images == $1.images && hasSize($1, for: ($0.height, $0.width))
        }, "output gradients must be one for each input, of its output's shape, found others")
    if groups > 1 {
      addGroupedWeightGradient(inputs, outputGradients, to: result)
      return
    }
    if isWinograd {
      Self.addWinogradWeightGradient(
        inputs, outputGradients.map { $0.paddedToVector() }, outputs: outputChannels, to: result)
      return
    }
    addPatchWeightGradient(inputs, outputGradients, to: result)
  }

  /// Adds ∂loss/∂bias, the sum over all pixels of all maps, to a buffer of one number for each output channel.
  package func addBiasGradient(_ outputGradients: [FeatureMap], to result: FloatBuffer) {
    require(result.count == outputChannels, "biases must be \(outputChannels), found \(result.count)")
    require(
      outputGradients.allSatisfy { $0.channels == outputChannels },
      "gradients must be of \(outputChannels) channels, found \(outputGradients.map { $0.channels })")
    result.changed()
    for gradient in outputGradients {
      let sums = gradient.channelSums()
      for channel in 0..<outputChannels { result.view[channel] += Float(sums[channel]) }
    }
  }
}
