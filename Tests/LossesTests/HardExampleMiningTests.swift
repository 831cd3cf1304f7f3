// Which anchors teach: one character an anchor. P and N are positives and negatives, I is ignored; lower case teaches.

import Boxes
import Foundation
import Losses
import Randomness
import Testing
import _TestSupport

@Suite("Online hard example mining")
struct HardExampleMiningTests {
  //        anchors     P N N I P N N N N N
  let scene = "PNNIPNNNNN"
  let losses = [0.3, 0.9, 0.1, 9.9, 0.2, 0.8, 0.7, 0.6, 0.05, 0.5]

  /// The scene with the anchors that teach in lower case.
  private func picture(_ rule: HardExampleMining.Rule, boxes: [Box] = [], iouThreshold: Double? = nil) -> String {
    let mining = HardExampleMining(rule, iouThreshold: iouThreshold)
    let selected = Set(mining.selected(losses: losses, targets: targets(scene), boxes: boxes))
    return String(scene.enumerated().map { Character(selected.contains($0) ? $1.lowercased() : String($1)) })
  }

  private func targets(_ scene: String) -> [AnchorTarget] {
    scene.map { $0 == "P" ? .positive(label: 0) : $0 == "N" ? .negative : .ignored }
  }

  @Test("SSD's 3 to 1: every positive, and for 2 positives the 6 negatives that cost most")
  func ssd() {
    #expect(picture(.negativesPerPositive(3)) == "pnnIpnnnNn")
    #expect(picture(.negativesPerPositive(1)) == "pnNIpnNNNN")
    #expect(picture(.negativesPerPositive(0)) == "pNNIpNNNNN")
  }

  @Test("An image without positives teaches nothing in SSD, unless some negatives are asked for")
  func withoutPositives() {
    let negatives = targets("NNN")
    let selected = { (rule: HardExampleMining.Rule) in
      HardExampleMining(rule).selected(losses: [0.1, 0.3, 0.2], targets: negatives)
    }
    #expect(selected(.negativesPerPositive(3)) == [])
    #expect(selected(.negativesPerPositive(3, atLeast: 2)) == [1, 2])
    #expect(selected(.balanced(8)) == [])
    #expect(selected(.hardest(2)) == [1, 2])
  }

  @Test("The hardest 3 of either sign: here no positive is among them; the ignored anchor never is")
  func hardest() {
    #expect(picture(.hardest(3)) == "PnNIPnnNNN")
    #expect(picture(.hardest(100)) == "pnnIpnnnnn")
    #expect(picture(.hardest(0)) == scene)
  }

  @Test("OHEM 1:3 in a batch of 4: the positive that costs most and three negatives; of 128 at most 32 are positives")
  func balanced() {
    #expect(picture(.balanced(4)) == "pnNIPnnNNN")
    let many = targets(String(repeating: "P", count: 100) + String(repeating: "N", count: 100))
    let selected = HardExampleMining(.balanced(128)).selected(losses: (0..<200).map(Double.init), targets: many)
    #expect(selected == Array(68..<100) + Array(104..<200))
  }

  @Test("With a suppression, neighbors of an anchor that costs more are passed over")
  func suppression() {
    // All ten lie apart, but 5 and 6 lie where 1 does.
    var boxes = (0..<10).map { Box(centerX: 20 * Double($0), centerY: 0, width: 10, height: 10) }
    (boxes[5], boxes[6]) = (boxes[1], boxes[1])
    #expect(picture(.hardest(3), boxes: boxes, iouThreshold: 0.5) == "PnNIPNNnNn")
  }

  @Test("None, one, two; of equals the first; NaN is as dear as can be, so that the sum of what is selected says so")
  func edgeCases() {
    let two = HardExampleMining(.hardest(1))
    #expect(two.selected(losses: [], targets: []) == [])
    #expect(two.selected(losses: [0.5], targets: [.negative]) == [0])
    #expect(two.selected(losses: [0.5, 0.5], targets: [.negative, .negative]) == [0])
    #expect(two.selected(losses: [0.1, .nan], targets: [.negative, .negative]) == [1])
    #expect(two.selected(losses: [.nan, .infinity], targets: [.negative, .negative]) == [0])
    let box = Box(xMin: 0, yMin: 0, xMax: 4, yMax: 4)
    let suppressing = HardExampleMining(.hardest(2), iouThreshold: 0.5)
    let targets: [AnchorTarget] = [.negative, .negative]
    #expect(suppressing.selected(losses: [0.1, .nan], targets: targets, boxes: [box, box]) == [1])
  }

  @Test("What is selected costs at least as much as what is left of its sign", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let scene = String((0..<200).map { _ in generator.chance(0.1) ? "P" : generator.chance(0.9) ? "N" : "I" })
    let targets = targets(scene)
    let losses = targets.map { _ in Double(generator.integer(in: 0...30)) }
    for rule in [HardExampleMining.Rule.negativesPerPositive(3), .hardest(40), .balanced(40)] {
      let selected = HardExampleMining(rule).selected(losses: losses, targets: targets)
      #expect(zip(selected, selected.dropFirst()).allSatisfy { $0 < $1 })
      for sign in ["P", "N"] as [Character] {
        let ofSign = scene.enumerated().filter { $0.element == sign }.map(\.offset)
        let taken = ofSign.filter(selected.contains).map { losses[$0] }
        let left = ofSign.filter { !selected.contains($0) }.map { losses[$0] }
        #expect((taken.min() ?? .infinity) >= (left.max() ?? -.infinity), "\(rule), \(sign), seed \(seed)")
      }
      #expect(selected.allSatisfy { targets[$0] != .ignored })
    }
  }

  @Test("Counts below 0, and a suppression without boxes, are refused")
  func parameters() async {
    await #expect(processExitsWith: .failure) { _ = HardExampleMining(.hardest(-1)) }
    await #expect(processExitsWith: .failure) { _ = HardExampleMining(.hardest(1), iouThreshold: 2) }
    await #expect(processExitsWith: .failure) {
      _ = HardExampleMining(.hardest(1), iouThreshold: 0.5).selected(losses: [1], targets: [.negative])
    }
  }
}
