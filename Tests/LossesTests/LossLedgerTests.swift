// Who owns the loss: the arithmetic is that of the doc comments.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Loss ledger")
struct LossLedgerTests {
  private func logit(_ probability: Double) -> Double { log(probability / (1 - probability)) }

  /// 10 positives at 0.5 and 10 000 negatives at a probability.
  private func ledger(_ name: String, _ loss: FocalLoss, negatives: Double) -> LossLedger {
    LossLedger(
      name, loss,
      logits: Array(repeating: [0], count: 10) + Array(repeating: [logit(negatives)], count: 10_000),
      targets: Array(repeating: .positive(label: 0), count: 10) + Array(repeating: .negative, count: 10_000))
  }

  @Test("10 positives at 0.5 and 10 000 negatives at 0.1: the negatives own 99.3 % of CE and 94.8 % of FL")
  func early() {
    let entropy = ledger("cross entropy", .crossEntropy, negatives: 0.1)
    #expect(isClose(entropy[.positive].sum, 10 * log(2)))
    #expect(rounds(entropy[.positive].sum, to: 6.93, digits: 2))
    #expect(isClose(entropy[.easyNegative].sum, 10_000 * -log(0.9)))
    #expect(rounds(entropy[.easyNegative].sum, to: 1053.61, digits: 2))
    #expect(rounds(100 * entropy.share(.easyNegative), to: 99.3, digits: 1))
    let focal = ledger("focal loss", FocalLoss(), negatives: 0.1)
    #expect(isClose(focal[.positive].sum, 10 * 0.25 * 0.5 * 0.5 * log(2)))
    #expect(rounds(focal[.positive].sum, to: 0.43, digits: 2))
    #expect(isClose(focal[.easyNegative].sum, 10_000 * 0.75 * 0.1 * 0.1 * -log(0.9)))
    #expect(rounds(focal[.easyNegative].sum, to: 7.90, digits: 2))
    #expect(rounds(100 * focal.share(.easyNegative), to: 94.8, digits: 1))
  }

  @Test("With the negatives at 0.01 they still own 93.5 % of CE, but 1.7 % of FL")
  func late() {
    let entropy = ledger("cross entropy", .crossEntropy, negatives: 0.01)
    #expect(rounds(100 * entropy.share(.easyNegative), to: 93.5, digits: 1))
    let focal = ledger("focal loss", FocalLoss(), negatives: 0.01)
    #expect(rounds(100 * focal.share(.easyNegative), to: 1.7, digits: 1))
  }

  @Test("Negatives are sorted by their highest score: below 0.2 easy, from 0.5 hard; ignored anchors own nothing")
  func groups() {
    let rows = [[0.1, 0.19], [0.3, 0.2], [0.05, 0.49], [0.5, 0.1], [0.99, 0.9], [0.5, 0.5]]
    let logits = rows.map { $0.map(logit) } + [[0, 0]]
    let targets: [AnchorTarget] = Array(repeating: .negative, count: 5) + [.positive(label: 1), .ignored]
    let ledger = LossLedger("CE", .crossEntropy, logits: logits, targets: targets)
    #expect(LossLedger.Group.allCases.map { ledger[$0].count } == [1, 2, 2, 1])
    #expect(isClose(ledger[.positive].sum, 2 * log(2)))
    #expect(isClose(ledger[.easyNegative].sum, -log(0.9) - log(0.81)))
    let strict = LossLedger("CE", .crossEntropy, logits: logits, targets: targets, easyBelow: 0.1, hardFrom: 0.9)
    #expect(LossLedger.Group.allCases.map { strict[$0].count } == [1, 1, 4, 0])
  }

  @Test("Counts, sums and shares add up", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let logits = (0..<100).map { _ in (0..<3).map { _ in generator.uniform(in: -6...4) } }
    let targets: [AnchorTarget] = logits.map { _ in
      generator.chance(0.1)
        ? .positive(label: generator.integer(in: 0...2)) : generator.chance(0.9) ? .negative : .ignored
    }
    let ledger = LossLedger("FL", FocalLoss(), logits: logits, targets: targets)
    let groups = LossLedger.Group.allCases
    #expect(groups.reduce(0) { $0 + ledger[$1].count } == targets.count { $0 != .ignored })
    let positives = max(1, ledger[.positive].count)
    let loss = FocalLoss().imageLoss(logits: logits, targets: targets)
    #expect(isClose(ledger.total, loss * Double(positives)))
    #expect(isClose(groups.reduce(0) { $0 + ledger.share($1) }, 1))
  }

  @Test("The table of the doc comment")
  func table() {
    let ledgers = [
      ledger("cross entropy", .crossEntropy, negatives: 0.1), ledger("focal loss", FocalLoss(), negatives: 0.1),
    ]
    #expect(
      LossLedger.table(ledgers) == """
                            anchors  cross entropy         focal loss
        positives                10         6.9315   0.7%      0.4332   5.2%
        hard negatives            0         0.0000   0.0%      0.0000   0.0%
        moderate negatives        0         0.0000   0.0%      0.0000   0.0%
        easy negatives        10000      1053.6052  99.3%      7.9020  94.8%
        """)
  }

  @Test("An image without anchors has no loss, and no shares")
  func empty() {
    let ledger = LossLedger("CE", .crossEntropy, logits: [], targets: [])
    #expect(ledger.total == 0)
    #expect(ledger.share(.positive) == 0)
  }

  @Test("Thresholds that do not rise, and ledgers of different anchors in one table, are refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) {
      _ = LossLedger("CE", .crossEntropy, logits: [], targets: [], easyBelow: 0.6, hardFrom: 0.5)
    }
    await #expect(processExitsWith: .failure) {
      let one = LossLedger("CE", .crossEntropy, logits: [[0]], targets: [.negative])
      _ = LossLedger.table([one, LossLedger("CE", .crossEntropy, logits: [], targets: [])])
    }
  }
}
