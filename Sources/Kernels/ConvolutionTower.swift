// A head's tower, forward: convolution, normalisation, ReLU, several times over, then a predictor, on all levels at once.
// Backward in ConvolutionTowerGradient.swift. The definition is the same operations one after another.
//
// Why it is fast: of each stage only the convolution's output is ever stored.
// - Its mean and variance are summed up while the transform of the outputs has them in registers (StatisticsWriter).
// - Normalisation and ReLU are one multiply-add and one maximum in the next convolution's transform of its inputs
//   (RectifyingReader); the normalised map does not exist.
// - Going back, the ReLU's mask is computed again from the same multiply-add, the sums for the normalisation's gradient
//   come out of the transform that makes the gradient (RectifiedGradientWriter), and the normalisation's gradient is
//   taken while the weight gradient reads it (NormalisingReader).
// A stage reads and writes its map twice forward and seven times backward; the plain operations do so 34 times.
// The predictor writes into one buffer of all levels, and its gradient is read from one.

/// `stages` × (3 × 3 convolution without bias, normalisation, ReLU), then a 3 × 3 convolution with bias: what a detector's
/// head does on every level, as one operation.
///
/// Properties:
/// - The tower computes what its operations compute one after another, forward and backward.
public struct ConvolutionTower: Sendable {
  /// Every stage's convolution: stride 1, as many outputs as inputs.
  public let convolution: Convolution
  /// Every stage's normalisation, with its ReLU.
  public let normalisation: Normalisation
  /// The last convolution.
  public let predictor: Convolution

  /// A tower, or nil if there is no fused form for these shapes: channels must fill whole vectors, and predictions one.
  public init?(convolution: Convolution, normalisation: Normalisation, predictor: Convolution) {
    guard convolution.isWinograd, predictor.isWinograd, normalisation.rectifies,
      convolution.inputChannels == convolution.outputChannels,
      predictor.inputChannels == convolution.outputChannels, predictor.outputChannels >= Vector.scalarCount
    else { return nil }
    self.convolution = convolution
    self.normalisation = normalisation
    self.predictor = predictor
  }

  /// The weights of one stage, or their gradients.
  public struct Stage: Sendable {
    /// [3, 3, channels, channels].
    public var weights: FloatBuffer
    /// [channels].
    public var scale: FloatBuffer, shift: FloatBuffer

    /// A stage from its parts.
    public init(weights: FloatBuffer, scale: FloatBuffer, shift: FloatBuffer) {
      (self.weights, self.scale, self.shift) = (weights, scale, shift)
    }
  }

  /// What going back needs.
  public struct Record: Sendable {
    let inputs: [FeatureMap]
    var stages: [StageRecord] = []
    let tiles: [WinogradTile]
  }

  /// A convolution's outputs and how they are to be normalised.
  struct StageRecord: Sendable {
    let maps: [FeatureMap]
    let statistics: [Normalisation.Statistics]
    /// [instances][factor, offset][channels] for each map.
    let coefficients: [FloatBuffer]
  }

  var isPerImage: Bool { normalisation.sharing != .batch }

  /// The predictions of all levels, one level after another for each image, [images, Σ height · width, outputs].
  ///
  /// - Precondition: there is at least one level, and all have one number of images.
  public func forward(
    _ inputs: [FeatureMap], _ stages: [Stage], predictorWeights: FloatBuffer, predictorBias: FloatBuffer
  ) -> (predictions: FloatBuffer, record: Record) {
    let channels = convolution.inputChannels
    precondition(
      !inputs.isEmpty && inputs.allSatisfy { $0.images == inputs[0].images },
      "ConvolutionTower: levels of one batch have the same images")
    for stage in stages {
      convolution.check(inputs, channels: channels, weights: stage.weights)
      normalisation.check(stage.scale, stage.shift, channels)
    }
    predictor.check(inputs, channels: channels, weights: predictorWeights)
    precondition(
      predictorBias.count == predictor.outputChannels, "ConvolutionTower: one bias for each of the predictor's outputs")
    var record = Record(inputs: inputs, tiles: WinogradTile.tiles(inputs))
    for stage in stages {
      let maps = inputs.map { $0.similar() }
      let partial = FloatBuffer(count: record.tiles.count * 2 * channels)
      convolve(
        record, WinogradWeights(stage.weights, inputs: channels, outputs: channels),
        StatisticsWriter(maps: TileMaps(maps), result: partial))
      let statistics = statistics(maps, record.tiles, partial)
      record.stages.append(
        StageRecord(
          maps: maps, statistics: statistics,
          coefficients: normalisation.coefficients(maps, statistics, scale: stage.scale, shift: stage.shift)))
    }
    let outputs = predictor.outputChannels
    let predictions = FloatBuffer(count: inputs.reduce(0) { $0 + $1.pixels } * outputs)
    let weights = WinogradWeights(predictorWeights, inputs: channels, outputs: outputs)
    convolve(
      record, weights,
      PlainWriter(
        maps: TileMaps(levelsOf: predictions, like: inputs, channels: outputs), bias: weights.padded(predictorBias)))
    return (predictions, record)
  }

