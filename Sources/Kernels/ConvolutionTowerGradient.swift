// A head's tower, backward; forward, and why it is fast, in ConvolutionTower.swift.

extension ConvolutionTower {
  /// Adds the gradients of all weights to buffers of their shapes; returns the inputs' gradients if they are asked for,
  /// added to `sums` where these are given.
  ///
  /// - Parameter outputGradient: ∂loss/∂predictions, [images, Σ height · width, outputs].
  package func backward(
    _ record: Record, outputGradient: FloatBuffer, _ stages: [Stage], predictorWeights: FloatBuffer,
    addTo stageGradients: [Stage], predictorWeightGradient: FloatBuffer, predictorBiasGradient: FloatBuffer,
    needsInputs: Bool, addingTo sums: [FeatureMap] = []
  ) -> [FeatureMap]? {
    let (channels, outputs) = (convolution.inputChannels, predictor.outputChannels)
    let pixels = record.inputs.reduce(0) { $0 + $1.pixels }
    require(
      outputGradient.count == pixels * outputs && stageGradients.count == record.stages.count
        && stages.count == record.stages.count,
      "the gradient and the stages must be as many as the predictions and the stages before, found others")
    require(
      sums.isEmpty || sums.count == record.inputs.count && zip(sums, record.inputs).allSatisfy { $0.hasShape(of: $1) },
      "sums must be one for each input, of its shape, found \(sums.map { $0.shapeText })")
    predictor.addBiasGradient(
      [FeatureMap(images: 1, height: 1, width: pixels, channels: outputs, buffer: outputGradient)],
      to: predictorBiasGradient)
    var gradient = PlainReader(maps: TileMaps(levelsOf: outputGradient, like: record.inputs, channels: outputs))
    addWeightGradient(record, stage: stages.count, gradient, outputs: outputs, to: predictorWeightGradient)
    var turned = WinogradWeights(predictor.turned(predictorWeights), inputs: outputs, outputs: channels)
    let instances = instances(record.inputs)
    for (index, stage) in record.stages.enumerated().reversed() {
      let results = record.inputs.map { $0.similar() }
      let tileSums = FloatBuffer(count: record.tiles.count * 2 * channels)
      Winograd.convolve(
        record.tiles, gradient, turned,
        RectifiedGradientWriter(
          maps: TileMaps(results), inputs: TileMaps(stage.maps), moments: stage.moments,
          isPerImage: normalization.isPerImage, result: tileSums))
      let coefficients = normalization.gradientCoefficients(
        stage, instances, tileSums, scale: stages[index].scale, addScaleTo: stageGradients[index].scale,
        addShiftTo: stageGradients[index].shift)
      // Reading the gradient of the normalized map for the weights turns it, in place, into that of the convolution.
      addWeightGradient(
        record, stage: index,
        NormalizingReader(
          maps: TileMaps(results), inputs: TileMaps(stage.maps), coefficients: coefficients, target: TileMaps(results),
          isPerImage: normalization.isPerImage), outputs: channels, to: stageGradients[index].weights)
      gradient = PlainReader(maps: TileMaps(results))
      guard index > 0 || needsInputs else { return nil }
      turned = WinogradWeights(convolution.turned(stages[index].weights), inputs: channels, outputs: channels)
    }
    guard needsInputs else { return nil }
    let results = record.inputs.map { $0.similar() }
    Winograd.convolve(
      record.tiles, gradient, turned,
      PlainWriter(
        maps: TileMaps(results), bias: turned.padded(nil), addends: sums.isEmpty ? nil : TileMaps(sums)))
    return results
  }

  /// Adds the weight gradient of the convolution that follows a number of stages.
  private func addWeightGradient<Gradient: TileReader>(
    _ record: Record, stage: Int, _ gradient: Gradient, outputs: Int, to result: FloatBuffer
  ) {
    if stage > 0 {
      Winograd.addWeightGradient(
        record.tiles, reader(record.stages[stage - 1]), gradient, outputs: outputs, to: result)
    } else {
      Winograd.addWeightGradient(
        record.tiles, PlainReader(maps: TileMaps(record.inputs)), gradient, outputs: outputs, to: result)
    }
  }
}
