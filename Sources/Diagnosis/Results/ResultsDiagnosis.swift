// What a results file says of the detector that wrote it.

import Boxes
import Evaluation
import Foundation
import Images
import Text

/// The checks of results: whose they are does not matter.
public struct ResultsDiagnosis {
  /// The results scored again under each repair.
  public let whatIf: WhatIf
  /// COCO's twelve numbers of the results as they are.
  public let summary: COCOSummary
  /// What was found.
  public let diagnosis: Diagnosis

  /// The checks' names, in their order.
  static let checks = [
    "eval1", "eval3", "eval2", "eval5", "eval4", "eval12", "eval11", "eval6", "eval9", "eval10", "run11", "data7",
  ]

  /// Examines results beside the truth.
  ///
  /// - Parameters:
  ///   - entries: the results.
  ///   - file: the annotations that they are scored against.
  ///   - command: how the command line names both files, for advice: "--results a.json --annotations b.json".
  ///   - view: the detector's anchors and sizes, if they are known: what could not be learnt is told from what was not.
  ///   - image: reads a picture by its place; nil for one that cannot be read. Without it no pixel is looked at.
  public init(
    _ entries: [ResultEntry], truth file: COCOFile, command: String = "", view: SetDiagnosis.View? = nil,
    image: ((Int) -> Image?)? = nil
  ) {
    let whatIf = WhatIf(entries, truth: file)
    let images = whatIf.results.images(whatIf.truth)
    let summary = COCOEvaluator(categories: file.categories.map(\.name)).evaluate(images)
    self.whatIf = whatIf
    self.summary = summary
    var findings = LabelRules.emptiness(AnnotationSet(file))
    if entries.isEmpty {
      findings.append(
        Finding(
          "eval12", .severe, "There are no results", measured: "an empty list",
          expected: "detections, also of low scores", advice: "lower the detector's score threshold to 0.05"))
    } else {
      findings += Self.repairs(whatIf, command: command)
      findings += LimitRules.findings(whatIf) + ScoreRules.findings(whatIf)
      findings += Self.truthItself(whatIf.truth) + ErrorRules.findings(whatIf, images, summary, image: image)
      if let view { findings += Self.sizes(whatIf.truth, images, view) }
    }
    diagnosis = Diagnosis(findings, checks: Self.checks + (view == nil ? [] : ["eval7"]))
  }

  /// Objects found beside objects covered, as the detector saw them (eval7).
  private static func sizes(_ truth: Truth, _ images: [EvaluatedImage], _ view: SetDiagnosis.View) -> [Finding] {
    let step = max(1, images.count / 300)
    typealias Seen = (size: ImageSize, seen: EvaluatedImage)
    let seen = stride(from: 0, to: images.count, by: step).compactMap { place -> Seen? in
      let picture = truth.pictures[place]
      guard picture.width > 0, picture.height > 0 else { return nil }
      let size = ImageSize(height: picture.height, width: picture.width)
      guard let transform = view.resizing?.transform(of: size) else { return (size: size, seen: images[place]) }
      let found = images[place].detections.map {
        Detection(box: transform.apply($0.box), label: $0.label, score: $0.score)
      }
      return (
        size: transform.size,
        seen: EvaluatedImage(detections: found, objects: transform.apply(images[place].objects))
      )
    }
    return [SizeCoverage(seen, generator: view.generator, matcher: view.matcher).finding].compactMap(\.self)
  }

  /// The repair that gains, if one does (eval2 and eval3).
  private static func repairs(_ whatIf: WhatIf, command: String) -> [Finding] {
    // Copies and a background class have findings of their own.
    guard let best = whatIf.best, ![.noSuppression, .backgroundClass].contains(best.repair), let ap50 = whatIf.ap50,
      let ap75 = whatIf.ap75
    else { return [] }
    let isLabel = [Repair.labelsUp, .labelsDown, .labelsPermuted, .labelsIgnored].contains(best.repair)
    let others = whatIf.outcomes.filter { $0.repair != best.repair && $0.gain >= 0.2 }.prefix(3)
    let can = whatIf.entries(after: best.repair) != nil && !command.isEmpty
    return [
      Finding(
        isLabel ? "eval2" : "eval3", .severe, "It looks as if \(best.repair.fault)",
        measured:
          "AP50 \(ap50.fixed(digits: 3)) as it is, \(best.ap50.fixed(digits: 3)) after the repair '\(best.repair.rawValue)'"
          + (best.detail.isEmpty ? "" : " (\(best.detail))")
          + "; AP75 \(ap75.fixed(digits: 3)) and \(best.ap75.fixed(digits: 3))",
        expected: "no repair that brings 0.2: right results gain nothing by another reading",
        places: others.map { "\($0.repair.rawValue) would bring \($0.gain50.fixed(digits: 3))" },
        advice: best.repair == .labelsIgnored
          ? "the boxes are right: look at how class numbers are made from the network's outputs"
          : "mend what writes the results; until then the repaired file can be written",
        command: can ? "retinanet doctor \(command) --write-repaired repaired.json" : "", repair: best.repair.rawValue)
    ]
  }

  /// The truth as detections (eval1).
  private static func truthItself(_ truth: Truth) -> [Finding] {
    let images = truth.objects.map { objects in
      EvaluatedImage(
        detections: objects.filter { !$0.isCrowd }.map { Detection(box: $0.box, label: $0.label, score: 1) },
        objects: objects)
    }
    let summary = COCOEvaluator(categories: truth.file.categories.map(\.name)).evaluate(images)
    guard let ap = summary.ap, ap < 1 - 1e-9 else { return [] }
    return [
      Finding(
        "eval1", .warning, "Even the truth does not score 1",
        measured: "AP \(ap.fixed(digits: 4)) with the objects as detections",
        expected: "1: the rest cannot be reached by any detector",
        advice: "look for objects without an area, for more than 100 objects of a class in a picture, and for copies",
        command: "")
    ]
  }
}
