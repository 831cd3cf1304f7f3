// The losses piece by piece against the systems themselves. Fixtures/make_fixtures.py says what was run.

import Boxes
import Losses
import Testing
import _TestSupport

/// What a system says of many numbers; null is its NaN.
private struct Answers: Decodable {
  var values: [Double?]
  var gradients: [Double?]
}

/// What a system says of many boxes, with a slope by each edge or delta.
private struct BoxAnswers: Decodable {
  var values: [Double]
  var gradients: [[Double]]
}

/// Fixtures/focal.json.
private struct FocalFixture: Decodable {
  struct Case: Decodable {
    var alpha: Double
    var gamma: Double
    var positive: Bool
    var logits: [Double]
    var torchvision: Answers
    var fvcore: Answers
    var mmdetection: Answers?
  }
  var cases: [Case]
}

/// Fixtures/iou.json.
private struct IoUFixture: Decodable {
  var predicted: [[Double]]
  var objects: [[Double]]
  var torchvision: [String: BoxAnswers]
  var fvcore: [String: BoxAnswers]
  var mmdetection: [String: BoxAnswers]
}

/// Fixtures/decoded.json.
private struct DecodedFixture: Decodable {
  struct Case: Decodable {
    var weights: [Double]
    var giou: BoxAnswers
  }
  var anchors: [[Double]]
  var objects: [[Double]]
  var deltas: [[Double]]
  var cases: [Case]
}

/// Fixtures/smooth-l1.json.
private struct SmoothFixture: Decodable {
  struct Case: Decodable {
    var beta: Double
    var fvcore: Answers
  }
  var differences: [Double]
  var cases: [Case]
}

private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }
private func list(_ numbers: BoxNumbers) -> [Double] { [numbers.0, numbers.1, numbers.2, numbers.3] }

@Suite("Agreement of losses")
struct LossAgreementTests {
  @Test(
    "The focal loss and its gradient agree with torchvision and mmdetection to 1e-12, with fvcore to float32's 1e-6")
  func focal() throws {
    let fixture: FocalFixture = try fixture("focal.json")
    #expect(fixture.cases.count == 10)
    for scene in fixture.cases {
      let alpha: FocalLoss.Alpha = scene.alpha < 0 ? .none : .balanced(scene.alpha)
      let loss = FocalLoss(alpha: alpha, gamma: scene.gamma)
      var systems = [("torchvision", scene.torchvision, 1e-12), ("fvcore", scene.fvcore, 1e-6)]
      if let mmdetection = scene.mmdetection { systems.append(("mmdetection", mmdetection, 1e-12)) }
      for (name, answers, tolerance) in systems {
        for (index, logit) in scene.logits.enumerated() {
          // Where the truth is at least likely they compute 1 - pt from a rounded pt, which costs them digits: an
          // absolute error of one rounding times the cost.
          let scale = max(1, abs(logit))
          let value = loss.value(logit: logit, isPositive: scene.positive)
          if let theirs = answers.values[index] {
            #expect(abs(value - theirs) <= tolerance * scale, "\(name), γ \(scene.gamma), x \(logit)")
          }
          let gradient = loss.gradient(logit: logit, isPositive: scene.positive)
          if let theirs = answers.gradients[index] {
            #expect(abs(gradient - theirs) <= tolerance * scale, "\(name), γ \(scene.gamma), x \(logit)")
          }
        }
      }
    }
  }

