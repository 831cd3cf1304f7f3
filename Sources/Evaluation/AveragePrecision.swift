// Average precision: the area under a precision–recall curve, by the conventions in use.

/// How a precision–recall curve becomes one number.
///
/// Each first lifts the curve to its envelope, the best precision at this recall or a larger one:
///
/// ```
/// p̂(r) = max { precision at r′ : r′ ≥ r },   0 beyond the largest recall reached
/// ```
public enum AveragePrecision: String, Hashable, Sendable, Codable, CaseIterable {
  /// COCO: the mean of p̂ at the 101 recalls 0, 0.01, … 1.
  case coco
  /// Pascal VOC from 2010: the exact area under p̂.
  case allPoints
  /// Pascal VOC 2007: the mean of p̂ at the 11 recalls 0, 0.1, … 1, the doubles i · 0.1 of NumPy's `arange(0, 1.1,
  /// 0.1)`, as py-faster-rcnn and its descendants have them.
  ///
  /// The fourth, seventh and eighth are 0.30000000000000004, 0.6000000000000001 and 0.7000000000000001: 3 of 5 objects
  /// found do not reach the seventh, and AP is 6/11. In the development kit, whose MATLAB counts `0:0.1:1` from both
  /// ends, the seventh is 0.6 and AP 7/11; numbers are compared with those of the descendants nearly always.
  case elevenPoints

  /// COCO's 101 recalls, the same doubles as `numpy.linspace(0, 1, 101)`: i · 0.01, which is not always i / 100.
  ///
  /// It matters: the 36th is 0.35000000000000003, and 7 of 20 objects found do not reach it.
  public static let cocoRecalls: [Double] = linspace(0, 1, count: 101)

  /// The average precision of a curve, between 0 and 1; `nil` if there is nothing to be found.
  ///
  /// Properties:
  /// - 1 if every object is found before the first mistake; 0 if none is found.
  /// - Mistakes that score below the last find cost nothing.
  /// - It depends on the order of the scores, not on their values.
  public func value(_ curve: PrecisionRecallCurve) -> Double? {
    if curve.objectCount == 0 { return nil }
    switch self {
    case .coco:
      return mean(Self.precisions(curve, at: Self.cocoRecalls))
    case .elevenPoints:
      return mean(Self.precisions(curve, at: linspace(0, 1, count: 11)))
    case .allPoints:
      return Self.envelope(finds: Self.finds(curve.ranked)).reduce(0, +) / Double(curve.objectCount)
    }
  }

  /// p̂ at the given rising recalls; zeros if there is nothing to be found.
  public static func precisions(_ curve: PrecisionRecallCurve, at recalls: [Double] = cocoRecalls) -> [Double] {
    precisions(finds: finds(curve.ranked), objectCount: curve.objectCount, at: recalls)
  }

  /// How many detections have been seen by falling score, itself included, at each that is right.
  ///
  /// They are all that a curve's envelope depends on: between two finds precision only falls.
  private static func finds(_ ranked: [PrecisionRecallCurve.Scored]) -> [Int] {
    ranked.indices.filter { ranked[$0].isTruePositive }.map { $0 + 1 }
  }

  /// p̂ at the given rising recalls, from how many detections have been seen at each find.
  static func precisions(finds: [Int], objectCount: Int, at recalls: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: recalls.count)
    var next = 0
    for (index, precision) in envelope(finds: finds).enumerated() {
      let recall = Double(index + 1) / Double(objectCount)
      // The recall 0 is reached by the very first detection, right or wrong; the envelope there is the one at the
      // first find, as there is no better precision before.
      while next < recalls.count, recalls[next] <= recall {
        result[next] = precision
        next += 1
      }
    }
    return result
  }

  /// The best precision from each find on.
  ///
  /// The 2⁻⁵² in the divisor is COCO's guard against 0 / 0; it is kept so that the figures agree to the last bit.
  private static func envelope(finds: [Int]) -> [Double] {
    var best = 0.0
    var result = [Double](repeating: 0, count: finds.count)
    for index in finds.indices.reversed() {
      best = max(best, Double(index + 1) / (Double(finds[index]) + Double.ulpOfOne))
      result[index] = best
    }
    return result
  }
}

/// `count` evenly spaced numbers, the same doubles as NumPy's `linspace`: start + i · step, and the end exactly.
func linspace(_ start: Double, _ end: Double, count: Int) -> [Double] {
  let step = (end - start) / Double(count - 1)
  return (0..<count).map { $0 == count - 1 ? end : Double($0) * step + start }
}

/// The mean, or `nil` of nothing.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
