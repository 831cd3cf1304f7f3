// The pieces of each system put together: the losses and the detections of the real systems, from the same outputs.

import Anchors
import Boxes
import Detector
import Foundation
import Layers
import Systems
import Testing
import _TestSupport

@Suite("Conventions: the same losses and detections as the real systems")
struct ConventionsTests {
  private func model(_ system: ReferenceSystem, reproducingDefects: Bool = true) -> RetinaNet {
    var configuration = RetinaNet.Configuration(classes: ConventionsFixture.classes)
    configuration.architecture.anchors.levels = AnchorGenerator.paper.levels
    return RetinaNet(
      configuration.following(Conventions(system, reproducingDefects: reproducingDefects)))
  }

  private func losses(_ model: RetinaNet, objects: [[LabeledBox]], salt: UInt64) -> [Double] {
    let (height, width) = (ConventionsFixture.height, ConventionsFixture.width)
    let count = model.anchors(on: ImageSize(height: height, width: width)).count
    let pass = Pass.training()
    let targets = objects.map { model.targets(objects: $0, on: ImageSize(height: height, width: width)) }
    let loss = model.loss(
      ConventionsFixture.outputs(images: objects.count, anchors: count, salt: salt), model.batch(targets), pass)
    for update in pass.updates { update.commit() }
    return [loss.classification, loss.box].map { Double($0.tensor.buffer[0]) }
  }

  // They and this compute in single precision and add up thousands of numbers, each in its own order: 2e-6.
  // keras-retinanet takes the logarithm of 1 minus a probability that was rounded before: at p = 0.001 that is off by
  // up to 6e-5.
  @Test(
    "Both losses of a batch agree with the real system's to 2e-6, keras-retinanet's to 1e-5",
    arguments: ConventionsFixture.systems)
  func batch(system: ReferenceSystem) throws {
    let fixture = try ConventionsFixture(system)
    let tolerance = system == .kerasRetinaNet ? 1e-5 : 2e-6
    let found = losses(model(system), objects: ConventionsFixture.objects, salt: 1)
    for (name, (value, expected)) in zip(["class", "box"], zip(found, fixture.losses.batch)) {
      #expect(isClose(value, expected, relative: tolerance), "\(name): \(value), \(system.name) \(expected)")
    }
  }

  @Test(
    "An image without objects costs what it does in the real system; yhenon's code fails on it",
    arguments: ConventionsFixture.systems)
  func withoutObjects(system: ReferenceSystem) throws {
    let fixture = try ConventionsFixture(system)
    let found = losses(model(system), objects: [[]], salt: 5)
    guard let expected = fixture.losses.empty else {
      #expect(system == .yhenon && found[0] > 0 && found[1] == 0)
      return
    }
    for (value, expected) in zip(found, expected) {
      #expect(isClose(value, expected, relative: 2e-6), "\(value), \(system.name) \(expected)")
    }
  }

  @Test("The Keras example's image without objects costs nothing there, and here what it does in torchvision")
  func kerasIO() throws {
    let (theirs, torchvision) = (try ConventionsFixture(.kerasIO), try ConventionsFixture(.torchvision))
    let found = losses(model(.kerasIO, reproducingDefects: false), objects: [[]], salt: 5)
    #expect(theirs.losses.empty == [0, 0])
    #expect(isClose(found[0], try #require(torchvision.losses.empty)[0], relative: 2e-6))
  }

  @Test(
    "The same detections in the same order: labels equal, scores to 1e-6, corners to 1e-4 px",
    arguments: ConventionsFixture.systems)
  func detections(system: ReferenceSystem) throws {
    let fixture = try ConventionsFixture(system)
    let model = model(system)
    let (height, width) = (ConventionsFixture.height, ConventionsFixture.width)
    let count = model.anchors(on: ImageSize(height: height, width: width)).count
    let outputs = ConventionsFixture.outputs(images: ConventionsFixture.objects.count, anchors: count, salt: 1)
    let found = model.detections(outputs, on: ImageSize(height: height, width: width))[0]
    #expect(found.count == fixture.detections.count)
    for (index, (detection, row)) in zip(found, fixture.detections).enumerated() {
      let box = detection.box
      let corners = [box.xMin, box.yMin, box.xMax, box.yMax]
      let isSame =
        detection.label == Int(row[0]) && abs(detection.score - row[1]) < 1e-6
        && zip(corners, row[2...]).allSatisfy { abs($0 - $1) < 1e-4 }
      // The first difference says it; all that follow it would only be shifted.
      try #require(isSame, "\(system.name), \(index): \(detection) for \(row)")
    }
  }

  @Test("No two systems have the same conventions, and defects are all that reproducing them changes")
  func distinct() {
    let all = ReferenceSystem.allCases.map { Conventions($0) }
    for (index, conventions) in all.enumerated() {
      for other in all[..<index] {
        #expect(
          conventions.anchors != other.anchors || conventions.matcher != other.matcher
            || conventions.coding != other.coding || conventions.boxLoss != other.boxLoss
            || conventions.normalization != other.normalization || conventions.p6Source != other.p6Source
            || conventions.inference != other.inference,
          "\(conventions.system.name) and \(other.system.name)")
      }
    }
    for system in ReferenceSystem.allCases {
      var (with, without) = (Conventions(system, reproducingDefects: true), Conventions(system))
      with.matcher.defects = []
      with.anchors.spacing = .stride
      (without.normalization, without.classLoss) = (with.normalization, with.classLoss)
      #expect(with == without, "\(system.name)")
    }
  }

  @Test("Detectron2's moving average begins at 100 and moves with every step of training, and with nothing else")
  func movingAverage() throws {
    let model = model(.detectron2)
    let average = try #require(model.buffers.first { $0.name == "loss.average" }).value
    #expect(average.array == [100])
    let first = losses(model, objects: ConventionsFixture.objects, salt: 1)
    let (height, width) = (ConventionsFixture.height, ConventionsFixture.width)
    let targets = ConventionsFixture.objects.map {
      model.targets(objects: $0, on: ImageSize(height: height, width: width))
    }
    let positives = Double(targets.reduce(0) { $0 + $1.positiveCount })
    #expect(isClose(Double(average.buffer[0]), 0.9 * 100 + 0.1 * positives, relative: 1e-6))
    let second = losses(model, objects: ConventionsFixture.objects, salt: 1)
    let next = 0.9 * (0.9 * 100 + 0.1 * positives) + 0.1 * positives
    #expect(isClose(second[0] / first[0], (0.9 * 100 + 0.1 * positives) / next, relative: 1e-5))
    let before = average.array
    let outputs = ConventionsFixture.outputs(
      images: 2, anchors: model.anchors(on: ImageSize(height: height, width: width)).count, salt: 1)
    let (training, inference) = (Pass.training(), Pass.inference())
    for pass in [training, inference] { _ = model.loss(outputs, model.batch(targets), pass) }
    #expect(average.array == before, "only what is committed moves it")
    #expect(training.updates.count == 1 && inference.updates.isEmpty)
    #expect(RetinaNet(.small).buffers.allSatisfy { $0.name != "loss.average" })
  }
}
