// The number that the sentence and the picture's legend share.

import Testing

@testable import Matching

@Suite("Numbers of verdicts")
struct VerdictNumbersTests {
  @Test(
    "0.4751 is 0.48, but 0.4996 is not shown as the threshold 0.50 that it misses",
    arguments: [(0.4751, "0.48"), (0.4996, "0.4996"), (0.1, "0.10"), (0.5, "0.50"), (0.5001, "0.5001")])
  func text(iou: Double, expected: String) {
    let verdict = ObjectVerdict(
      object: 0, positiveCount: 0, bestAnchor: 0, bestIoU: iou, learntIoU: 0, matcher: Matcher(),
      leavesAnchorsOut: false,
      reason: .belowThreshold)
    #expect(verdict.bestIoUText == expected)
    #expect(verdict.sentence.hasSuffix("the largest IoU is \(expected)."))
  }
}
