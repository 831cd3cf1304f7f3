// ReLU, sums, upsampling and concatenation on the tape: forward and backward side by side.

import Kernels

extension Tape {
  /// max(0, x); shape [N, H, W, C].
  public func rectify(_ input: Variable) -> Variable {
    let output = Elementwise.rectified(input.tensor.map)
    return record(inputs: [input], outputs: [Tensor(output)]) { gradients in
      [Tensor(Elementwise.rectifiedGradient(output: output, outputGradient: gradients[0].map))]
    }[0]
  }

  /// max(0, a + b), the end of a residual block; shapes [N, H, W, C].
  public func sumRectified(_ a: Variable, _ b: Variable) -> Variable {
    let output = Elementwise.sumRectified(a.tensor.map, b.tensor.map)
    return record(inputs: [a, b], outputs: [Tensor(output)]) { gradients in
      let gradient = Tensor(Elementwise.rectifiedGradient(output: output, outputGradient: gradients[0].map))
      return [gradient, gradient]
    }[0]
  }

  /// fine + coarse enlarged to its size by nearest neighbors; shapes [N, H, W, C] and [N, h, w, C], h ≤ H, w ≤ W.
  public func addUpsampled(fine: Variable, coarse: Variable) -> Variable {
    let map = coarse.tensor.map
    let output = Elementwise.addUpsampled(fine: fine.tensor.map, coarse: map)
    return record(inputs: [fine, coarse], outputs: [Tensor(output)]) { gradients in
      let coarse = Elementwise.upsamplingGradient(gradients[0].map, height: map.height, width: map.width)
      return [gradients[0], Tensor(coarse)]
    }[0]
  }

  /// Lays the levels one after another for each image: shapes [N, Hₗ, Wₗ, A · width] to [N, Σ Hₗ · Wₗ · A, width].
  public func concatenate(_ levels: [Variable], width: Int) -> Variable {
    let maps = levels.map(\.tensor.map)
    for map in maps {
      precondition(map.channels % width == 0, "channels must be a multiple of \(width), found \(map.channels)")
    }
    let output = Elementwise.concatenated(maps)
    let result = Tensor(levels: output, images: maps.first?.images ?? 0, width: width)
    return record(inputs: levels, outputs: [result]) { gradients in
      Elementwise.split(gradients[0].buffer, like: maps).map { Tensor($0) }
    }[0]
  }
}

extension Tensor {
  /// All levels of each image one after another, as rows of `width` numbers.
  init(levels: FloatBuffer, images: Int, width: Int) {
    self.init(shape: [images, levels.count / max(1, images * width), width], buffer: levels)
  }
}
