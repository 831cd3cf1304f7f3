// What a detector that is read rightly does wrong, and how sure its number is (eval6, eval9, eval10 and run11).

import Boxes
import Evaluation
import Foundation
import Images
import Randomness
import Text

enum ErrorRules {
  /// - Parameter image: a picture by its place, if pixels may be looked at.
  static func findings(
    _ whatIf: WhatIf, _ images: [EvaluatedImage], _ summary: COCOSummary, image: ((Int) -> Image?)?
  ) -> [Finding] {
    let categories = whatIf.truth.file.categories.map(\.name)
    let errors = ErrorAnalysis(images, categories: categories)
    return [
      costliest(errors),
      UnannotatedObjects(images) { image?($0) }.finding { whatIf.truth.file.images[$0].fileName }, offset(summary),
      calibration(whatIf, summary), interval(whatIf),
    ].compactMap(\.self)
  }

  private static func costliest(_ errors: ErrorAnalysis) -> Finding? {
    guard let worst = errors.costs.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }),
      worst.value > 0.05
    else { return nil }
    return Finding(
      "eval6", .note, "Most is lost by errors of the kind '\(worst.key.rawValue)'",
      measured:
        "\(errors.count(worst.key)) of them cost \(worst.value.fixed(digits: 3)) of AP50 (\(worst.key.explanation))",
      expected: "less than 0.05",
      places: errors.costs.filter { $0.key != worst.key && $0.value > 0.01 }
        .sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.prefix(3)
        .map { "\($0.key.rawValue) \($0.value.fixed(digits: 3))" },
      advice: advice(worst.key))
  }

  private static func advice(_ kind: ErrorKind) -> String {
    switch kind {
    case .correct: ""
    case .classification, .both:
      "look at the confusion matrix: annotate the confused classes more carefully, or join them"
    case .localization: "train longer or at a larger size; look whether the annotated boxes are tight"
    case .duplicate: "lower the suppression's IoU threshold"
    case .background:
      "look at the worst false alarms: objects that nobody annotated, or too few pictures without objects"
    case .missed: "look whether anchors reach the missed sizes, and train longer"
    }
  }

  /// Boxes that are nearly right, all of them (AP50 far above AP75).
  private static func offset(_ summary: COCOSummary) -> Finding? {
    guard let ap50 = summary.ap50, let ap75 = summary.ap75, ap50 > 0.5, ap75 < 0.35 * ap50 else { return nil }
    return Finding(
      "eval3", .warning, "Boxes are nearly right, and hardly one is right",
      measured: "AP50 \(ap50.fixed(digits: 3)), AP75 \(ap75.fixed(digits: 3))",
      expected: "AP75 at least half of AP50: boxes that are learnt are not all off",
      advice: "look for a constant offset (pixels counted from 1, a border), for rounding, and for sloppy annotations")
  }

  private static func calibration(_ whatIf: WhatIf, _ summary: COCOSummary) -> Finding? {
    guard let best = summary.best50, let precision = best.counts.precision else { return nil }
    let scores = whatIf.results.entries.map(\.score).filter { $0 >= best.threshold && (0...1).contains($0) }
    guard let mean = scores.mean, scores.count >= 20 else { return nil }
    let word = abs(mean - precision) < 0.1 ? "about right" : mean > precision ? "too sure" : "too modest"
    return Finding(
      "eval10", .note, "Scores are \(word)",
      measured:
        "from \(best.threshold.fixed(digits: 3)) on, where F1 is largest, the mean score is \(mean.fixed(digits: 2)) and "
        + "\(precision.percentText) are right",
      expected: "a mean score near the share that is right, if scores are to be read as probabilities",
      advice: word == "about right" ? "nothing to do" : "choose thresholds by F1, not by the score's face value")
  }

  /// The 90 % interval of AP50 over pictures drawn again (eval9).
  private static func interval(_ whatIf: WhatIf) -> Finding? {
    guard let interval = bootstrap(whatIf, draws: 200) else { return nil }
    return Finding(
      "eval9", .note, "How sure the number is",
      measured:
        "AP50 lies in \(interval.lowerBound.fixed(digits: 3)) … \(interval.upperBound.fixed(digits: 3)) for 90 % of 200 draws of "
        + whatIf.truth.objects.count.counted("picture"),
      expected: "a difference of two detectors inside this interval says nothing",
      advice: "measure on more pictures if the interval is too wide for your question")
  }

  /// The 5 % and 95 % quantiles of AP50 over pictures drawn with replacement.
  static func bootstrap(_ whatIf: WhatIf, draws: Int, seed: UInt64 = 0) -> ClosedRange<Double>? {
    let score = QuickScore(whatIf.results, whatIf.truth)
    let pictures = whatIf.truth.objects
    guard !pictures.isEmpty, score.ap != nil else { return nil }
    let values = (0..<draws).compactMap { draw -> Double? in
      var generator = SeededGenerator(seed: seed, UInt64(draw))
      var times = [Int](repeating: 0, count: pictures.count)
      for _ in pictures { times[generator.integer(in: 0...(pictures.count - 1))] += 1 }
      var counts = [Int](repeating: 0, count: whatIf.truth.counts.count)
      for (objects, count) in zip(pictures, times) where count > 0 {
        for object in objects where !object.isCrowd { counts[object.label] += count }
      }
      return score.meanAP(weight: { times[$0] }, objects: counts)
    }.sorted()
    guard let low = values.first, values.count >= 20 else { return values.first.map { $0...$0 } }
    let at = { (share: Double) in values[min(values.count - 1, Int(share * Double(values.count)))] }
    return max(low, at(0.05))...at(0.95)
  }
}
