// Enlarging by nearest neighbors written down as its definition, in Double: what the kernels must agree with.

extension Elementwise {
  /// The coarse pixel that pixel `place` of a fine row or column of `fine` pixels repeats: ⌊place · coarse / fine⌋.
  package static func nearest(_ place: Int, coarse: Int, fine: Int) -> Int { place * coarse / fine }

  /// The definition of `addUpsampled`: every number of the fine map, plus the coarse one that its pixel repeats.
  package static func plainAddUpsampled(fine: Convolution.Values, coarse: Convolution.Values) -> Convolution.Values {
    var output = fine
    visitRepeats(fine: fine, coarse: coarse) { output.values[$0] += coarse.values[$1] }
    return output
  }

  /// The definition of its gradient for the coarse map: the sum over the pixels that repeat one.
  package static func plainUpsamplingGradient(
    _ fineGradient: Convolution.Values, height: Int, width: Int
  ) -> Convolution.Values {
    let (images, channels) = (fineGradient.shape.images, fineGradient.shape.channels)
    var result = Convolution.Values(
      images: images, height: height, width: width, channels: channels,
      values: Array(repeating: 0, count: images * height * width * channels))
    visitRepeats(fine: fineGradient, coarse: result) { result.values[$1] += fineGradient.values[$0] }
    return result
  }

  /// Calls `visit` with the index of every fine number and of the coarse one that it repeats.
  private static func visitRepeats(
    fine: Convolution.Values, coarse: Convolution.Values, _ visit: (_ fine: Int, _ coarse: Int) -> Void
  ) {
    for image in 0..<fine.shape.images {
      for y in 0..<fine.shape.height {
        let row = nearest(y, coarse: coarse.shape.height, fine: fine.shape.height)
        for x in 0..<fine.shape.width {
          let column = nearest(x, coarse: coarse.shape.width, fine: fine.shape.width)
          for channel in 0..<fine.shape.channels {
            visit(fine.index(image, y, x, channel), coarse.index(image, row, column, channel))
          }
        }
      }
    }
  }
}
