// Normalization written down as its definition, in Double: what the kernels must agree with.

extension Normalization {
  /// The definition's view of a batch of maps: NHWC values in Double.
  public typealias Values = Convolution.Values

  /// The indices of the numbers of a map that share a mean and a variance, group by group: instances in order, and of
  /// each its groups of channels.
  public func plainGroups(_ map: Values) -> [[Int]] {
    let (images, channels) = (map.shape.images, map.shape.channels)
    let pixels = map.shape.height * map.shape.width
    switch sharing {
    case .batch:
      return (0..<channels).map { channel in (0..<images * pixels).map { $0 * channels + channel } }
    case .group(let count):
      let size = channels / count
      return (0..<images * count).map { place in
        let (image, group) = (place / count, place % count)
        return (0..<pixels).flatMap { pixel in
          (0..<size).map { (image * pixels + pixel) * channels + group * size + $0 }
        }
      }
    }
  }

  /// The definition of the statistics: mean and population variance of every group.
  public func plainStatistics(_ map: Values) -> Statistics {
    let groups = plainGroups(map)
    let means = groups.map { group in group.reduce(0) { $0 + map.values[$1] } / Double(group.count) }
    let variances = zip(groups, means).map { group, mean in
      group.reduce(0) { $0 + (map.values[$1] - mean) * (map.values[$1] - mean) } / Double(group.count)
    }
    return Statistics(mean: means, variance: variances, count: groups.first?.count ?? 0)
  }

  /// The definition: `(x - mean) / √(variance + ε) · scale + shift`, cut off below 0 if asked for.
  ///
  /// - Parameters:
  ///   - map: the numbers to normalize.
  ///   - statistics: the map's own in training; running ones in inference, or frozen ones.
  ///   - scale: one factor for each channel.
  ///   - shift: one offset for each channel.
  public func plainForward(_ map: Values, _ statistics: Statistics, scale: [Double], shift: [Double]) -> Values {
    var output = map
    for (place, group) in plainGroups(map).enumerated() {
      let deviation = (statistics.variance[place] + Double(epsilon)).squareRoot()
      for index in group {
        let channel = index % map.shape.channels
        let value = (map.values[index] - statistics.mean[place]) / deviation * scale[channel] + shift[channel]
        output.values[index] = rectifies && value < 0 ? 0 : value
      }
    }
    return output
  }

  /// The definition of the gradients, with the map's own statistics: every number moves the mean and the deviation of
  /// all in its group.
  ///
  /// ```
  /// ∂x̂ⱼ/∂xᵢ = (δᵢⱼ - 1/n - x̂ᵢ x̂ⱼ / n) / deviation
  /// ```
  ///
  /// - Complexity: O(n²) in the numbers of a group.
  public func plainGradients(
    _ map: Values, scale: [Double], shift: [Double], outputGradient: Values
  ) -> (input: [Double], scale: [Double], shift: [Double]) {
    let statistics = plainStatistics(map)
    let output = plainForward(map, statistics, scale: scale, shift: shift)
    let zeros = [Double](repeating: 0, count: map.shape.channels)
    var result = (input: [Double](repeating: 0, count: map.values.count), scale: zeros, shift: zeros)
    for (place, group) in plainGroups(map).enumerated() {
      let count = Double(group.count)
      let deviation = (statistics.variance[place] + Double(epsilon)).squareRoot()
      let normals = group.map { (map.values[$0] - statistics.mean[place]) / deviation }
      // What flows back into each normalized number; nothing where the ReLU has cut it off.
      let slopes = zip(group, normals).map { index, normal in
        let channel = index % map.shape.channels
        let slope = rectifies && output.values[index] <= 0 ? 0 : outputGradient.values[index]
        result.shift[channel] += slope
        result.scale[channel] += slope * normal
        return slope * scale[channel]
      }
      for i in group.indices {
        for j in group.indices {
          result.input[group[i]] +=
            slopes[j] * ((i == j ? 1 : 0) - 1 / count - normals[i] * normals[j] / count) / deviation
        }
      }
    }
    return result
  }
}
