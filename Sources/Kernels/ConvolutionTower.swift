// A head's tower, forward: convolution, normalization, ReLU, several times over, then a predictor, on all levels at
// once. Backward in ConvolutionTowerGradient.swift. The definition is the same operations one after another.
//
// Why it is fast: of each stage only the convolution's output is ever stored.
// - Its mean and variance are summed up while the transform of the outputs has them in registers (StatisticsWriter).
// - Normalization and ReLU are one multiply-add and one maximum in the next convolution's transform of its inputs
//   (RectifyingReader); the normalized map does not exist.
// - Going back, the ReLU's mask is computed again from the same multiply-add, the sums for the normalization's gradient
//   come out of the transform that makes the gradient (RectifiedGradientWriter), and the normalization's gradient is
//   taken while the weight gradient reads it (NormalizingReader).
// The predictor writes into one buffer of all levels, and its gradient is read from one.

/// `stages` × (3 × 3 convolution without bias, normalization, ReLU), then a 3 × 3 convolution with bias: what a
/// detector's head does on every level, as one operation.
///
/// Properties:
/// - The tower computes what its operations compute one after another, forward and backward.
package struct ConvolutionTower: Sendable {
  /// Every stage's convolution: stride 1, as many outputs as inputs.
  package let convolution: Convolution
  /// Every stage's normalization, with its ReLU.
  package let normalization: Normalization
  /// The last convolution.
  package let predictor: Convolution

  /// A tower, or nil if there is no fused form for these shapes: channels must fill whole vectors, and predictions one.
  package init?(convolution: Convolution, normalization: Normalization, predictor: Convolution) {
    guard convolution.isWinograd, predictor.isWinograd, normalization.rectifies,
      convolution.inputChannels == convolution.outputChannels,
      predictor.inputChannels == convolution.outputChannels, predictor.outputChannels >= Vector.scalarCount
    else { return nil }
    self.convolution = convolution
    self.normalization = normalization
    self.predictor = predictor
  }

  /// The weights of one stage, or their gradients: [3, 3, channels, channels], scale and shift [channels].
  package typealias Stage = Kernels.Stage<FloatBuffer>

  /// The weights as the kernel reads them, to be packed once and used many times; a copy, which changes do not reach.
  package struct Packed {
    let stages: [WinogradWeights]
    let predictor: WinogradWeights
  }

  /// Packs the weights of all stages and of the predictor.
  package func packed(_ stages: [Stage], predictorWeights: FloatBuffer) -> Packed {
    Packed(
      stages: stages.map(stageWeights),
      predictor: WinogradWeights(
        predictorWeights, inputs: convolution.outputChannels, outputs: predictor.outputChannels))
  }

  private func stageWeights(_ stage: Stage) -> WinogradWeights {
    WinogradWeights(stage.weights, inputs: convolution.inputChannels, outputs: convolution.outputChannels)
  }

  /// What going back needs.
  package struct Record {
    let inputs: [FeatureMap]
    var stages: [Unnormalized] = []
    let tiles: [WinogradTile]
  }

  /// A tower and the numbers that it computes with.
  package struct Call {
    let tower: ConvolutionTower
    let stages: [Stage]
    let predictorWeights: FloatBuffer
    let predictorBias: FloatBuffer
    let packed: Packed?

    /// A call; `packed` are the weights again, if somebody has packed them before.
    package init(
      _ tower: ConvolutionTower, _ stages: [Stage], predictorWeights: FloatBuffer, predictorBias: FloatBuffer,
      packed: Packed? = nil
    ) {
      (self.tower, self.stages, self.packed) = (tower, stages, packed)
      (self.predictorWeights, self.predictorBias) = (predictorWeights, predictorBias)
    }
  }

  /// The predictions of several towers on the same inputs.
  ///
  /// Few tiles do not make work for every thread: then the towers themselves are the pieces of work, and each core
  /// keeps the weights of its own.
  package static func forward(
    _ inputs: [FeatureMap], _ calls: [Call]
  ) -> [(predictions: FloatBuffer, record: Record)] {
    func forward(_ call: Call, isAlone: Bool) -> (predictions: FloatBuffer, record: Record) {
      call.tower.forward(
        inputs, call.stages, predictorWeights: call.predictorWeights, predictorBias: call.predictorBias,
        packed: call.packed, isAlone: isAlone)
    }
    guard calls.count > 1, inputs.reduce(0, { $0 + TileMap($1).tileCount }) <= Self.fewTiles else {
      return calls.map { forward($0, isAlone: false) }
    }
    let results = calls.map { _ in Result() }
    parallel(calls.count) { results[$0].value = forward(calls[$0], isAlone: true) }
    return results.compactMap { $0.value }
  }

  private static let fewTiles = 48

  /// A place for one tower's result.
  private final class Result {
    var value: (predictions: FloatBuffer, record: Record)?
  }

  /// The predictions of all levels, one level after another for each image, [images, Σ height · width, outputs].
  ///
  /// - Parameter isAlone: whether the caller is one of the threads that share work already.
  ///
  /// - Precondition: there is at least one level, and all have one number of images.
  package func forward(
    _ inputs: [FeatureMap], _ stages: [Stage], predictorWeights: FloatBuffer, predictorBias: FloatBuffer,
    packed: Packed? = nil, isAlone: Bool = false
  ) -> (predictions: FloatBuffer, record: Record) {
    let channels = convolution.inputChannels
    require(
      !inputs.isEmpty && inputs.allSatisfy { $0.images == inputs[0].images },
      "levels must be at least one, of one number of images, found \(inputs.map { $0.images })")
    for stage in stages {
      convolution.check(inputs, channels: channels, weights: stage.weights)
      normalization.check(stage.scale, stage.shift, channels)
    }
    predictor.check(inputs, channels: channels, weights: predictorWeights)
    require(
      predictorBias.count == predictor.outputChannels,
      "the predictor's biases must be \(predictor.outputChannels), found \(predictorBias.count)")
    var record = Record(inputs: inputs, tiles: WinogradTile.tiles(inputs))
    let instances = instances(inputs)
    for (index, stage) in stages.enumerated() {
      let maps = inputs.map { $0.similar() }
      let sums = FloatBuffer(count: record.tiles.count * 2 * channels)
      convolve(
        record, packed?.stages[index] ?? stageWeights(stage),
        StatisticsWriter(maps: TileMaps(maps), result: sums), isAlone: isAlone)
      record.stages.append(
        normalization.moments(
          of: maps, instances, sums, pixels: { [tiles = record.tiles] in tiles[$0].pixels(in: maps[tiles[$0].map]) },
          scale: stage.scale, shift: stage.shift
        ).unnormalized)
    }
    let outputs = predictor.outputChannels
    let predictions = FloatBuffer(count: inputs.reduce(0) { $0 + $1.pixels } * outputs)
    let weights = packed?.predictor ?? WinogradWeights(predictorWeights, inputs: channels, outputs: outputs)
    convolve(
      record, weights,
      PlainWriter(
        maps: TileMaps(levelsOf: predictions, like: inputs, channels: outputs), bias: weights.padded(predictorBias)),
      isAlone: isAlone)
    return (predictions, record)
  }

  /// Convolves the inputs, or the last stage so far.
  private func convolve<Writer: TileWriter>(
    _ record: Record, _ weights: WinogradWeights, _ writer: Writer, isAlone: Bool
  ) {
    if let last = record.stages.last {
      Winograd.convolve(record.tiles, reader(last), weights, writer, isAlone: isAlone)
    } else {
      Winograd.convolve(record.tiles, PlainReader(maps: TileMaps(record.inputs)), weights, writer, isAlone: isAlone)
    }
  }

  func reader(_ stage: Unnormalized) -> RectifyingReader {
    RectifyingReader(stage, isPerImage: normalization.isPerImage)
  }

  /// The tiles of every instance of every map, in order.
  func instances(_ maps: [FeatureMap]) -> [SummedInstance] {
    normalization.summedInstances(maps) { TileMap($0).tileCount }
  }
}

extension WinogradTile {
  /// How many of its 16 outputs lie inside the map.
  @inline(__always)
  func pixels(in map: FeatureMap) -> Float { Float(min(4, map.height &- y) &* min(4, map.width &- x)) }
}
