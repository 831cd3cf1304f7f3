import Evaluation
import Testing
import _TestSupport

@Suite("Average precision")
struct AveragePrecisionTests {
  @Test("+-+ with three objects: all points give (1 + 2/3 + 0)/3 = 5/9")
  func allPoints() throws {
    // The envelope is 1 up to recall 1/3, then 2/3 up to recall 2/3, then 0.
    let value = try #require(AveragePrecision.allPoints.value(curve("+-+", objects: 3)))
    let expected: Double = (1 + 2 / 3 + 0) / 3
    #expect(isClose(value, expected))
  }

  @Test("+-+ with three objects: COCO gives (34 · 1 + 33 · 2/3 + 34 · 0)/101 = 0.554455…")
  func coco() throws {
    // Recalls 0 … 0.33 are 34 of the 101 points, 0.34 … 0.66 another 33, 0.67 … 1 the last 34.
    let value = try #require(AveragePrecision.coco.value(curve("+-+", objects: 3)))
    let expected: Double = (34 * 1 + 33 * 2 / 3 + 34 * 0) / 101
    #expect(isClose(value, expected))
    #expect(rounds(value, to: 0.5545, digits: 4))
  }

  @Test("+-+ with three objects: eleven points give (4 · 1 + 3 · 2/3 + 4 · 0)/11 = 6/11")
  func elevenPoints() throws {
    let value = try #require(AveragePrecision.elevenPoints.value(curve("+-+", objects: 3)))
    let expected: Double = (4 * 1 + 3 * 2 / 3 + 4 * 0) / 11
    #expect(isClose(value, expected))
  }

  @Test("The envelope forgives an early mistake that a later find makes good: -++ counts as 2/3 throughout")
  func envelope() throws {
    #expect(isClose(try #require(AveragePrecision.allPoints.value(curve("-++", objects: 2))), 2.0 / 3))
    #expect(isClose(try #require(AveragePrecision.coco.value(curve("-++", objects: 2))), 2.0 / 3))
  }

  @Test("COCO's 36th recall is 0.35000000000000003: 7 of 20 found reach 35 of the 101 points, not 36")
  func doubles() throws {
    #expect(AveragePrecision.cocoRecalls.count == 101)
    #expect(AveragePrecision.cocoRecalls[35] == 0.35000000000000003)
    #expect(AveragePrecision.cocoRecalls[35] > 7.0 / 20)
    #expect(AveragePrecision.cocoRecalls[100] == 1)
    let value = try #require(AveragePrecision.coco.value(curve("+++++++", objects: 20)))
    #expect(isClose(value, 35.0 / 101))
  }

  @Test("Precision at COCO's recalls steps down with the envelope")
  func steps() {
    let precisions = AveragePrecision.precisions(curve("+-+", objects: 3))
    #expect(precisions.count == 101)
    #expect(isClose(precisions[0], 1) && isClose(precisions[33], 1))
    #expect(isClose(precisions[34], 2.0 / 3) && isClose(precisions[66], 2.0 / 3))
    #expect(precisions[67] == 0 && precisions[100] == 0)
  }

  @Test("Without objects there is no average precision; without finds it is 0", arguments: AveragePrecision.allCases)
  func none(convention: AveragePrecision) {
    #expect(convention.value(curve("", objects: 0)) == nil)
    #expect(convention.value(curve("--", objects: 0)) == nil)
    #expect(convention.value(curve("", objects: 2)) == 0)
    #expect(convention.value(curve("--", objects: 2)) == 0)
  }

  @Test("All found before the first mistake is 1, whatever comes after", arguments: AveragePrecision.allCases)
  func perfect(convention: AveragePrecision) throws {
    for picture in ["+++", "+++---"] {
      #expect(isClose(try #require(convention.value(curve(picture, objects: 3))), 1))
    }
  }

  @Test("A mistake that scores above a find costs; one below the last find does not")
  func order() throws {
    let value = { AveragePrecision.coco.value(curve($0, objects: 3)) ?? 0 }
    #expect(value("++-") == value("++"))
    #expect(value("+-+") < value("++-"))
    #expect(value("-++") < value("+-+"))
  }

  @Test("The conventions differ by at most two recall steps and lie in 0 ... 1", arguments: 0..<20 as Range<UInt64>)
  func bounds(seed: UInt64) throws {
    let curve = randomCurve(seed: seed, missed: 1...10)
    let exact = try #require(AveragePrecision.allPoints.value(curve))
    let coco = try #require(AveragePrecision.coco.value(curve))
    let eleven = try #require(AveragePrecision.elevenPoints.value(curve))
    for value in [exact, coco, eleven] { #expect(value >= 0 && value <= 1) }
    // A falling function's mean at the n + 1 points 0, 1/n … 1 differs from its integral by at most 1/(n + 1), and
    // points whose double lies just above i/n may miss a step of the curve that ends there: as much again.
    #expect(abs(coco - exact) <= 2.0 / 101)
    #expect(abs(eleven - exact) <= 2.0 / 11)
  }

  @Test("VOC's eleven recalls are i · 0.1: 3 of 5 objects do not reach 0.6000000000000001, so AP is 6/11 and not 7/11")
  func elevenRecalls() throws {
    #expect([3.0, 6, 7].map { $0 * 0.1 } == [0.30000000000000004, 0.6000000000000001, 0.7000000000000001])
    #expect(isClose(try #require(AveragePrecision.elevenPoints.value(curve("+++", objects: 5))), 6.0 / 11))
    #expect(isClose(try #require(AveragePrecision.elevenPoints.value(curve("+++", objects: 6))), 6.0 / 11))
    #expect(isClose(try #require(AveragePrecision.elevenPoints.value(curve("++++", objects: 5))), 9.0 / 11))
    #expect(isClose(try #require(AveragePrecision.elevenPoints.value(curve("+++", objects: 10))), 3.0 / 11))
  }
}
