// Who owns the loss of an image: the few positives, or the hundred thousand negatives?
// It counts what a classification loss charges; how fast the loss piles up is a LossCurve.

import Boxes
import Foundation
import Text

/// The loss of an image, entered to the account of those who caused it.
///
/// One object with 10 positive anchors at p = 0.5, and 10 000 negatives at p = 0.1: the positives cost 6.93 by cross
/// entropy, the negatives 1053.61, that is 99.3 % of the loss. By the focal loss (α = 0.25, γ = 2) it is 0.43 against
/// 7.90, 94.8 %. Once the negatives are at p = 0.01, they own 93.5 % by cross entropy, and 1.7 % by the focal loss.
///
/// Properties:
/// - The counts add up to the anchors that are not ignored, the sums to the loss before normalization.
/// - The shares add up to 1, unless there is no loss at all.
public struct LossLedger: Hashable, Sendable {
  /// A kind of anchor.
  public enum Group: String, Hashable, Sendable, CaseIterable {
    /// Anchors that should report an object.
    case positive = "positives"
    /// Negatives whose highest score is at least `hardFrom`: false alarms.
    case hardNegative = "hard negatives"
    /// Negatives between the two.
    case moderateNegative = "moderate negatives"
    /// Negatives whose highest score is below `easyBelow`.
    case easyNegative = "easy negatives"
  }

  /// How many anchors there are in a group, and what they cost.
  public struct Entry: Hashable, Sendable {
    /// The number of anchors.
    public internal(set) var count = 0
    /// The sum of their losses, before normalization.
    public internal(set) var sum = 0.0
  }

  /// What the loss is called in tables.
  public let name: String
  /// The entries of all groups.
  public let entries: [Group: Entry]

  /// The ledger of an image, or of all anchors of many.
  ///
  /// - Parameters:
  ///   - name: what the loss is called in tables.
  ///   - loss: the loss to enter.
  ///   - logits: [anchors, outputs].
  ///   - targets: [anchors].
  ///   - easyBelow: a negative whose highest score is below this is easy.
  ///   - hardFrom: a negative whose highest score is at least this is hard; not below `easyBelow`.
  public init(
    _ name: String, _ loss: some ClassificationLoss, logits: [[Double]], targets: [AnchorTarget],
    easyBelow: Double = 0.2,
    hardFrom: Double = 0.5
  ) {
    precondition(
      0 <= easyBelow && easyBelow <= hardFrom && hardFrom <= 1,
      "easyBelow and hardFrom must rise within 0...1, found \(easyBelow), \(hardFrom)")
    self.name = name
    var entries: [Group: Entry] = [:]
    for (anchor, cost) in loss.anchorLosses(logits: logits, targets: targets).enumerated() {
      let group: Group
      switch targets[anchor] {
      case .ignored: continue
      case .positive: group = .positive
      case .negative:
        let score = loss.outputs.scores(logits[anchor]).max() ?? 0
        group = score >= hardFrom ? .hardNegative : score < easyBelow ? .easyNegative : .moderateNegative
      }
      entries[group, default: Entry()].count += 1
      entries[group, default: Entry()].sum += cost
    }
    self.entries = entries
  }

  /// The entry of a group; empty if the image has no such anchor.
  public subscript(group: Group) -> Entry { entries[group] ?? Entry() }

  /// The whole loss, before normalization.
  public var total: Double { Group.allCases.reduce(0) { $0 + self[$1].sum } }

  /// A group's share of the loss, in 0...1; 0 if there is no loss.
  public func share(_ group: Group) -> Double { total > 0 ? self[group].sum / total : 0 }

  /// Ledgers of the same anchors side by side, for people.
  ///
  /// ```
  ///                     anchors  cross entropy         focal loss
  /// positives                10         6.9315   0.7%      0.4332   5.2%
  /// hard negatives            0         0.0000   0.0%      0.0000   0.0%
  /// moderate negatives        0         0.0000   0.0%      0.0000   0.0%
  /// easy negatives        10000      1053.6052  99.3%      7.9020  94.8%
  /// ```
  ///
  /// - Precondition: all ledgers have the same anchors in the same groups.
  public static func table(_ ledgers: [LossLedger]) -> String {
    let counts = { (ledger: LossLedger) in Group.allCases.map { ledger[$0].count } }
    precondition(
      ledgers.allSatisfy { counts($0) == counts(ledgers[0]) },
      "ledgers must be of the same anchors, found \(ledgers.map(counts))")
    var rows = [["", "anchors"] + ledgers.flatMap { [$0.name, ""] }]
    for group in Group.allCases {
      let count = ledgers.first?[group].count ?? 0
      let cells = ledgers.flatMap { ledger in
        [ledger[group].sum.fixed(digits: 4), ledger.share(group).percent() + "%"]
      }
      rows.append([group.rawValue, String(count)] + cells)
    }
    return textTable(rows)
  }
}
