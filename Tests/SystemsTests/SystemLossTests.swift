// Losses where the other fixtures do not reach: yhenon's clamp beyond ±9.2, and the anchors that Detectron counts and
// loses. Fixtures/losses/make_losses.py says what was computed, and from which code.

import Boxes
import Losses
import Matching
import Systems
import Testing
import _TestSupport

@Suite("Losses of systems at their edges")
struct SystemLossTests {
  private struct Yhenon: Decodable {
    struct Image: Decodable {
      var labels: [Int32]
      var logits: [[Double]]
      var targets: [AnchorTarget] { labels.map(AnchorTarget.init(code:)) }
    }
    var images: [Image]
    var loss: Double
    var gradients: [[[Double]]]
  }

  private struct Detectron: Decodable {
    struct Image: Decodable {
      var objects: [[Double]]
      var counted: Int
      var positives: [Int]
    }
    var anchors: [[Double]]
    var images: [Image]
    var divisor: Double
  }

  /// The loss of the fixture's batch, and its gradient, as a system's conventions have them.
  private func batch(_ images: [Yhenon.Image], _ conventions: Conventions) -> (loss: Double, gradients: [[[Double]]]) {
    var average = 0.0
    let factors = conventions.normalization.factors(
      positives: images.map { $0.targets.positiveCount }, average: &average
    ).classification
    let loss = conventions.classLoss
    let sums = images.map { loss.anchorLosses(logits: $0.logits, targets: $0.targets).reduce(0, +) }
    let gradients = zip(images, factors).map { image, factor in
      zip(image.logits, image.targets).map { logits, target in
        loss.gradient(logits: logits, target: target).map { factor * $0 }
      }
    }
    return (zip(sums, factors).reduce(0) { $0 + $1.0 * $1.1 }, gradients)
  }

  @Test("yhenon's loss with logits of ±30, where its clamp stops the gradient, is reproduced with its defects only")
  func yhenon() throws {
    let file: Yhenon = try fixture("losses/yhenon.json")
    let clamped = batch(file.images, Conventions(.yhenon, reproducingDefects: true))
    #expect(isClose(clamped.loss, file.loss, relative: 1e-12))
    var (stopped, compared) = (0, 0)
    for (image, expected) in zip(clamped.gradients, file.gradients) {
      for (row, wanted) in zip(image, expected) {
        for (received, number) in zip(row, wanted) {
          #expect(abs(received - number) <= 1e-9 * abs(number) + 1e-15)
          if number == 0 { stopped += 1 }
          compared += 1
        }
      }
    }
    #expect(stopped > compared / 2, "most logits of the fixture lie beyond the clamp")
    let unclamped = batch(file.images, Conventions(.yhenon))
    #expect(unclamped.loss > 1.2 * file.loss)
    #expect(Conventions(.yhenon).classLoss == .focal(FocalLoss()))
  }

  @Test("No other system's loss is clamped", arguments: ReferenceSystem.allCases.filter { $0 != .yhenon })
  func others(system: ReferenceSystem) {
    for defects in [false, true] {
      #expect(Conventions(system, reproducingDefects: defects).classLoss == .focal(FocalLoss()))
    }
  }

  @Test("Detectron divides by its positives and the best anchors that it has lost again, and one for each image")
  func detectron() throws {
    let file: Detectron = try fixture("losses/detectron.json")
    let conventions = Conventions(.detectron)
    func box(_ edges: [Double]) -> Box { Box(xMin: edges[0], yMin: edges[1], xMax: edges[2], yMax: edges[3]) }
    let anchors = file.anchors.map(box)
    var (positives, lost): ([Int], [Int]) = ([], [])
    for image in file.images {
      let matches = conventions.matcher.match(anchors: anchors, objects: image.objects.map(box))
      #expect(matches.assignments.indices.filter { matches.assignments[$0].isPositive } == image.positives)
      #expect(matches.positiveCount + matches.lostBestAnchors.count == image.counted)
      positives.append(matches.positiveCount)
      lost.append(matches.lostBestAnchors.count)
    }
    #expect(lost.reduce(0, +) > 0, "the fixture has lost anchors")
    var average = 0.0
    let factors = conventions.normalization.factors(positives: positives, lost: lost, average: &average)
    #expect(factors.classification.allSatisfy { isClose($0, 1 / file.divisor) })
    #expect(factors.box.allSatisfy { isClose($0, 1 / file.divisor) })
  }
}

extension Assignment {
  fileprivate var isPositive: Bool { if case .positive = self { true } else { false } }
}
