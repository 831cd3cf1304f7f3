// Every loss with every sampling and every assigner trains; so do pieces from outside the package, and files say so.

import Anchors
import Boxes
import Detector
import Foundation
import Images
import Losses
import Matching
import Shapes
import Testing
import Training

/// The losses, samplings and assigners that are built in; a new case belongs here.
enum Axes {
  static let losses: [ClassLoss] = [
    .focal(FocalLoss()), .crossEntropy, .balancedCrossEntropy(alpha: 0.75), .clampedFocal(ClampedFocalLoss()),
    .softmaxFocal(SoftmaxFocalLoss(alpha: 0.25)),
  ]
  static let samplings: [SamplingRule] = [
    .all, .oneToThree, .mined(HardExampleMining(.hardest(32), iouThreshold: 0.7)),
    .balanced(BalancedSampler(positives: 16, total: 64)),
  ]

  static func assigner(_ name: String, _ configuration: inout RetinaNet.Configuration) {
    switch name {
    case "atss": configuration.learning.assigner = .atss(ATSS(candidatesPerLevel: 27))
    case "fcos":
      (configuration.architecture.anchors.scales, configuration.architecture.anchors.ratios) = ([1], [1])
      configuration.architecture.anchors.center = .halfStride
      configuration.architecture.coding = .distances(DistanceBoxCoder())
      configuration.learning.assigner = .fcos(FCOS(levelsOf: configuration.architecture.anchors))
      configuration.learning.boxLoss = .iou(IoULoss(.giou))
    default: break
    }
  }

  /// The losses of steps on the same two pictures.
  static func reports(
    _ configuration: RetinaNet.Configuration, pieces: RetinaNet.Pieces = RetinaNet.Pieces(), steps: Int
  ) throws -> [StepResult] {
    let trainer = Trainer(
      model: RetinaNet(configuration, pieces: pieces, seed: 1),
      dataset: ShapesDataset(preset: .easy, seed: 1, count: 2, imageSize: 64),
      options: options(steps: steps, batchSize: 2, rate: 0.01))
    return try (0..<steps).map { _ in try trainer.trainStep() }
  }
}

@Suite("Open axes")
struct AxesTests {
  @Test("Every loss, sampling and assigner learn two pictures: the loss falls", arguments: ["matcher", "atss", "fcos"])
  func trains(assigner: String) throws {
    for loss in Axes.losses {
      for sampling in Axes.samplings {
        var configuration = tinyConfiguration()
        Axes.assigner(assigner, &configuration)
        configuration.learning.classLoss = loss
        configuration.learning.sampling = sampling
        let losses = try Axes.reports(configuration, steps: 24).map(\.loss)
        let (first, last) = (losses[..<4].reduce(0, +), losses[20...].reduce(0, +))
        #expect(
          losses.allSatisfy(\.isFinite) && last < 0.9 * first,
          "\(loss.name), \(sampling), \(assigner): \(first) → \(last)")
      }
    }
  }

  @Test("A sampler's draws are its step's and image's own: the same run gives the same bits")
  func seeded() throws {
    var configuration = tinyConfiguration()
    configuration.learning.sampling = .balanced(BalancedSampler(positives: 4, total: 16))
    #expect(
      try Axes.reports(configuration, steps: 6).map(\.loss) == Axes.reports(configuration, steps: 6).map(\.loss))
  }

  @Test("All anchors by the definition cost what the kernel says, to single precision, over a run")
  func kernelAgrees() throws {
    struct SameLoss: SigmoidLoss {
      func value(logit: Double, isPositive: Bool, label: Int) -> Double {
        FocalLoss().value(logit: logit, isPositive: isPositive)
      }
      func gradient(logit: Double, isPositive: Bool, label: Int) -> Double {
        FocalLoss().gradient(logit: logit, isPositive: isPositive)
      }
    }
    let configuration = tinyConfiguration()
    let fast = try Axes.reports(configuration, steps: 8).map(\.loss)
    let slow = try Axes.reports(configuration, pieces: .init(classificationLoss: SameLoss()), steps: 8).map(\.loss)
    for (a, b) in zip(fast, slow) { #expect(abs(a - b) < 1e-4 * abs(b)) }
  }
}

@Suite("Pieces from outside the package")
struct OwnPiecesTests {
  /// The built-in ones under other names.
  struct Assigner: AnchorAssigner {
    func assignments(
      _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
    ) -> [Assignment] {
      Matcher(lowQuality: .bestAnchors).match(anchors: anchors.anchors, objects: objects).assignments
    }
  }
  struct Coding: BoxNumbersCoder {
    let coder = BoxCoding.center(CenterBoxCoder(weights: .standardized))
    func encode(_ box: Box, anchor: Box) -> BoxNumbers { coder.encode(box, anchor: anchor) }
    func decode(_ numbers: BoxNumbers, anchor: Box) -> Box { coder.decode(numbers, anchor: anchor) }
    func gradient(edges: BoxNumbers, numbers: BoxNumbers, anchor: Box) -> BoxNumbers {
      coder.gradient(edges: edges, numbers: numbers, anchor: anchor)
    }
  }
  struct Best: Suppressor {
    func remaining(_ candidates: [Detection], limit: Int) -> [Detection] {
      Array(candidates.sorted { $0.score > $1.score }.prefix(1))
    }
  }

