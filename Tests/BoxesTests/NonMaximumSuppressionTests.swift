// Which of many detections survive: none, one, two, many.

import Boxes
import Randomness
import Testing
import _TestSupport

@Suite("Non-maximum suppression")
struct NonMaximumSuppressionTests {
  let square = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)

  @Test("Of no detections none are kept, of one that one")
  func noneAndOne() {
    #expect(NonMaximumSuppression().kept([]) == [])
    #expect(NonMaximumSuppression().kept([Detection(box: square, label: 0, score: 0.1)]) == [0])
  }

  @Test("Of two equal boxes the surer one is kept, at a tie the first")
  func two() {
    #expect(kept(scores: [0.4, 0.6]) == [1])
    #expect(kept(scores: [0.5, 0.5]) == [0])
  }

  @Test("An IoU of exactly 0.5 does not suppress: strictly above is needed")
  func threshold() {
    let half = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 5)
    let more = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 5.001)
    #expect(square.iou(half) == 0.5)
    let surer = Detection(box: square, label: 0, score: 0.9)
    #expect(NonMaximumSuppression().kept([surer, Detection(box: half, label: 0, score: 0.8)]) == [0, 1])
    #expect(NonMaximumSuppression().kept([surer, Detection(box: more, label: 0, score: 0.8)]) == [0])
  }

  @Test("Per class, a cup and a saucer in one box both stay; over all classes the surer one")
  func classes() {
    let cup = Detection(box: square, label: 0, score: 0.7)
    let saucer = Detection(box: square, label: 1, score: 0.8)
    #expect(NonMaximumSuppression(perClass: true).kept([cup, saucer]) == [1, 0])
    #expect(NonMaximumSuppression(perClass: false).kept([cup, saucer]) == [1])
  }

  @Test("One dog found as dog and as wolf (keras-retinanet#466): per class both stay, class-agnostic the surer one")
  func oneObjectTwoClasses() {
    //  The boxes of one animal, IoU 9/11, from the outputs of two classes; a second animal stands apart.
    let dog = Detection(box: square, label: 3, score: 0.6)
    let wolf = Detection(box: Box(xMin: 1, yMin: 0, xMax: 11, yMax: 10), label: 7, score: 0.55)
    let another = Detection(box: Box(xMin: 40, yMin: 0, xMax: 50, yMax: 10), label: 7, score: 0.3)
    #expect(isClose(dog.box.iou(wolf.box), 9.0 / 11))
    #expect(NonMaximumSuppression().kept([dog, wolf, another]) == [0, 1, 2])
    #expect(NonMaximumSuppression(perClass: false).kept([dog, wolf, another]) == [0, 2])
  }

  @Test("py-faster-rcnn counts the last pixel, and suppresses at the threshold too")
  func older() {
    //  Pixels 0…9 and 0…4 in a column of 10: 50 of 100, exactly half; continuous 9 · 4 of 9 · 9.
    let surer = Detection(box: Box(xMin: 0, yMin: 0, xMax: 9, yMax: 9), label: 0, score: 0.9)
    let half = Detection(box: Box(xMin: 0, yMin: 0, xMax: 9, yMax: 4), label: 0, score: 0.8)
    #expect(surer.box.iou(half.box, .inclusive) == 0.5)
    #expect(isClose(surer.box.iou(half.box), 4.0 / 9))
    #expect(NonMaximumSuppression(pixels: .inclusive).kept([surer, half]) == [0, 1])
    #expect(NonMaximumSuppression(pixels: .inclusive, includesThreshold: true).kept([surer, half]) == [0])
    #expect(NonMaximumSuppression(includesThreshold: true).kept([surer, half]) == [0, 1])
  }

  @Test("What a dropped detection would have suppressed is kept: A drops B, and C, near B only, stays")
  func chain() {
    //  A 0…10, B 3…13, C 6…16: IoU(A, B) = IoU(B, C) = 7/13, IoU(A, C) = 4/16
    let row = zip([0.0, 3, 6], [0.9, 0.8, 0.7]).map { x, score in
      Detection(box: Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10), label: 0, score: score)
    }
    #expect(row[0].box.iou(row[1].box) == 7.0 / 13)
    #expect(NonMaximumSuppression().kept(row) == [0, 2])
  }

  @Test("A detection whose score is NaN is never kept, and does not disturb the others")
  func notANumber() {
    let far = Box(xMin: 50, yMin: 50, xMax: 60, yMax: 60)
    let detections = [
      Detection(box: square, label: 0, score: .nan), Detection(box: square, label: 0, score: 0.2),
      Detection(box: far, label: 0, score: 0.6),
    ]
    #expect(NonMaximumSuppression().kept(detections) == [2, 1])
  }

  @Test("Many: a detection is kept exactly if no kept one before it overlaps it", arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let detections = (0..<200).map { _ in
      Detection(
        box: randomBox(using: &generator), label: generator.integer(in: 0...2),
        score: Double(generator.integer(in: 0...20)) / 20)
    }
    for perClass in [true, false] {
      let suppression = NonMaximumSuppression(iouThreshold: 0.4, perClass: perClass)
      let kept = suppression.kept(detections)
      #expect(kept.count > 1)
      #expect(kept.count < detections.count)
      let comesBefore = { (a: Int, b: Int) in
        let (first, second) = (detections[a].score, detections[b].score)
        return first > second || (first == second && a < b)
      }
      #expect(zip(kept, kept.dropFirst()).allSatisfy(comesBefore))
      for index in detections.indices {
        let isSuppressed = kept.contains { other in
          comesBefore(other, index) && (!perClass || detections[other].label == detections[index].label)
            && detections[other].box.iou(detections[index].box) > 0.4
        }
        #expect(kept.contains(index) == !isSuppressed, "detection \(index)")
      }
      #expect(suppression.kept(detections, limit: 5) == Array(kept.prefix(5)))
    }
  }

  private func kept(scores: [Double]) -> [Int] {
    NonMaximumSuppression().kept(scores.map { Detection(box: square, label: 0, score: $0) })
  }
}
