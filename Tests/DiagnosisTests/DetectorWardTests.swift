// Sick detectors: fresh ones, each with one fault, and the answers of an oracle in the heads' place.

import Anchors
import Boxes
import Detector
import Images
import Layers
import Losses
import Matching
import Shapes
import Systems
import Testing
import Training

@testable import Diagnosis

@Suite("The ward: detectors", .serialized)
struct DetectorWardTests {
  private let examples = (0..<4).map { ShapesDataset(preset: .standard, seed: 3, count: 4).example(at: $0) }

  private func first(_ findings: [Finding]) -> String {
    Diagnosis(findings, checks: []).findings.first.map { "\($0.id) \($0.severity)" } ?? "nothing"
  }

  @Test("A fresh detector has the prior's first loss, scores π on noise, and no finding")
  func healthy() {
    let state = InitialState(RetinaNet(.small), examples)
    #expect(state.findings == [])
    #expect(abs(state.classLoss / (state.expectedClassLoss ?? 0) - 1) < 0.05)
    #expect(abs(state.meanScore / 0.01 - 1) < 0.1)
  }

  @Test("What the first loss is explained by: bias 0, a wrong sign, α exchanged, divided by all")
  func initial() throws {
    let expected = [
      "a classification bias of 0": "bias is 0", "a prior of the wrong sign": "wrong sign",
      "α that weighs the negatives": "α weighs the negatives", "a loss divided by all outputs": "divided by all",
    ]
    for patient in WardCase.sickDetectors {
      guard let words = expected[patient.disease] else { continue }
      let title = try #require(patient.examine().findings.first).title
      #expect(title.contains(words), "\(patient.disease): \(title)")
    }
    #expect(Set(expected.keys).isSubset(of: WardCase.sickDetectors.map(\.disease)))
  }

  @Test(
    "The first loss of every system's own loss and normalizer is the expected one", arguments: ReferenceSystem.allCases)
  func conventions(system: ReferenceSystem) {
    let configuration = RetinaNet.Configuration.small.following(Conventions(system))
    let state = InitialState(RetinaNet(configuration), examples)
    #expect(!state.findings.contains { $0.severity == .severe }, "\(state.findings)")
  }

  @Test("A class's own α is part of the first loss that is expected")
  func perClass() throws {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.classLoss = .focal(FocalLoss(alpha: .perClass([0.1, 0.25, 0.9])))
    let state = InitialState(RetinaNet(configuration), examples)
    #expect(abs(state.classLoss / (try #require(state.expectedClassLoss)) - 1) < 0.1)
  }

  @Test("Central differences agree with the gradients of both heads; a box loss counted twice is named with its factor")
  func gradients() throws {
    let model = RetinaNet(.small)
    let before = model.parameters.map(\.value.array)
    let check = GradientSlopes(model, Array(examples.prefix(1)))
    #expect(check.slopes.count == 20)
    #expect(check.findings == [], "\(check.slopes.map { ($0.name, $0.error) })")
    #expect(model.parameters.map(\.value.array) == before)
    let doubled = GradientSlopes(model, Array(examples.prefix(1))) { pass, loss in
      pass.tape.backward([(loss.classification, 1), (loss.box, 2)])
    }
    #expect(try #require(doubled.findings.first).measured.contains("all by a factor of 2"))
  }

  @Test("A step's size over the weights': 0.002 is right, a billionth is not, and weights stay as they are")
  func updates() throws {
    let model = RetinaNet(.small)
    let before = model.parameters.map(\.value.array)
    let right = UpdateSize(model, examples, optimizer: .adamW, rate: 0.002)
    #expect(right.parts.map(\.name) == ["backbone", "pyramid", "classification", "regression"])
    #expect(right.findings == [], "\(right.parts)")
    #expect(model.parameters.map(\.value.array) == before)
    let small = UpdateSize(model, examples, optimizer: .adamW, rate: 1e-9)
    #expect(try #require(small.findings.first).title.contains("too small"))
  }

  @Test("The oracle's answers come out as the objects")
  func oracle() {
    let model = RetinaNet(.small, seed: nil)
    let right = OracleHead(model, examples)
    #expect(right.findings == [])
    #expect(right.learnable == 1)
  }

  @Test("White squares move their own cells")
  func square() {
    let model = RetinaNet(.small)
    #expect(WhiteSquare(model).findings == [], "\(WhiteSquare(model).places)")
  }

  @Test("One picture is learnt by heart; a rate 100 times too small does not learn it")
  func overfit() throws {
    let categories = ShapesDataset(preset: .standard, seed: 3, count: 1).categories
    let learnt = try Overfit(examples[0], categories: categories) { RetinaNet(.small) }
    #expect(!learnt.findings.contains { $0.severity == .severe }, "\(learnt)")
    let slow = try Overfit(examples[0], categories: categories, steps: 30, rate: 0.000005) { RetinaNet(.small) }
    #expect(first(slow.findings) == "over1 severe")
  }

  @Test("The range test names a rate between one that does nothing and one that breaks")
  func range() throws {
    let dataset = ShapesDataset(preset: .busy, seed: 3, count: 200)
    let test = try RangeTest(dataset, steps: 60, batchSize: 4, confirming: 30) { RetinaNet(.small) }
    let confirmed = try #require(test.confirmed)
    #expect(confirmed.last < confirmed.first)
    let rate = try #require(test.suggestion)
    #expect((1e-4...0.3).contains(rate), "\(rate)")
    #expect(test.finding(command: "retinanet train").command.hasPrefix("retinanet train --lr "))
  }
}