  @Test("An assigner and a coding that do what the built-in ones do give the same bits")
  func sameBits() throws {
    let configuration = tinyConfiguration()
    let own = RetinaNet.Pieces(assigner: Assigner(), coding: Coding())
    #expect(
      try Axes.reports(configuration, steps: 5).map(\.loss)
        == Axes.reports(configuration, pieces: own, steps: 5).map(\.loss))
  }

  /// A constant for every image, or a running number that is halved at every batch.
  struct Divider: LossDivider {
    var initialAverage = 0.0
    func factors(
      positives: [Int], lost: [Int], average: inout Double
    ) -> (classification: [Double], box: [Double]) {
      guard initialAverage > 0 else {
        let factors = positives.map { 1 / (Double(positives.count) * Double(max(1, $0))) }
        return (factors, factors)
      }
      average /= 2
      return (positives.map { _ in average }, positives.map { _ in average })
    }
  }

  @Test("A divider that does what the built-in one does gives the same bits; what it keeps is saved and goes on")
  func dividers() throws {
    var configuration = tinyConfiguration()
    configuration.learning.lossNormalization = LossNormalization(.positivesPerImage)
    let own = RetinaNet.Pieces(lossDivider: Divider())
    #expect(
      try Axes.reports(configuration, steps: 5).map(\.loss)
        == Axes.reports(configuration, pieces: own, steps: 5).map(\.loss))
    let model = RetinaNet(configuration, pieces: .init(lossDivider: Divider(initialAverage: 8)), seed: 1)
    #expect(model.configuration.ownPieces.names == ["lossDivider": "Divider"])
    let trainer = Trainer(
      model: model, dataset: ShapesDataset(preset: .easy, seed: 1, count: 2, imageSize: 64),
      options: options(steps: 3, batchSize: 2, rate: 0.01))
    for _ in 0..<3 { _ = try trainer.trainStep() }
    #expect(model.weights()["loss.average"]?.values == [8 / 2 / 2 / 2])
    // A divider without an average beside a configuration that names one: the file has none, and is the model's own.
    configuration.learning.lossNormalization = LossNormalization(.movingAverage())
    let plain = RetinaNet(configuration, pieces: own, seed: 1)
    #expect(plain.weights()["loss.average"] == nil)
    try plain.configuration.check(fits: plain.weights())
  }

  @Test("Detections are those that one's own suppression leaves")
  func suppression() throws {
    var configuration = tinyConfiguration()
    configuration.inference.scoreThreshold = 0
    let image = ShapesDataset(preset: .easy, seed: 1, count: 1, imageSize: 64).example(at: 0).image
    #expect(RetinaNet(configuration, seed: 1).detect([image])[0].count > 1)
    #expect(RetinaNet(configuration, pieces: .init(suppression: Best()), seed: 1).detect([image])[0].count == 1)
  }

  @Test("A softmax's detections have softmax scores, of which an anchor's add up to less than 1")
  func softmax() throws {
    var configuration = tinyConfiguration()
    configuration.learning.classLoss = .softmaxFocal(SoftmaxFocalLoss())
    configuration.inference.scoreThreshold = 0
    configuration.inference.suppression = .hard(NonMaximumSuppression(iouThreshold: 1))
    configuration.inference.maximumDetections = .max
    let image = ShapesDataset(preset: .easy, seed: 1, count: 1, imageSize: 64).example(at: 0).image
    let detections = RetinaNet(configuration, seed: 1).detect([image])[0]
    // Before training every class scores π / K, up to the small random weights.
    #expect(detections.count > 100 && detections.allSatisfy { abs($0.score - 0.01 / 3) < 2e-3 })
  }

  @Test("A configuration records own pieces by name, and is refused without them in one sentence")
  func missing() {
    let model = RetinaNet(tinyConfiguration(), pieces: .init(assigner: Assigner(), suppression: Best()), seed: nil)
    #expect(model.configuration.ownPieces.names == ["assigner": "Assigner", "suppression": "Best"])
    #expect(model.configuration.missing(.init(assigner: Assigner(), suppression: Best())) == nil)
    let sentence = model.configuration.missing(.init(suppression: Best()))
    #expect(
      sentence?.hasPrefix(
        "the detector was made with an own piece, assigner 'Assigner', which is no part of this package; found none.")
        == true)
    #expect(tinyConfiguration().missing(.init(assigner: Assigner())) == nil)
  }

  @Test("A detector without its pieces is a programmer's mistake")
  func refused() async {
    await #expect(processExitsWith: .failure) {
      let model = RetinaNet(tinyConfiguration(), pieces: .init(suppression: Best()), seed: nil)
      _ = RetinaNet(model.configuration, seed: nil)
    }
  }

  @Test("Points with more than one anchor per cell are refused")
  func points() async {
    var configuration = tinyConfiguration()
    configuration.learning.assigner = .fcos(FCOS(levelsOf: configuration.architecture.anchors))
    #expect(configuration.problem == "fcos: points need one anchor per cell, found 9")
  }

  @Test("FCOS's ranges are those of the paper for the paper's anchors")
  func ranges() {
    #expect(FCOS(levelsOf: .paper).levels == FCOS.paperLevels)
  }
}
