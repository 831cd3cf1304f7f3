import Boxes
import Evaluation
import Randomness
import Testing

/// A box `width` × 10 px at `x`: two of width 10, d px apart, have IoU (10 - d)/(10 + d).
private func bar(_ x: Double, width: Double = 10) -> Box { Box(xMin: x, yMin: 0, xMax: x + width, yMax: 10) }

private func found(_ x: Double, width: Double = 10, label: Int = 0, score: Double = 0.9) -> Detection {
  Detection(box: bar(x, width: width), label: label, score: score)
}

private func object(_ x: Double, label: Int = 0, isCrowd: Bool = false, area: Double? = nil) -> LabeledBox {
  LabeledBox(box: bar(x), label: label, isCrowd: isCrowd, area: area)
}

private func outcomes(
  _ detections: [Detection], _ objects: [LabeledBox], _ matcher: DetectionMatcher = DetectionMatcher()
) -> [DetectionOutcome] {
  matcher.outcomes(EvaluatedImage(detections: detections, objects: objects))
}

@Suite("Which detections are right")
struct DetectionMatcherTests {
  @Test("The better score takes the object, the second detection of it is a mistake, however well it lies")
  func duplicates() {
    let detections = [found(0, score: 0.6), found(2, score: 0.9)]
    #expect(outcomes(detections, [object(0)]) == [.falsePositive, .truePositive(object: 0)])
  }

  @Test("Of equal scores the first in order takes the object")
  func ties() {
    #expect(outcomes([found(1), found(0)], [object(0)]) == [.truePositive(object: 0), .falsePositive])
  }

  @Test("A detection takes the object with the largest IoU that is still free")
  func largest() {
    let objects = [object(0), object(3)]
    #expect(outcomes([found(2)], objects) == [.truePositive(object: 1)])
    let two = [found(2, score: 0.9), found(3, score: 0.8)]
    // The first takes object 1 at 9/11; the second, which lies exactly on it, is left with object 0 at 7/13 > 0.5.
    #expect(outcomes(two, objects) == [.truePositive(object: 1), .truePositive(object: 0)])
  }

  @Test("IoU at the threshold itself is enough: 5 · 10 / (10 · 10 + 5 · 10 - 5 · 10) = 0.5")
  func threshold() {
    #expect(outcomes([found(0, width: 5)], [object(0)]) == [.truePositive(object: 0)])
    let stricter = DetectionMatcher(iouThreshold: 0.5.nextUp)
    #expect(outcomes([found(0, width: 5)], [object(0)], stricter) == [.falsePositive])
  }

  @Test("A perfect box of another class finds nothing")
  func classes() {
    #expect(outcomes([found(0, label: 1)], [object(0, label: 0)]) == [.falsePositive])
  }

  @Test("A crowd takes any number of detections that lie half inside it, and none of them counts")
  func crowd() {
    let region = LabeledBox(box: bar(0, width: 100), label: 0, isCrowd: true)
    let detections = [found(0), found(40), found(95, score: 0.2), found(96, score: 0.1)]
    // Shares of their own area: 10/10, 10/10, 5/10, 4/10.
    #expect(outcomes(detections, [region]) == [.ignored, .ignored, .ignored, .falsePositive])
  }

  @Test("A detection prefers an object that counts to a crowd that overlaps it more")
  func crowdLast() {
    let region = LabeledBox(box: bar(0, width: 100), label: 0, isCrowd: true)
    #expect(outcomes([found(2)], [region, object(0)]) == [.truePositive(object: 1)])
  }

  @Test("Outside the area range an object is ignored with its detection, and an idle detection too")
  func areas() {
    let medium = DetectionMatcher(area: .medium)
    #expect(outcomes([found(0)], [object(0)], medium) == [.ignored])
    #expect(outcomes([found(50)], [object(0)], medium) == [.ignored])
    let wide = found(50, width: 500)  // 5 000 px²: medium
    #expect(outcomes([wide], [object(0)], medium) == [.falsePositive])
  }

  @Test("An object's size is its annotation's area, not its box's")
  func annotationArea() {
    let medium = DetectionMatcher(area: .medium)
    #expect(outcomes([found(0)], [object(0, area: 2000)], medium) == [.truePositive(object: 0)])
  }

  @Test("32² px is small and medium at once")
  func limits() {
    #expect(AreaRange.small.contains(1024) && AreaRange.medium.contains(1024))
    #expect(!AreaRange.small.contains(1024.0.nextUp) && !AreaRange.medium.contains(1024.0.nextDown))
    #expect(AreaRange.medium.contains(9216) && AreaRange.large.contains(9216))
    #expect(AreaRange.all.contains(0) && AreaRange.all.contains(1e10))
  }

  @Test("Beyond the number allowed, the lowest scores of a class do not count")
  func maximum() {
    let one = DetectionMatcher(maximumDetections: 1)
    let detections = [found(0, score: 0.1), found(50, score: 0.9), found(70, label: 1, score: 0.2)]
    #expect(outcomes(detections, [object(0)], one) == [.ignored, .falsePositive, .falsePositive])
  }

  @Test("Without detections there are no outcomes, without objects only mistakes")
  func none() {
    #expect(outcomes([], [object(0)]).isEmpty)
    #expect(outcomes([found(0), found(20)], []) == [.falsePositive, .falsePositive])
  }

  @Test(
    "An object is found at most once, by a box of its class that reaches the threshold",
    arguments: 0..<20 as Range<UInt64>)
  func once(seed: UInt64) {
    let image = randomImages(seed: seed, count: 1, crowds: 0.2)[0]
    let outcomes = DetectionMatcher().outcomes(image)
    var taken: Set<Int> = []
    for (detection, outcome) in zip(image.detections, outcomes) {
      guard case .truePositive(let index) = outcome else { continue }
      #expect(taken.insert(index).inserted)
      #expect(image.objects[index].label == detection.label)
      #expect(image.objects[index].box.iou(detection.box) >= 0.5)
    }
  }
}
