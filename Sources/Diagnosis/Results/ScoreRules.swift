// What was left out of results, what their scores say, and how often an object is found (eval2 to eval5, eval11 and
// eval12).

import Boxes
import Evaluation
import Foundation
import Images
import Text

/// What was left out before the results were written (eval4 and eval5).
enum LimitRules {
  static func findings(_ whatIf: WhatIf) -> [Finding] { [score(whatIf), count(whatIf)].compactMap(\.self) }

  private static func score(_ whatIf: WhatIf) -> Finding? {
    guard let lowest = whatIf.results.entries.last?.score, lowest >= 0.1, lowest <= 1 else { return nil }
    // What is missing beyond the end of the list has at best the precision that the list ends with.
    let marks = QuickScore(whatIf.results, whatIf.truth)
    let counts = whatIf.truth.counts
    let lost =
      counts.indices.filter { counts[$0] > 0 }.map { label -> Double in
        let right = marks.marks[label].count(where: \.isRight)
        let tail = marks.marks[label].suffix(max(1, marks.marks[label].count / 5))
        return (1 - Double(right) / Double(counts[label])) * tail.share(where: \.isRight)
      }.mean ?? 0
    guard lost >= 0.05 else { return nil }
    return Finding(
      "eval4", lost >= 0.3 ? .severe : .warning, "Results are cut at a score",
      measured: "the lowest score is \(lowest.fixed(digits: 3)); up to \(lost.fixed(digits: 2)) of AP lies beyond it",
      expected: "scores down to 0.05 or less: AP is the area under a curve that needs its tail",
      advice: "write all detections from 0.05 on, and choose a threshold for showing them afterwards",
      repair: Repair.cutAtScore.rawValue)
  }

  private static func count(_ whatIf: WhatIf) -> Finding? {
    var counts: [Int: Int] = [:]
    for picture in whatIf.results.pictures where picture >= 0 { counts[picture, default: 0] += 1 }
    guard let limit = counts.values.max(), limit < 100, counts.count >= 5 else { return nil }
    let share = counts.values.share { $0 == limit }
    let lost = whatIf.truth.objects.reduce(0) { $0 + max(0, $1.count { !$0.isCrowd } - limit) }
    let total = whatIf.truth.counts.reduce(0, +)
    guard share >= 0.1, lost > 0 else { return nil }
    let lostShare = Double(lost) / Double(max(1, total))
    return Finding(
      "eval5", lostShare >= 0.05 ? .severe : .warning, "Results are cut at a number of detections",
      measured:
        "\(share.percentText) of the pictures have exactly \(limit), none has more; \(lost) of \(total) objects "
        + "(\(lostShare.percentText)) lie beyond",
      expected: "room for every object: COCO counts 100 of each class and picture",
      advice: "raise the limit of detections to 100 a picture or more", repair: Repair.cutAtCount.rawValue)
  }
}

/// What the scores and repetitions say (eval12 and eval2).
enum ScoreRules {
  static func findings(_ whatIf: WhatIf) -> [Finding] {
    [range(whatIf), repetitions(whatIf), background(whatIf), strangers(whatIf), silence(whatIf)].compactMap(\.self)
  }

  /// Nothing scores as high as what is usually shown (eval11).
  private static func silence(_ whatIf: WhatIf) -> Finding? {
    guard let best = whatIf.results.entries.first, best.score > 0, best.score < 0.3 else { return nil }
    let category = whatIf.truth.file.categories.first { $0.id == best.categoryID }?.name ?? "\(best.categoryID)"
    let ap50 = whatIf.ap50 ?? 0
    return Finding(
      "eval11", .warning, "Nothing scores high enough to be shown",
      measured:
        "the best of \(whatIf.results.entries.count) detections is \(category) with \(best.score.fixed(digits: 3)); "
        + "AP50 is \(ap50.fixed(digits: 3)) all the same",
      expected: "0.5 and more where a detector is sure: what shows nothing from 0.3 on is not blind, it is unsure",
      places: ["image \(best.imageID)"],
      advice:
        "show detections from the score of the largest F1 on (retinanet evaluate names it); to make it surer train "
        + "longer, at a higher rate, with more objects in each picture")
  }

  private static func range(_ whatIf: WhatIf) -> Finding? {
    let scores = whatIf.results.entries.map(\.score)
    let outside = scores.share { $0 < 0 || $0 > 1 }
    guard outside > 0, let low = scores.min(), let high = scores.max() else { return nil }
    return Finding(
      "eval12", .severe, "It looks as if \(Repair.logits.fault)",
      measured: "scores from \(low.short) to \(high.short); \(outside.percentText) lie outside 0…1",
      expected: "probabilities, 0…1: AP depends on their order alone, but thresholds and calibration do not",
      advice: "take the sigmoid of each logit", repair: Repair.logits.rawValue)
  }

  private static func repetitions(_ whatIf: WhatIf) -> Finding? {
    let total = whatIf.results.entries.count
    guard let outcome = whatIf[.noSuppression], let ap50 = whatIf.ap50 else { return nil }
    let share = 1 - Double(SuppressionRepairs.kept(whatIf.results).count) / Double(total)
    guard share >= 0.1 || outcome.gain50 >= 0.02 else { return nil }
    return Finding(
      "eval12", share >= 0.3 || outcome.gain50 >= 0.05 ? .severe : .warning, "Objects are found more than once",
      measured:
        "\(share.percentText) of \(total) results overlap a better one of their class by more than 0.5; without them "
        + "AP50 is \(outcome.ap50.fixed(digits: 3)), with them \(ap50.fixed(digits: 3))",
      expected: "none: suppression leaves one", advice: "suppress within each class at an IoU of 0.5",
      repair: Repair.noSuppression.rawValue)
  }

  private static func background(_ whatIf: WhatIf) -> Finding? {
    let numbers = LabelRepairs.backgroundNumbers(whatIf.results, whatIf.truth)
    let count = whatIf.results.entries.count { numbers.contains($0.categoryID) }
    let share = Double(count) / Double(max(1, whatIf.results.entries.count))
    guard share >= 0.01 else { return nil }
    return Finding(
      "eval2", .warning, "It looks as if \(Repair.backgroundClass.fault)",
      measured: "\(count) results (\(share.percentText)) of category_id \(LabelRules.range(numbers))",
      expected: "none: a detection is of an object, and nothing has no box",
      advice: "leave them out, and look whether all other class numbers are one too large",
      repair: Repair.backgroundClass.rawValue)
  }

  /// Results of pictures or classes that the annotations lack.
  private static func strangers(_ whatIf: WhatIf) -> Finding? {
    let results = whatIf.results
    let total = results.entries.count
    let pictures = results.pictures.count { $0 < 0 }, labels = results.labels.count { $0 < 0 }
    guard Double(max(pictures, labels)) >= 0.01 * Double(total) else { return nil }
    let isPictures = pictures >= labels
    let share = Double(max(pictures, labels)) / Double(total)
    return Finding(
      isPictures ? "eval3" : "eval2", .warning,
      "Results name \(isPictures ? "pictures" : "classes") that the annotations do not list",
      measured: "\(max(pictures, labels)) of \(total) results (\(share.percentText))",
      expected: "numbers of the annotations' list",
      advice: "look at how \(isPictures ? "image_id" : "category_id") is made")
  }
}
