// What the checks say of anchors, matching and coding (anchors1 to anchors7 and anchors10).

import Anchors
import Boxes
import Foundation
import Matching
import Text

extension AnchorRules {
  /// What was found.
  ///
  /// - Parameter fit: the command that fits anchors to this set; empty if there is none.
  public func findings(fit: String = "") -> [Finding] {
    guard objectCount > 0 else { return [] }
    return [reach(fit), perObject, levels, lost, spread, roundTrip, nearMisses, worstObjects].compactMap(\.self)
  }

  private func reach(_ fit: String) -> Finding? {
    guard let coverage, coverage < 0.98 else { return nil }
    let learnt = positives.share { $0 > 0 }
    // A low-quality rule makes up for what no anchor reaches: then training goes on, only worse.
    let severity: Severity = coverage < 0.9 && learnt < 0.98 ? .severe : .warning
    return Finding(
      "anchors1", severity, "Anchors do not reach the objects",
      measured: "\(coverage.percentText) of \(objectCount) objects have an anchor of IoU "
        + "\(matcher.positiveThreshold.short) or more; \(learnt.percentText) have a positive anchor at all",
      expected: "98 %: an object without a positive anchor is learnt as background", places: worstSentences(3),
      advice: "fit the anchors to the objects, lower the positive threshold, or look at larger pictures", command: fit)
  }

  private var perObject: Finding? {
    let median = positives.map(Double.init).median ?? 0
    let without = Double(pictures.withoutPositives) / Double(max(1, pictures.withObjects))
    guard median < 3 || without > 0.05 else { return nil }
    return Finding(
      "anchors3", without > 0.05 ? .severe : .warning, "Few anchors learn each object",
      measured:
        "\(median.fixed(digits: 0)) in the middle; \(pictures.withoutPositives) of \(pictures.withObjects) pictures with "
        + "objects have none",
      expected: "at least 3 for each object, and one in every picture with objects",
      advice: "use anchors of more scales, a lower positive threshold, or the rule for best anchors (--low-quality)")
  }

  private var levels: Finding? {
    let total = byLevel.reduce(0, +)
    guard total > 0 else { return nil }
    let idle = byLevel.indices.filter { byLevel[$0] == 0 }
    let low = Double(lowQuality) / Double(total)
    guard low >= 0.2 || idle.count > byLevel.count / 2 else { return nil }
    return Finding(
      "anchors4", low >= 0.5 ? .warning : .note,
      low >= 0.2 ? "Much is learnt by the low-quality rule alone" : "Levels idle",
      measured: "\(low.percentText) of \(total) positive anchors are below the threshold; positives by level: "
        + zip(generator.levels, byLevel).map { "stride \($0.stride) \($1)" }.joined(separator: ", "),
      expected: "under 20 %, and something on most levels",
      advice: "fit base sizes to the objects: idle levels cost time and teach nothing")
  }

  private var lost: Finding? {
    let share = Double(robbed) / Double(objectCount)
    guard share >= 0.05 else { return nil }
    return Finding(
      "anchors5", share >= 0.2 ? .severe : .warning, "Objects lose their best anchor to another object",
      measured: "\(robbed) of \(objectCount) objects (\(share.percentText)) have no anchor for that reason",
      expected: "under 5 %", advice: "look for objects that are annotated twice; in crowds use more and smaller anchors"
    )
  }

  private var spread: Finding? {
    guard let deviation = targets.deviation, let largest = targets.map(abs).max() else { return nil }
    let isOff = deviation > 10 || deviation < 0.03
    guard isOff || extreme > 0 else { return nil }
    return Finding(
      "anchors6", isOff ? .severe : .warning, "The box head's targets are of no size that it learns well",
      measured: "a deviation of \(deviation.short), the largest \(largest.short); \(extreme) beyond a factor of 62.5",
      expected: "a deviation of 0.1 to 3, and no object 62.5 times as large as its anchor: decoding is clamped there",
      advice: "use the coding's weights (10, 10, 5, 5) or (1, 1, 1, 1) on both sides, and anchors nearer to the objects"
    )
  }

  private var roundTrip: Finding? {
    guard error >= 1e-3 else { return nil }
    return Finding(
      "anchors7", .severe, "Decoding does not undo encoding", measured: "an edge comes back \(error.short) pixels off",
      expected: "less than a thousandth of a pixel",
      advice: "decode with the coding, the weights and the anchors of training")
  }

  /// Nothing between positive and negative: what lies half on an object is taught to be background.
  private var nearMisses: Finding? {
    let total = byLevel.reduce(0, +)
    guard total > 0, matcher.positiveThreshold <= 0.6, matcher.negativeThreshold >= matcher.positiveThreshold - 0.02
    else { return nil }
    let ratio = Double(nearlyPositive) / Double(total)
    guard ratio >= 0.1 else { return nil }
    return Finding(
      "anchors10", .warning, "Anchors that lie nearly on an object are learnt as background",
      measured:
        "\(nearlyPositive) negatives of IoU 0.4 to \(matcher.positiveThreshold.short) beside \(total) positives",
      expected: "none: between the thresholds (0.4 and 0.5 in the paper) anchors are ignored",
      advice: "leave a gap between the thresholds (--negative-threshold 0.4), and give ignored anchors no loss")
  }

  private var worstObjects: Finding? {
    guard let coverage, coverage < 1 else { return nil }
    return Finding(
      "anchors2", .note, "The objects that are covered worst",
      measured: "\((100 * (1 - coverage)).fixed(digits: 1)) % do not reach \(matcher.positiveThreshold.short)",
      expected: "none",
      places: worstSentences(5), advice: "look at them: retinanet match --index N")
  }

  /// "picture 3: 12 × 80 pixels, best IoU 0.31".
  private func worstSentences(_ count: Int) -> [String] {
    worst.sorted { ($0.iou, $0.picture) < ($1.iou, $1.picture) }.prefix(count).map {
      "picture \($0.picture): \($0.box.width.fixed(digits: 0)) × \($0.box.height.fixed(digits: 0)) pixels, best IoU \($0.iou.fixed(digits: 2))"
    }
  }
}