  @Test("At γ = 0.5 the gradients of torchvision and fvcore are NaN for a saturated output; here they are 0")
  func notANumber() throws {
    let fixture: FocalFixture = try fixture("focal.json")
    for scene in fixture.cases {
      let nan = scene.logits.indices.filter { scene.torchvision.gradients[$0] == nil }.map { scene.logits[$0] }
      let nanInFloat = scene.logits.indices.filter { scene.fvcore.gradients[$0] == nil }.map { scene.logits[$0] }
      #expect(
        nan == (scene.gamma != 0.5 ? [] : scene.positive ? [40, 1000] : [-1000, -40]).filter(scene.logits.contains))
      #expect(nanInFloat.count >= nan.count)
      for logit in nanInFloat {
        let loss = FocalLoss(alpha: .balanced(scene.alpha), gamma: scene.gamma)
        #expect(abs(loss.gradient(logit: logit, isPositive: scene.positive)) < 1e-9)
      }
    }
  }

  @Test("Smooth L1 and its gradient agree with fvcore for β = 0, 0.11, 1/9 and 1")
  func smooth() throws {
    let fixture: SmoothFixture = try fixture("smooth-l1.json")
    for scene in fixture.cases {
      let loss = SmoothL1(beta: scene.beta)
      let values = largestDeviation(
        fixture.differences.map(loss.value), from: scene.fvcore.values.compactMap(\.self))
      let gradients = largestDeviation(
        fixture.differences.map(loss.gradient), from: scene.fvcore.gradients.compactMap(\.self))
      #expect(values <= 1e-12 && gradients <= 1e-12, "β \(scene.beta)")
    }
  }

  // They add 1e-7 to every denominator: beside areas of at least 4 square pixels 2.5e-8 of the value.

  @Test("GIoU, DIoU and CIoU and their gradients agree with torchvision and fvcore to 1e-6, edges in common included")
  func iou() throws {
    let fixture: IoUFixture = try fixture("iou.json")
    for (name, system) in [("torchvision", fixture.torchvision), ("fvcore", fixture.fvcore)] {
      for (kind, answers) in system {
        let loss = IoULoss(try #require(IoULoss.Kind(rawValue: kind)))
        expect(loss, fixture, agreesWith: answers, "\(name), \(kind)")
      }
    }
    #expect(Set(fixture.torchvision.keys) == ["giou", "diou", "ciou"])
  }

  @Test("IoU, log IoU, GIoU, DIoU and CIoU (its shape term above IoU 0.5) agree with mmdetection to 1e-6")
  func mmdetection() throws {
    let fixture: IoUFixture = try fixture("iou.json")
    #expect(Set(fixture.mmdetection.keys) == Set(IoULoss.Kind.allCases.map(\.rawValue)))
    for (kind, answers) in fixture.mmdetection {
      let loss = IoULoss(try #require(IoULoss.Kind(rawValue: kind)), shapeThreshold: 0.5)
      expect(loss, fixture, agreesWith: answers, "mmdetection, \(kind)")
    }
  }

  @Test("GIoU's gradient by the deltas agrees with torchvision's through decoder and clamp")
  func decoded() throws {
    let fixture: DecodedFixture = try fixture("decoded.json")
    for scene in fixture.cases {
      let weights = scene.weights[0] == 1 ? CenterBoxCoder.Weights.unit : .standardized
      let loss = BoxLoss.iou(IoULoss(.giou))
      for index in fixture.anchors.indices {
        let target = BoxTarget(
          object: box(fixture.objects[index]), anchor: box(fixture.anchors[index]),
          coding: .center(CenterBoxCoder(weights: weights)))
        let row = fixture.deltas[index]
        let prediction = (row[0], row[1], row[2], row[3])
        let value = loss.value(prediction: prediction, target: target)
        #expect(isClose(value, scene.giou.values[index], relative: 1e-6), "\(index)")
        let slope = list(loss.gradient(prediction: prediction, target: target))
        #expect(largestDeviation(slope, from: scene.giou.gradients[index], scale: 1) <= 1e-6, "\(index)")
      }
    }
  }

  private func expect(_ loss: IoULoss, _ fixture: IoUFixture, agreesWith answers: BoxAnswers, _ name: String) {
    for index in fixture.predicted.indices {
      let (predicted, object) = (box(fixture.predicted[index]), box(fixture.objects[index]))
      // mmdetection takes no IoU for less than 1e-6: boxes apart cost 0.999999.
      let isCut = name == "mmdetection, iou"
      let value = min(loss.value(predicted: predicted, object: object), isCut ? 1 - 1e-6 : .infinity)
      #expect(abs(value - answers.values[index]) <= 1e-6, "\(name), pair \(index): \(value)")
      let slope = list(loss.gradient(predicted: predicted, object: object))
      let deviation = largestDeviation(slope, from: answers.gradients[index], scale: 1)
      #expect(deviation <= 1e-6, "\(name), pair \(index): \(slope), not \(answers.gradients[index])")
    }
  }
}
