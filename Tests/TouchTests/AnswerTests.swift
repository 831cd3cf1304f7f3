// What pages say, by numbers that can be checked by hand. That browsers say the same is .ci/touch's business.

import Boxes
import Losses
import Matching
import Systems
import Testing
import Touch

@Suite("Answers of pages")
struct AnswerTests {
  @Test("Matching: by every system, the counts are those of its own presets, and every object has a verdict")
  func matching() {
    let objects: [Double] = [60, 92, 190, 202, 214, 60, 240, 92]
    let choices = Answer.matching([])
    #expect(Array(choices.texts.prefix(8)) == ReferenceSystem.allCases.map(\.name))
    for (index, system) in ReferenceSystem.allCases.enumerated() {
      let own = choices.numbers[(3 * index)..<(3 * index + 3)]
      let answer = Answer.matching([Double(index)] + own + [0, -1, 0] + objects)
      let padding = system.sheet.padding
      let matches = Matcher.preset(system).match(
        anchors: system.sheet.anchors.anchors(on: ImageSize(height: padding.padded(240), width: padding.padded(320))),
        objects: [
          Box(xMin: 60, yMin: 92, xMax: 190, yMax: 202), Box(xMin: 214, yMin: 60, xMax: 240, yMax: 92),
        ], image: ImageSize(height: 240, width: 320))
      #expect(
        answer.numbers.prefix(4)
          == [
            Double(matches.anchors.count), Double(matches.positiveCount), Double(matches.ignoredCount),
            Double(matches.negativeCount),
          ])
      #expect(answer.numbers.count == 9 + 5 * (matches.positiveCount + matches.ignoredCount))
      #expect(answer.texts.count == 5)
      #expect(Array(answer.texts[3...]) == matches.objectVerdicts.map(\.sentence))
    }
  }

  @Test("Matching: a point is answered by the anchor about it, with its verdict and its place")
  func asked() {
    let answer = Answer.matching([0, 0, 0.5, 0.4, 0, 100, 100, 80, 80, 120, 120])
    #expect(answer.numbers[4] == 1)
    #expect(answer.texts[1].contains("is positive and learns object 0: IoU"))
    #expect(answer.texts[2] == "P3, row 12, column 12, 40 × 40 px")
    let none = Answer.matching([0, 0, 0.5, 0.4, 0, -1, 100, 80, 80, 120, 120])
    #expect(none.numbers[4...8] == [0, 0, 0, 0, 0])
    #expect(none.texts[1].isEmpty)
  }

  @Test("Loss: the README's image; positives own 5.2 % of the focal loss, easy negatives 94.8 %")
  func loss() {
    let answer = Answer.loss([2, 0.25, 10, 0.5, 0, 0.7, 10_000, 0.1])
    #expect(answer.texts[0] == "focal, γ 2.0, α 0.25 for positives and 0.75 for negatives")
    #expect(Array(answer.texts[4..<9]) == ["10", "6.9315", "0.7 %", "0.4332", "5.2 %"])
    #expect(answer.texts[24..<29] == ["10 010", "1060.5366", "", "8.3353", ""])
    #expect(answer.texts.count == 30)
    // The third curve is γ = 1, and its 90th point pt = 0.9: 0.1 · 0.10536.
    #expect(abs(answer.numbers[2 * 99 + 89] - 0.010536) < 1e-6)
    #expect(answer.numbers.count == 6 * 99 + 6 + 8)
  }

  @Test("Coding: (1, 0, 0, 0) of a center coder is ten times as much by yhenon, and read so it is another box")
  func coding() {
    let names = Answer.coding([]).texts
    #expect(names.count == 7 && names[0] == "the paper, torchvision, Detectron2" && names[6] == "FCOS")
    let answer = Answer.coding([0, 4, 0, 0, 100, 100, 100, 0, 200, 100])
    #expect(Array(answer.texts.prefix(4)) == ["1.0000", "0.0000", "0.0000", "0.0000"])
    #expect(answer.texts[4 * 7].contains("a box of 10.0…110.0 × 0.0…100.0, IoU 0.05"), "\(answer.texts[28])")
    // Back by the coder that wrote it: the box itself.
    #expect(Answer.coding([0, 0, 0, 0, 100, 100, 100, 0, 200, 100]).numbers.suffix(5) == [100, 0, 200, 100, 1])
  }

  @Test("Suppression: an IoU of exactly the threshold suppresses by Detectron's rule only; a soft rule lowers scores")
  func suppression() {
    // Two boxes of 10 × 10 that share 10 × 5 of 150: 1/3.
    let boxes: [Double] = [0, 0, 10, 10, 0, 0.9, 0, 5, 10, 15, 0, 0.8]
    #expect(Answer.suppression([0, 0.5, 1] + boxes).numbers == [0.9, 0.8])
    #expect(Answer.suppression([0, 0.3, 1] + boxes).numbers == [0.9, 0])
    let soft = Answer.suppression([2, 0.3, 1] + boxes)
    #expect(abs(soft.numbers[1] - 0.8 * 2 / 3) < 1e-15)
    #expect(
      soft.texts[3] == "B, 0.80: stays with 0.5333; of the surer ones that remain it overlaps A most, IoU 0.3333.")
    // Inclusive pixels: 6 · 11 shared of 2 · 121 - 66 = 176, that is 3/8.
    #expect(Answer.suppression([0, 0.375, 1] + boxes).numbers == [0.9, 0.8])
    #expect(Answer.suppression([1, 0.375, 1] + boxes).numbers == [0.9, 0])
    // Another class, by itself or not.
    let two = boxes.prefix(10) + [1, 0.8]
    #expect(Answer.suppression([0, 0.3, 1] + two).numbers == [0.9, 0.8])
    #expect(Answer.suppression([0, 0.3, 0] + two).numbers == [0.9, 0])
  }

  @Test("Suppression: two equal boxes of equal score each have their own remainder")
  func equals() {
    let box: [Double] = [0, 0, 10, 10, 0, 0.9]
    #expect(Answer.suppression([0, 0.5, 1] + box + box).numbers == [0.9, 0])
    let soft = Answer.suppression([3, 0.5, 1] + box + box).numbers
    #expect(soft[0] == 0.9 && soft[1] < 0.13 && soft[1] > 0.12)
  }

  @Test("Curve: right, wrong, right of two objects is 5/6 by all points, and the best F1 is 0.8")
  func curve() {
    let answer = Answer.curve([2, 0.9, 1, 0.8, 0, 0.7, 1])
    #expect(answer.texts[1] == "0.833333")
    #expect(answer.texts[3] == "The best F1 is 0.8000, at a threshold of 0.70: precision 0.6667, recall 1.0000.")
    #expect(Array(answer.texts[4..<8]) == ["1", "0", "1.0000", "0.5000"])
    #expect(
      Answer.curve([0]).texts == ["–", "–", "–", "There is no F1 where nothing is detected or nothing was there."])
  }

  @Test(
    "Numbers that no control can send are answered with nothing",
    arguments: [
      (.matching, [99]), (.matching, [-1, 0, 0.5, 0.4, 0, 1, 1]), (.matching, [0, 0, 0.4, 0.5, 0, 1, 1]),
      (.matching, [0, 0, .nan, 0.4, 0, 1, 1]), (.loss, []), (.loss, [-1, 0.25, 1, 0.5, 1, 0.5, 1, 0.5]),
      (.loss, [2, 0.25, 1, 0, 1, 0.5, 1, 0.5]), (.coding, [0, 99, 0, 0, 1, 1, 0, 0, 1, 1]),
      (.coding, [0, 0, 1, 0, 0, 1, 0, 0, 1, 1]), (.suppression, [4, 0.5, 1]), (.suppression, [3, 0, 1]),
      (.suppression, [0, .infinity, 1]), (.curve, []), (.curve, [1e300]), (.curve, [0, 0.5, 1]),
    ] as [(TouchPage, [Double])])
  func refused(page: TouchPage, inputs: [Double]) { #expect(page.answer(inputs) == Answer()) }
}
