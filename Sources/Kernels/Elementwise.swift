// What is done number by number: ReLU, sums, nearest upsampling, and laying levels one after another.

/// Operations on feature maps that look at each number once.
package enum Elementwise {
  /// max(0, x); NaN stays NaN.
  package static func rectified(_ map: FeatureMap) -> FeatureMap {
    let result = map.similar()
    forEachPiece(map.buffer.count) { start, count in
      let (source, target) = (map.view + start, result.view + start)
      forEachChannel(
        count,
        vector: {
          var value = source.vector($0)
          value.replace(with: 0, where: value .< 0)
          target.store(value, $0)
        },
        scalar: { target[$0] = source[$0] < 0 ? 0 : source[$0] })
    }
    return result
  }

  /// The gradient of `rectified` and of `sumRectified`, for either term: zero where the output is.
  package static func rectifiedGradient(output: FeatureMap, outputGradient: FeatureMap) -> FeatureMap {
    require(
      output.hasShape(of: outputGradient),
      "output and gradient must be of one shape, found \(output.shapeText) and \(outputGradient.shapeText)")
    let result = output.similar()
    forEachPiece(output.buffer.count) { start, count in
      let (y, gradient, target) = (output.view + start, outputGradient.view + start, result.view + start)
      forEachChannel(
        count,
        vector: { target.store(gradient.vector($0).replacing(with: 0, where: y.vector($0) .<= 0), $0) },
        scalar: { target[$0] = y[$0] <= 0 ? 0 : gradient[$0] })
    }
    return result
  }

  /// max(0, a + b): the end of a residual block.
  package static func sumRectified(_ a: FeatureMap, _ b: FeatureMap) -> FeatureMap {
    require(a.hasShape(of: b), "both terms must be of one shape, found \(a.shapeText) and \(b.shapeText)")
    let result = a.similar()
    forEachPiece(a.buffer.count) { start, count in
      let (first, second, target) = (a.view + start, b.view + start, result.view + start)
      forEachChannel(
        count,
        vector: {
          var value = first.vector($0) + second.vector($0)
          value.replace(with: 0, where: value .< 0)
          target.store(value, $0)
        },
        scalar: {
          let value = first[$0] + second[$0]
          target[$0] = value < 0 ? 0 : value
        })
    }
    return result
  }

  /// Adds one buffer to another: target += source.
  package static func add(_ source: FloatBuffer, to target: FloatBuffer) {
    require(
      source.count == target.count, "source and target must be of one count, found \(source.count) and \(target.count)")
    target.changed()
    forEachPiece(source.count) { start, count in
      let (from, to) = (source.view + start, target.view + start)
      forEachChannel(
        count, vector: { to.store(to.vector($0) + from.vector($0), $0) }, scalar: { to[$0] += from[$0] })
    }
  }

  /// a + b as a new buffer.
  package static func sum(_ a: FloatBuffer, _ b: FloatBuffer) -> FloatBuffer {
    require(a.count == b.count, "both terms must be of one count, found \(a.count) and \(b.count)")
    let result = FloatBuffer(count: a.count)
    forEachPiece(a.count) { start, count in
      let (first, second, target) = (a.view + start, b.view + start, result.view + start)
      forEachChannel(
        count, vector: { target.store(first.vector($0) + second.vector($0), $0) },
        scalar: { target[$0] = first[$0] + second[$0] })
    }
    return result
  }

  /// Multiplies a buffer by a number: target *= factor.
  package static func scale(_ target: FloatBuffer, by factor: Float) {
    target.changed()
    forEachPiece(target.count) { start, count in
      let to = target.view + start
      forEachChannel(count, vector: { to.store(to.vector($0) * factor, $0) }, scalar: { to[$0] *= factor })
    }
  }

  /// Every pixel's numbers, each times its channel's factor.
  package static func scaled(_ map: FeatureMap, by factors: FloatBuffer) -> FeatureMap {
    let channels = map.channels
    require(factors.count == channels, "factors must be one for each of \(channels) channels, found \(factors.count)")
    let result = map.similar()
    let pieces = PixelPiece.pieces([map]) { _ in 1 }
    parallel(pieces.count) { index in
      for pixel in pieces[index].pixels {
        let (source, target) = (map.view + pixel * channels, result.view + pixel * channels)
        forEachChannel(
          channels, vector: { target.store(source.vector($0) * factors.view.vector($0), $0) },
          scalar: { target[$0] = source[$0] * factors.view[$0] })
      }
    }
    return result
  }

  /// fine + coarse, the coarse map enlarged to the fine one's size by repeating its nearest pixel.
  ///
  /// Pixel y of the fine map meets ⌊y · coarse height / fine height⌋ of the coarse one, so odd sizes work too.
  package static func addUpsampled(fine: FeatureMap, coarse: FeatureMap) -> FeatureMap {
    checkUpsampling(fine: fine, coarse: coarse)
    let result = fine.similar()
    let channels = fine.channels
    parallel(fine.images * fine.height) { row in
      let (image, y) = (row / fine.height, row % fine.height)
      let coarseRow = coarse.view + (image * coarse.height + y * coarse.height / fine.height) * coarse.width * channels
      for x in 0..<fine.width {
        let offset = (row * fine.width + x) * channels
        let (a, b) = (fine.view + offset, coarseRow + x * coarse.width / fine.width * channels)
        let target = result.view + offset
        forEachChannel(
          channels, vector: { target.store(a.vector($0) + b.vector($0), $0) }, scalar: { target[$0] = a[$0] + b[$0] })
      }
    }
    return result
  }

  /// The gradient for the coarse map of `addUpsampled`: the sum over the pixels that repeat one.
  package static func upsamplingGradient(_ fineGradient: FeatureMap, height: Int, width: Int) -> FeatureMap {
    let result = FeatureMap(
      images: fineGradient.images, height: height, width: width, channels: fineGradient.channels, zeroed: true)
    checkUpsampling(fine: fineGradient, coarse: result)
    let channels = result.channels
    parallel(result.images) { image in
      for y in 0..<fineGradient.height {
        for x in 0..<fineGradient.width {
          let source = fineGradient.view + ((image * fineGradient.height + y) * fineGradient.width + x) * channels
          let coarseY = y * height / fineGradient.height
          let target = result.view + ((image * height + coarseY) * width + x * width / fineGradient.width) * channels
          forEachChannel(
            channels, vector: { target.store(target.vector($0) + source.vector($0), $0) },
            scalar: { target[$0] += source[$0] })
        }
      }
    }
    return result
  }

  /// The levels' numbers one after another for each image: [images, Σ height · width · channels].
  package static func concatenated(_ levels: [FeatureMap]) -> FloatBuffer {
    let images = levels.first?.images ?? 0
    let result = FloatBuffer(count: levels.reduce(0) { $0 + $1.buffer.count })
    move(levels, images: images) { level, whole, count in (result.view + whole).copy(level, count: count) }
    return result
  }

  /// The inverse of `concatenated`: numbers handed back to levels of the given shapes.
  package static func split(_ buffer: FloatBuffer, like levels: [FeatureMap]) -> [FeatureMap] {
    let results = levels.map { $0.similar() }
    require(
      buffer.count == levels.reduce(0) { $0 + $1.buffer.count },
      "the buffer must be of the levels' numbers together, found \(buffer.count)")
    move(results, images: levels.first?.images ?? 0) { level, whole, count in
      level.copy(buffer.view + whole, count: count)
    }
    return results
  }

  private static func move(
    _ levels: [FeatureMap], images: Int, _ copy: (_ level: Floats, _ whole: Int, _ count: Int) -> Void
  ) {
    require(
      levels.allSatisfy { $0.images == images },
      "levels must be of \(images) images each, found \(levels.map { $0.images })")
    let sizes = levels.map { $0.height * $0.width * $0.channels }
    var runs: [(level: Floats, whole: Int, count: Int)] = []
    var offset = 0
    for image in 0..<images {
      for (level, size) in zip(levels, sizes) {
        for start in stride(from: 0, to: size, by: numbersInPiece) {
          runs.append((level.view + (image * size + start), offset + start, min(numbersInPiece, size - start)))
        }
        offset += size
      }
    }
    parallel(runs.count) { [runs] index in copy(runs[index].level, runs[index].whole, runs[index].count) }
  }

  private static func checkUpsampling(fine: FeatureMap, coarse: FeatureMap) {
    require(
      fine.images == coarse.images && fine.channels == coarse.channels && fine.height >= coarse.height
        && fine.width >= coarse.width && (coarse.pixels > 0 || fine.pixels == 0),
      "the coarse map must be of the fine one's images and channels and no larger, found \(coarse.shapeText) for "
        + "\(fine.shapeText)")
  }
}