  /// Convolves the inputs, or the last stage so far.
  private func convolve<Writer: TileWriter>(_ record: Record, _ weights: WinogradWeights, _ writer: Writer) {
    if let last = record.stages.last {
      Winograd.convolve(record.tiles, reader(last), weights, writer)
    } else {
      Winograd.convolve(record.tiles, PlainReader(maps: TileMaps(record.inputs)), weights, writer)
    }
  }

  func reader(_ stage: StageRecord) -> RectifyingReader {
    RectifyingReader(
      maps: TileMaps(stage.maps), coefficients: stage.coefficients, isPerImage: isPerImage)
  }

  /// The tiles of every instance of every map, in order.
  func instances(_ maps: [FeatureMap]) -> [(map: Int, instance: Int, tiles: Range<Int>)] {
    var first = 0
    return maps.enumerated().flatMap { index, map in
      let count = normalisation.instances(map)
      let tiles = TileMap(map).tileCount / max(1, count)
      return (0..<count).map { instance in
        defer { first += tiles }
        return (index, instance, first..<first + tiles)
      }
    }
  }

  /// Mean and variance of every group from those of every tile and channel: [tiles][mean, squares][channels].
  private func statistics(
    _ maps: [FeatureMap], _ tiles: [WinogradTile], _ partial: FloatBuffer
  ) -> [Normalisation.Statistics] {
    let channels = convolution.outputChannels
    let groups = normalisation.groups(channels)
    let groupSize = channels / groups
    let instances = instances(maps)
    let perChannel = FloatBuffer(count: instances.count * 2 * channels)
    parallel(instances.count) { index in
      let (map, _, range) = instances[index]
      let pixels = Float(maps[map].pixels / normalisation.instances(maps[map]))
      let result = perChannel.view + index * 2 * channels
      for channel in stride(from: 0, to: channels, by: Vector.scalarCount) {
        var mean = Vector.zero
        for tile in range {
          let share = tiles[tile].pixels(in: maps[map]) / pixels
          mean.addProduct(Vector(repeating: share), partial.view.vector(tile &* 2 &* channels &+ channel))
        }
        var squares = Vector.zero
        for tile in range {
          let sums = partial.view + (tile &* 2 &* channels &+ channel)
          let distance = sums.vector(0) - mean
          squares += sums.vector(channels)
          squares.addProduct(distance * tiles[tile].pixels(in: maps[map]), distance)
        }
        result.store(mean, channel)
        result.store(squares, channels &+ channel)
      }
    }
    var results = maps.map { map in
      let zeros = [Double](repeating: 0, count: normalisation.instances(map) * groups)
      return Normalisation.Statistics(
        mean: zeros, variance: zeros, count: map.pixels / max(1, normalisation.instances(map)) * groupSize)
    }
    for (index, (map, instance, _)) in instances.enumerated() {
      let sums = perChannel.view + index * 2 * channels
      let pixels = Double(results[map].count / groupSize)
      for group in 0..<groups {
        let members = group * groupSize..<(group + 1) * groupSize
        let mean = members.reduce(0.0) { $0 + Double(sums[$1]) } / Double(groupSize)
        var squares = 0.0
        for channel in members {
          let distance = Double(sums[channel]) - mean
          squares += Double(sums[channels + channel]) + pixels * distance * distance
        }
        results[map].mean[instance * groups + group] = mean
        results[map].variance[instance * groups + group] = squares / Double(results[map].count)
      }
    }
    return results
  }
}

extension WinogradTile {
  /// How many of its 16 outputs lie inside the map.
  @inline(__always)
  func pixels(in map: FeatureMap) -> Float { Float(min(4, map.height &- y) &* min(4, map.width &- x)) }
}
