// The engine of suppression: a detection is compared with the kept ones around its place alone (KeptBoxes).
// The definition is NonMaximumSuppression.keptByDefinition; SuppressionDefinitionTests bind the two.

extension NonMaximumSuppression {
  /// The indices of the detections to keep, by falling score, ties by the lower index.
  ///
  /// Edge cases: a detection whose score is NaN is never kept.
  ///
  /// - Complexity: O(n log n + n · those kept that lie around one place), for thresholds from 0.1 on; below, O(n ·
  ///   kept).
  ///
  /// - Parameters:
  ///   - detections: the candidates, in any order.
  ///   - limit: stop after this many; the result is the beginning of the unlimited one.
  public func kept(_ detections: [Detection], limit: Int = .max) -> [Int] {
    precondition(limit >= 0, "limit must be at least 0, found \(limit)")
    // At a threshold of next to nothing what suppresses is no longer near.
    guard iouThreshold >= KeptBoxes.leastThreshold else { return keptByDefinition(detections, limit: limit) }
    var groups: [Int: Int] = [:]
    var candidates: [[Box]] = []
    let group = detections.map { detection in
      let label = perClass ? detection.label : 0
      if let group = groups[label] {
        candidates[group].append(detection.box)
        return group
      }
      groups[label] = candidates.count
      candidates.append([detection.box])
      return candidates.count - 1
    }
    var keptBoxes = candidates.map { KeptBoxes(self, for: $0) }
    var kept: [Int] = []
    for index in Self.order(detections) {
      if kept.count == limit { break }
      let box = detections[index].box
      if keptBoxes[group[index]].suppresses(box) { continue }
      kept.append(index)
      keptBoxes[group[index]].insert(box)
    }
    return kept
  }

  /// The indices by falling score, ties by the lower index, without NaN.
  private static func order(_ detections: [Detection]) -> [Int] {
    var keys: [(score: Double, index: Int)] = []
    keys.reserveCapacity(detections.count)
    for (index, detection) in detections.enumerated() where !detection.score.isNaN {
      keys.append((detection.score, index))
    }
    keys.sort { $0.score > $1.score || ($0.score == $1.score && $0.index < $1.index) }
    return keys.map { $0.index }
  }
}
