import Boxes
import Detector
import Foundation
import Losses
import Shapes
import Testing

@testable import Reports

@Suite("Who owns the loss")
struct LossOwnersTests {
  private let dataset = ShapesDataset(preset: .standard, seed: 3, count: 2, imageSize: 64)

  @Test("Before training the positives own nearly all of the focal loss, and less of cross entropy")
  func fresh() throws {
    let model = RetinaNet(.small)
    let owners = try #require(try LossOwners(model, on: dataset))
    #expect(owners.pictures == 2)
    #expect(owners.rows.map(\.kind) == LossLedger.Group.allCases.map(\.rawValue))
    let judged = (0..<dataset.count).map { index in
      model.targets(objects: dataset.example(at: index).objects, on: .square(64)).labels.count { $0 > -2 }
    }.reduce(0, +)
    #expect(owners.rows.reduce(0) { $0 + $1.anchors } == judged)
    #expect(abs(owners.rows.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    let positives = try #require(owners.rows.first)
    #expect(positives.share > 0.99)
    #expect((positives.crossEntropyShare ?? 1) < positives.share)
    #expect(owners.text.hasPrefix("Who owns the classification loss on 2 pictures, in percent (focal, γ 2.0"))
  }

  @Test("A softmax has no column of sigmoids, and no picture has no ledger")
  func edges() throws {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.classLoss = .softmaxFocal(SoftmaxFocalLoss())
    let owners = try #require(try LossOwners(RetinaNet(configuration), on: dataset))
    #expect(owners.rows.allSatisfy { $0.crossEntropyShare == nil })
    #expect(try JSONDecoder().decode(LossOwners.self, from: JSONEncoder().encode(owners)) == owners)
    #expect(try LossOwners(RetinaNet(.small), on: ShapesDataset(preset: .easy, seed: 1, count: 0)) == nil)
  }
}
