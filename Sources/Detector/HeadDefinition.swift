// A head written down as its definition, in Double: what its layers one after another, and the tower that they are as
// one operation, must agree with.

import Kernels
import Tensors

/// What a head makes of the pyramid's levels.
///
/// ```
/// x ← max(0, GN(conv 3×3 (x)))      `depth` times; without a normalization the convolution has a bias
/// out[n, i, k] = (conv 3×3 (x) + b)[n, row, column, a · width + k]
/// i counts the anchors by level, row, column, and place a in the cell
/// ```
/// The weights are the same on every level; what a group of channels is normalized by is each level's own.
struct HeadDefinition {
  /// A convolution, and the normalization behind it where there is one.
  struct Stage {
    var convolution: Convolution
    var weights: [Double]
    var bias: [Double]?
    var normalization: (rule: Normalization, scale: [Double], shift: [Double])?

    /// What the stage makes of a map, cut off below 0.
    func callAsFunction(_ map: Convolution.Values) -> Convolution.Values {
      var result = convolution.plainForward(map, weights: weights, bias: bias)
      if let (rule, scale, shift) = normalization {
        result = rule.plainForward(result, rule.plainStatistics(result), scale: scale, shift: shift)
      }
      result.values = result.values.map { max(0, $0) }
      return result
    }
  }

  var stages: [Stage]
  var predictor: Convolution
  var predictorWeights: [Double]
  var predictorBias: [Double]
  /// Numbers for each anchor.
  var width: Int

  /// [N, anchors, width], from levels of N images each.
  func callAsFunction(_ levels: [Convolution.Values]) -> [Double] {
    let maps = levels.map { level in
      predictor.plainForward(
        stages.reduce(level) { $1($0) }, weights: predictorWeights, bias: predictorBias)
    }
    let images = levels.first?.shape.images ?? 0
    return (0..<images).flatMap { image in
      maps.flatMap { map in
        let count = map.values.count / images
        return map.values[image * count..<(image + 1) * count]
      }
    }
  }
}

extension Head {
  /// The head's definition, with the numbers that it has now.
  var definition: HeadDefinition {
    func numbers(_ parameter: Parameter) -> [Double] { parameter.value.array.map(Double.init) }
    return HeadDefinition(
      stages: tower.map { convolution, normalization in
        HeadDefinition.Stage(
          convolution: convolution.convolution, weights: numbers(convolution.weight),
          bias: convolution.bias.map(numbers),
          normalization: normalization.map { ($0.normalization, numbers($0.scale), numbers($0.shift)) })
      }, predictor: predictor.convolution, predictorWeights: numbers(predictor.weight),
      predictorBias: predictor.bias.map(numbers) ?? [], width: width)
  }
}
