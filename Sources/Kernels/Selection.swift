// Which numbers of many are above a threshold. A detector at 800 × 800 asks that of ten million, of which a few hundred
// are.

extension FloatBuffer {
  /// The places in a range whose numbers are above a threshold, in order: the definition.
  package func plainIndices(in range: Range<Int>, above threshold: Double) -> [Int] {
    range.filter { Double(self[$0]) > threshold }
  }

  /// The places in a range whose numbers are above a threshold, in order; NaN is above nothing.
  package func indices(in range: Range<Int>, above threshold: Double) -> [Int] {
    require(range.lowerBound >= 0 && range.upperBound <= count, "range must be in 0 ..< \(count), found \(range)")
    // A number of 32 bits is above the threshold if it is above the largest such number that is not.
    let nearest = Float(threshold)
    let limit = Double(nearest) > threshold ? nearest.nextDown : nearest
    let found = (0..<(range.count + numbersInPiece - 1) / numbersInPiece).map { _ in Places() }
    forEachPiece(range.count) { start, count in
      let first = range.lowerBound + start
      found[start / numbersInPiece].indices = indices(first..<first + count, above: limit)
    }
    return found.flatMap { $0.indices }
  }

  /// What one thread found.
  private final class Places {
    var indices: [Int] = []
  }

  /// Looks at runs of sixteen vectors, and at single numbers only in a run that has one above the limit.
  private func indices(_ range: Range<Int>, above limit: Float) -> [Int] {
    let run = 16 * Vector.scalarCount
    var indices: [Int] = []
    var first = range.lowerBound
    while first < range.upperBound {
      let end = min(first &+ run, range.upperBound)
      if end &- first < run || isAny(first..<end, above: limit) {
        for index in first..<end where view[index] > limit { indices.append(index) }
      }
      first = end
    }
    return indices
  }

  /// Whether a number of whole vectors is above the limit.
  @inline(__always)
  private func isAny(_ range: Range<Int>, above limit: Float) -> Bool {
    // The largest of each lane; NaN never takes another's place.
    var most = Vector(repeating: limit)
    var index = range.lowerBound
    while index < range.upperBound {
      let value = view.vector(index)
      most.replace(with: value, where: value .> most)
      index &+= Vector.scalarCount
    }
    return most.max() > limit
  }
}
