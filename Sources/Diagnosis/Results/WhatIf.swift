// Results scored again under each repair: which reading of the same file would have scored better?

import Boxes
import Evaluation
import Foundation
import Images
import Losses

/// What a repair would bring.
public struct RepairOutcome: Hashable, Sendable, Codable {
  /// The repair.
  public var repair: Repair
  /// What it does in this case: "times 2.00", "1 → 3, 2 → 1"; empty where its name says it.
  public var detail: String
  /// AP at IoU 0.50 with it.
  public var ap50: Double
  /// AP at IoU 0.75 with it.
  public var ap75: Double
  /// How much AP at IoU 0.50 it brings.
  public var gain50: Double
  /// How much AP at IoU 0.75 it brings.
  public var gain75: Double

  /// The larger of the two gains.
  public var gain: Double { max(gain50, gain75) }
}

/// Results scored again under each repair.
///
/// Properties:
/// - Right results gain nothing by any repair.
/// - AP is that of COCO's rule at IoU 0.50 and 0.75 (at most 100 detections of a class and picture).
/// - What changes no order of scores changes no AP: `logits` gains nothing, and is found by the scores themselves.
public struct WhatIf {
  /// AP at IoU 0.50 as the results are; nil if no class has an object.
  public let ap50: Double?
  /// AP at IoU 0.75 as the results are.
  public let ap75: Double?
  /// Every repair that was tried, the largest gain first; of equal gains in the order of `Repair.allCases`.
  public let outcomes: [RepairOutcome]

  let truth: Truth
  let results: RankedResults
  private let repaired: [Repair: RankedResults]

  /// Scores results as they are and under each repair.
  ///
  /// - Complexity: some thirty passes over the results; 500 000 take a few seconds.
  public init(_ entries: [ResultEntry], truth file: COCOFile) {
    let truth = Truth(file)
    let results = RankedResults(entries, truth)
    self.truth = truth
    self.results = results
    let base = (QuickScore(results, truth).ap, QuickScore(results, truth, iouThreshold: 0.75).ap)
    (ap50, ap75) = base
    var (outcomes, repaired) = ([RepairOutcome](), [Repair: RankedResults]())
    for candidate in Self.candidates(results, truth) {
      guard let ap50 = base.0, let ap75 = base.1 else { break }
      let after50 = QuickScore(candidate.results, truth).ap ?? 0
      let after75 = QuickScore(candidate.results, truth, iouThreshold: 0.75).ap ?? 0
      outcomes.append(
        RepairOutcome(
          repair: candidate.repair, detail: candidate.detail, ap50: after50, ap75: after75, gain50: after50 - ap50,
          gain75: after75 - ap75))
      repaired[candidate.repair] = candidate.results
    }
    self.outcomes = outcomes.enumerated().sorted {
      $0.element.gain == $1.element.gain ? $0.offset < $1.offset : $0.element.gain > $1.element.gain
    }.map(\.element)
    self.repaired = repaired
  }

  /// A repair that was tried.
  struct Candidate {
    let repair: Repair
    let detail: String
    let results: RankedResults
  }

  /// The repair to be named: it brings at least 0.2, and no other brings more but for labels that are ignored, which
  /// explain and do not mend.
  public var best: RepairOutcome? {
    outcomes.first { $0.gain >= 0.2 && $0.repair != .labelsIgnored }
      ?? outcomes.first { $0.gain >= 0.2 }
  }

  /// The outcome of a repair.
  public subscript(repair: Repair) -> RepairOutcome? { outcomes.first { $0.repair == repair } }

  /// The results after a repair, by falling score: those of pictures and classes that the truth lacks as they were.
  ///
  /// - Returns: nil for what no repair brings back.
  public func entries(after repair: Repair) -> [ResultEntry]? {
    if repair == .logits {
      return results.entries.map { entry in
        var entry = entry
        entry.score = sigmoid(entry.score)
        return entry
      }
    }
    guard repair != .labelsIgnored, let repaired = repaired[repair] else { return nil }
    return repaired.entries.indices.map { index in
      var entry = repaired.entries[index]
      if repaired.pictures[index] >= 0 { entry.imageID = truth.file.images[repaired.pictures[index]].id }
      if repaired.labels[index] >= 0 { entry.categoryID = truth.file.categories[repaired.labels[index]].id }
      return entry
    }
  }

  /// COCO's twelve numbers as the results are, or after a repair.
  public func summary(after repair: Repair? = nil) -> COCOSummary {
    let chosen = repair.flatMap { repaired[$0] } ?? results
    return COCOEvaluator(categories: truth.file.categories.map(\.name)).evaluate(chosen.images(truth))
  }

  private static func candidates(_ results: RankedResults, _ truth: Truth) -> [Candidate] {
    LabelRepairs.candidates(results, truth) + BoxRepairs.candidates(results, truth)
      + PictureRepairs.candidates(results, truth) + SuppressionRepairs.candidates(results, truth)
  }
}
