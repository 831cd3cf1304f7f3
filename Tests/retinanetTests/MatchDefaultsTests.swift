// What `retinanet match` assumes without options.

import CommandLineTool
import Detector
import Matching
import Systems
import Testing

@testable import retinanet

@Suite("Defaults of retinanet match")
struct MatchDefaultsTests {
  /// Object 0 of this scene, an ellipse of 17 × 13 px, reaches no small anchor's threshold.
  private func lines(_ words: String) -> [Substring] {
    Program.retinaNet.run("match --seed 0 --index 2 \(words)").output.split(separator: "\n")
  }

  @Test("The small anchors are matched as the detector is trained: with the low-quality rule")
  func small() {
    #expect(
      AnchorConfiguration.small.matcher.lowQuality
        == RetinaNet.Configuration.small.learning.assigner.matcher?.lowQuality)
    let isTheRule = lines("") == lines("--low-quality best")
    #expect(isTheRule)
    let isLearnt = lines("").contains { $0.contains("Object 0 is learnt by 1 anchor, by the low-quality rule alone") }
    #expect(isLearnt)
    let isMissed = lines("--low-quality none").contains { $0.contains("Object 0 is not learnt") }
    #expect(isMissed)
  }

  @Test("The paper's anchors are matched by the paper's rule: without it")
  func paper() {
    #expect(AnchorConfiguration.system(.paper).matcher.lowQuality == Matcher.LowQualityRule.none)
    let isTheRule = lines("--config paper") == lines("--config paper --low-quality none")
    #expect(isTheRule)
  }
}
