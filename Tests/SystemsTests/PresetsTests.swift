// The sheets against the values with which each module's own tests agree with the systems.

import Anchors
import Boxes
import Detector
import Evaluation
import Images
import Losses
import Matching
import Systems
import Testing
import _TestSupport

@Suite("Presets: the sheets of the systems")
struct PresetsTests {
  @Test("Codings: weights, clamp, pixels and corners, as CoderAgreementTests compares them with the systems")
  func codings() {
    let expected: [ReferenceSystem: BoxCoding] = [
      .paper: .center(CenterBoxCoder()), .torchvision: .center(CenterBoxCoder()),
      .detectron2: .center(CenterBoxCoder()),
      .detectron: .center(CenterBoxCoder(pixels: .inclusive)),
      .mmdetection: .center(CenterBoxCoder(clampSide: .bothSides)),
      .kerasRetinaNet: .corners(CornerBoxCoder(deviation: 0.2)),
      .yhenon: .center(CenterBoxCoder(weights: .standardized, clampSide: .none, minimumSize: 1)),
      .kerasIO: .center(CenterBoxCoder(weights: .standardized, clampSide: .none)),
    ]
    for system in ReferenceSystem.allCases { #expect(BoxCoding.preset(system) == expected[system], "\(system.name)") }
  }

  @Test(
    "Box losses: L1; smooth L1, β 0.11 in Detectron, 1/9 in keras-retinanet and yhenon's port, 1 in Keras's example")
  func boxLosses() {
    for system in [ReferenceSystem.torchvision, .detectron2, .mmdetection] {
      #expect(BoxLoss.preset(system) == .smoothL1(.l1))
    }
    #expect(BoxLoss.preset(.detectron) == .smoothL1(SmoothL1(beta: 0.11)))
    #expect(BoxLoss.preset(.paper) == BoxLoss.preset(.detectron))
    for system in [ReferenceSystem.kerasRetinaNet, .yhenon] {
      #expect(BoxLoss.preset(system) == .smoothL1(SmoothL1(sigma: 3)))
    }
    #expect(BoxLoss.preset(.kerasIO) == .smoothL1(SmoothL1(beta: 1)))
    #expect(isClose(SmoothL1(sigma: 3).beta, 1.0 / 9))
  }

  @Test(
    "An object 10 px to the right of a 100 px anchor costs 0.1 in torchvision and 0.89 in keras-retinanet's corners")
  func worked() {
    let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)
    let object = Box(xMin: 10, yMin: 0, xMax: 110, yMax: 100)
    let cost = { (system: ReferenceSystem) in
      BoxLoss.preset(system).value(
        prediction: (0, 0, 0, 0), target: BoxTarget(object: object, anchor: anchor, coding: .preset(system)))
    }
    #expect(isClose(cost(.torchvision), 0.1))
    // Both vertical edges move by 0.1 / 0.2: 2 · (0.5 - 1/18).
    #expect(isClose(cost(.kerasRetinaNet), 2 * (0.5 - 1.0 / 18)))
  }

  @Test("What each system divides its two losses by")
  func normalization() {
    let preset = { (system: ReferenceSystem) in LossNormalization.preset(system) }
    #expect(preset(.paper) == LossNormalization(.positivesPerImage))
    #expect(preset(.torchvision) == preset(.paper))
    #expect(preset(.detectron2) == LossNormalization(.movingAverage()))
    #expect(preset(.detectron) == LossNormalization(.positivesPlusOne))
    #expect(preset(.mmdetection) == LossNormalization(.positivesPerImageSummed))
    #expect(preset(.kerasRetinaNet) == LossNormalization(.positivesInBatch))
    #expect(preset(.yhenon) == LossNormalization(.positivesPerImage, box: .numbersPerImage))
    #expect(preset(.kerasIO) == preset(.torchvision))
    #expect(
      LossNormalization.preset(.kerasIO, reproducingDefects: true) == LossNormalization(.positivesPerImageOrNothing))
    for system in ReferenceSystem.allCases where system != .kerasIO {
      #expect(LossNormalization.preset(system, reproducingDefects: true) == .preset(system))
    }
  }

  @Test("Only yhenon's port has a clamp")
  func clamp() {
    for system in ReferenceSystem.allCases {
      #expect(ClampedFocalLoss.preset(system) == (system == .yhenon ? ClampedFocalLoss(floor: 1e-4) : nil))
    }
  }

  @Test("P6 comes from P5 in torchvision alone, and mmdetection alone has no ReLU before P7")
  func pyramid() {
    for system in ReferenceSystem.allCases {
      #expect(RetinaNet.P6Source.preset(system) == (system == .torchvision ? .p5 : .c5))
      #expect(Conventions(system).rectifiesBeforeP7 == (system != .mmdetection))
    }
  }

  @Test("Resizing: sides and rounding, as the tests of Images compare them with the systems")
  func resizing() {
    let expected: [ReferenceSystem: (multiple: Int, rounding: FloatingPointRoundingRule)] = [
      .torchvision: (32, .down), .detectron2: (32, .toNearestOrAwayFromZero),
      .mmdetection: (32, .toNearestOrAwayFromZero), .kerasRetinaNet: (1, .toNearestOrEven),
      .detectron: (128, .toNearestOrEven), .paper: (128, .toNearestOrEven), .kerasIO: (128, .down),
    ]
    for system in ReferenceSystem.allCases {
      let (shorter, longer) = system == .yhenon ? (608, 1024) : (800, 1333)
      let rule = expected[system] ?? (32, .toNearestOrEven)
      #expect(
        Resizing.preset(system)
          == .shorterSide(shorter, longerSide: longer, multiple: rule.multiple, rounding: rule.rounding),
        "\(system.name)")
    }
  }

  @Test("VOC's numbers: systems that know only COCO's have no preset; Detectron's IoU has to exceed 0.5")
  func voc() {
    let categories = ["a", "b"]
    let preset = { (system: ReferenceSystem) in VOCEvaluator.preset(system, categories: categories) }
    for system in [ReferenceSystem.paper, .torchvision, .kerasIO] { #expect(preset(system) == nil) }
    #expect(preset(.mmdetection) == VOCEvaluator.voc2012(categories: categories))
    for system in [ReferenceSystem.detectron, .detectron2] {
      #expect(preset(system) == VOCEvaluator(categories: categories, thresholdIsEnough: false))
    }
    for system in [ReferenceSystem.kerasRetinaNet, .yhenon] {
      #expect(preset(system) == VOCEvaluator(categories: categories, pixels: .continuous))
    }
    #expect(
      VOCEvaluator.preset(.detectron2, categories: categories, averagePrecision: .elevenPoints)?.averagePrecision
        == .elevenPoints)
    #expect(
      VOCEvaluator.preset(.yhenon, categories: categories, averagePrecision: .elevenPoints)?.averagePrecision
        == .allPoints)
  }

  @Test("The published model's configuration follows torchvision, with the spacing of its anchors")
  func publishedModel() {
    let model = RetinaNet.Configuration.resNet50(classes: 91)
    #expect(
      model
        == model.following(Conventions(.torchvision, reproducingDefects: true)).with {
          var matcher = $0.learning.assigner.matcher ?? Matcher()
          matcher.defects = []
          $0.learning.assigner = .matcher(matcher)
        })
    #expect(model.architecture.anchors == .preset(.torchvision, reproducingDefects: true))
  }
}

extension RetinaNet.Configuration {
  fileprivate func with(_ change: (inout Self) -> Void) -> Self {
    var result = self
    change(&result)
    return result
  }
}
