// Configurations as JSON: every one reads back, equal ones are equal texts, and what no initializer accepts is refused.

import Anchors
import Boxes
import Formats
import Images
import Losses
import Matching
import Systems
import Testing

@testable import Detector

@Suite("Configurations as files say them")
struct ConfigurationFileTests {
  /// One configuration for every choice that there is.
  static var all: [RetinaNet.Configuration] {
    var result = [RetinaNet.Configuration.small, .resNet50(classes: 7), .resNet50(classes: 2, epsilon: 1e-5)]
    for system in ReferenceSystem.allCases {
      for defects in [false, true] {
        let conventions = Conventions(system, reproducingDefects: defects)
        result.append(RetinaNet.Configuration(classes: 5).following(conventions))
        result.append(RetinaNet.Configuration.resNet50(classes: 5).following(conventions))
      }
    }
    func add(_ change: (inout RetinaNet.Configuration) -> Void) {
      var configuration = RetinaNet.Configuration(classes: 3)
      change(&configuration)
      result.append(configuration)
    }
    for rounding: FloatingPointRoundingRule in [
      .up, .down, .towardZero, .awayFromZero, .toNearestOrEven, .toNearestOrAwayFromZero,
    ] {
      add { $0.preprocessing.resizing = .shorterSide(60, longerSide: 90, multiple: 32, rounding: rounding) }
    }
    add { $0.preprocessing.resizing = .stretch(height: 7, width: 9) }
    add { $0.preprocessing.resizing = .letterbox(height: 7, width: 9, padding: Color(red: 1, green: 2, blue: 3)) }
    for alpha: FocalLoss.Alpha in [.none, .constant(0.3), .balanced(0.1), .perClass([0.1, 0.2, 1 / 3.0])] {
      add { $0.learning.classLoss = .focal(FocalLoss(alpha: alpha, gamma: 0.1 + 0.2)) }
    }
    for kind in IoULoss.Kind.allCases { add { $0.learning.boxLoss = .iou(IoULoss(kind, shapeThreshold: 0.5)) } }
    for rule: Matcher.OutOfImageRule in [.keep, .ignoreBeyond(border: 2.5), .ignoreCenteredOutside] {
      add { $0.learning.assigner = .matcher(Matcher(outOfImage: rule)) }
    }
    add { $0.learning.assigner = .matcher(Matcher(defects: Set(Matcher.Defect.allCases))) }
    add { $0.learning.assigner = .matcher(Matcher(crowdThreshold: .infinity)) }
    add { $0.learning.assigner = .atss(ATSS(candidatesPerLevel: 27, centerMargin: 0)) }
    for radius in [nil, 1.5] {
      add {
        ($0.architecture.anchors.scales, $0.architecture.anchors.ratios) = ([1], [1])
        $0.learning.assigner = .fcos(FCOS(levelsOf: $0.architecture.anchors, centerSamplingRadius: radius))
        $0.architecture.coding = .distances(DistanceBoxCoder(smallest: 0.1))
      }
    }
    let losses: [ClassLoss] = [
      .crossEntropy, .balancedCrossEntropy(alpha: 0.75), .clampedFocal(ClampedFocalLoss(floor: 0.01)),
      .softmaxFocal(SoftmaxFocalLoss(alpha: 0.25, background: 3)), .softmaxFocal(SoftmaxFocalLoss()),
    ]
    for loss in losses { add { $0.learning.classLoss = loss } }
    let samplings: [SamplingRule] = [
      .oneToThree, .mined(HardExampleMining(.hardest(128), iouThreshold: 0.7)),
      .mined(HardExampleMining(.balanced(64))), .balanced(BalancedSampler(positives: 3, total: 9)),
    ]
    for sampling in samplings { add { $0.learning.sampling = sampling } }
    let suppressions: [SuppressionRule] = [
      .hard(NonMaximumSuppression(perClass: false)), .soft(SoftNonMaximumSuppression()),
      .soft(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3), scoreThreshold: 0, perClass: false)),
    ]
    for suppression in suppressions { add { $0.inference.suppression = suppression } }
    add { $0.learning.lossNormalization = LossNormalization(.positivesPlusOne, box: .movingAverage(initial: 7)) }
    add { $0.learning.prior = PriorProbability(1e-300) }
    add { $0.architecture.coding = .center(CenterBoxCoder(sizeClamp: .infinity, minimumSize: 0.1)) }
    add { $0.architecture.coding = .corners(CornerBoxCoder(deviation: 0.3)) }
    add { $0.inference.scoreThreshold = -.infinity }
    add { $0.inference.candidatesPerLevel = 0 }
    return result
  }

  @Test("Every configuration reads back as it was, and its text is the same when written again")
  func roundTrip() throws {
    for configuration in Self.all {
      let text = try CodedJSON.encode(configuration)
      let back = try CodedJSON.decode(text, as: RetinaNet.Configuration.self)
      #expect(back == configuration)
      #expect(try CodedJSON.encode(back) == text)
    }
  }

  @Test("The text of the small detector is this one; whoever changes it has to read the old one, too")
  func pinned() throws {
    let anchors = """
      {"center":"corner","levels":[{"baseSize":16,"stride":8},{"baseSize":32,"stride":16},{"baseSize":64,"stride":32},\
      {"baseSize":128,"stride":64},{"baseSize":256,"stride":128}],"order":"ratioMajor","pixels":"continuous",\
      "ratioMeaning":"heightOverWidth","ratios":[0.5,1,2],"rounding":"none",\
      "scales":[1,1.2599210498948732,1.5874010519681994],"spacing":"stride"}
      """
    let coder = """
      {"center":{"clampSide":"above","minimumSize":0,"pixels":"continuous","sizeClamp":4.135166556742356,\
      "weights":{"height":5,"width":5,"x":10,"y":10}}}
      """
    #expect(
      try CodedJSON.encode(RetinaNet.Configuration.small) == """
        {"architecture":{"anchors":\(anchors),"backbone":{"basic":{}},"classes":3,"coding":\(coder),"headDepth":4,\
        "headGroups":8,"p6Source":"p5","pyramidChannels":64,"rectifiesBeforeP7":true,"sizeDivisor":1,\
        "stageChannels":[32,64,128,128],"stemChannels":16},\
        "inference":{"candidatesPerLevel":1000,"clipping":"beforeSuppression","clippingPixels":"continuous",\
        "detectionsPerClass":"infinity","dropsEmptyBoxes":false,"maximumDetections":100,"scoreThreshold":0.05,\
        "suppression":{"hard":{"suppression":\
        {"includesThreshold":false,"iouThreshold":0.5,"perClass":true,"pixels":"continuous"}}}},\
        "learning":{"assigner":{"matcher":{"rule":\
        {"boundary":"ignored","crowdThreshold":0.5,"defects":[],"lowQuality":"bestAnchors",\
        "negativeThreshold":0.4,"outOfImage":{"keep":{}},"pixels":"continuous","positiveThreshold":0.5}}},\
        "boxLoss":{"smoothL1":{"beta":0.1111111111111111}},\
        "classLoss":{"focal":{"loss":{"alpha":{"balanced":{"alpha":0.25}},"gamma":2}}},\
        "lossNormalization":{"box":{"positivesPerImage":{}},"classification":{"positivesPerImage":{}}},\
        "prior":0.01,"sampling":{"all":{}},"trainedBackboneStages":5},\
        "preprocessing":{"deviation":[0.229,0.224,0.225],"mean":[0.485,0.456,0.406]},"schema":1}
        """)
  }

  @Test("A set of defects is written sorted: no process's own order is in the file")
  func sets() throws {
    var configuration = RetinaNet.Configuration.small
    configuration.learning.assigner = .matcher(Matcher(defects: Set(Matcher.Defect.allCases)))
    let text = try CodedJSON.encode(configuration)
    #expect(
      text.contains(#""defects":["emptyBoxesAreNaN","takesFromBetterObject","zeroOverlapTakesEveryAnchor"]"#))
  }

  @Test("What no initializer accepts is refused, with the place and the reason")
  func refused() throws {
    let good = try CodedJSON.tree(encoding: RetinaNet.Configuration.resNet50(classes: 4))
    let cases: [(path: [String], value: String, place: String, problem: String)] = [
      (["schema"], "2", "schema", "expected a configuration of schema 1, found 2; it was written by a newer program"),
      (["schema"], "0", "schema", "expected a configuration of schema 1, found 0"),
      (["architecture"], "null", "architecture", "expected"),
      (["architecture", "classes"], "0", "architecture", "classes must be at least 1, found 0"),
      (["architecture", "classes"], "2.5", "architecture.classes", "found the number 2.5"),
      (
        ["architecture", "classes"], "\"three\"", "architecture.classes",
        "expected a whole number, found the text \"three\""
      ),
      (["architecture", "stageChannels"], "[4,4,4]", "architecture", "must be four, of C2 to C5, found 3"),
      (["architecture", "stageChannels"], "[4,4,4,6]", "architecture", "a bottleneck has a quarter"),
      (["architecture", "stemChannels"], "-1", "architecture", "at least 1 everywhere, found -1"),
      (["architecture", "pyramidChannels"], "9000000000000", "architecture", "found 9000000000000"),
      (["architecture", "headGroups"], "7", "architecture", "must be a multiple of the 7 headGroups, found 256"),
      (["architecture", "sizeDivisor"], "0", "architecture", "sizeDivisor must be at least 1, found 0"),
      (["architecture", "p6Source"], "\"c7\"", "architecture.p6Source", "c7"),
      (
        ["architecture", "backbone"], #"{"resNet":{"blocks":[1],"normalization":{"frozen":{"epsilon":0}}}}"#,
        "architecture", "at least one each for C2 to C5, found [1]"
      ),
      (["architecture", "backbone"], #"{"vgg":{}}"#, "architecture.backbone", "expected one"),
      (["architecture", "anchors", "scales"], "[]", "architecture.anchors", "scales must not be empty"),
      (["architecture", "anchors", "ratios"], "[\"infinity\"]", "architecture.anchors", "ratios must be positive"),
      (["architecture", "anchors", "levels"], #"[{"baseSize":1,"stride":3}]"#, "architecture.anchors", "power of two"),
      (
        ["architecture", "anchors", "levels"], #"[{"baseSize":1,"stride":4}]"#, "architecture",
        "the strides of P3 to P7"
      ),
      (
        ["architecture", "coding"], #"{"corners":{"deviation":0}}"#, "architecture.coding.corners", "positive, found 0"
      ),
      (["architecture", "coding"], "{}", "architecture.coding", "expected one of center, corners and distances"),
      (["preprocessing", "mean"], "[0]", "preprocessing", "mean must be one finite number each"),
      (
        ["preprocessing", "deviation"], "[1,1,0]", "preprocessing",
        "each for red, green and blue, found [1.0, 1.0, 0.0]"
      ),
      (["preprocessing", "resizing", "multiple"], "0", "preprocessing.resizing.multiple", "1 ... 65536, found 0"),
      (["preprocessing", "resizing", "rounding"], "\"odd\"", "preprocessing.resizing.rounding", "found odd"),
      (
        ["learning", "assigner", "matcher", "rule", "negativeThreshold"], "0.6", "learning.assigner.matcher.rule",
        "thresholds must be 0 < negative"
      ),
      (
        ["learning", "assigner", "matcher", "rule", "crowdThreshold"], "\"nan\"", "learning.assigner.matcher.rule",
        "above 0, found nan"
      ),
      (["learning", "assigner"], #"{"nearest":{}}"#, "learning.assigner", "expected one"),
      (
        ["learning", "assigner"], #"{"atss":{"rule":{"candidatesPerLevel":0,"centerMargin":0}}}"#,
        "learning.assigner.atss.rule", "at least 1, found 0"
      ),
      (
        ["learning", "assigner"], #"{"fcos":{"rule":{"levels":[]}}}"#, "learning.assigner.fcos.rule",
        "levels must not be empty"
      ),
      (
        ["learning", "assigner"], #"{"fcos":{"rule":{"levels":[{"lower":0,"stride":8,"upper":9}]}}}"#, "",
        "points need one anchor per cell, found 9"
      ),
      (
        ["learning", "classLoss"], #"{"softmaxFocal":{"loss":{"background":5,"gamma":2}}}"#, "",
        "background's output must be in 0 ... 4, found 5"
      ),
      (
        ["learning", "classLoss"],
        #"{"focal":{"loss":{"alpha":{"perClass":{"alpha":[0.5]}},"gamma":2}}}"#, "", "each of the 4 classes, found 1"
      ),
      (
        ["learning", "sampling"], #"{"balanced":{"sampler":{"positives":9,"total":3}}}"#,
        "learning.sampling.balanced.sampler", "found 9 of 3"
      ),
      (
        ["learning", "sampling"], #"{"mined":{"mining":{"rule":{"hardest":{"count":-1}}}}}"#,
        "learning.sampling.mined.mining", "found [-1]"
      ),
      (
        ["learning", "classLoss", "focal", "loss", "gamma"], "-1", "learning.classLoss.focal.loss",
        "gamma must be finite and at least 0"
      ),
      (
        ["learning", "classLoss", "focal", "loss", "alpha"], #"{"balanced":{"alpha":2}}"#,
        "learning.classLoss.focal.loss", "0...1, found 2"
      ),
      (["learning", "boxLoss"], #"{"smoothL1":{"beta":-1}}"#, "learning.boxLoss.smoothL1", "beta must be finite"),
      (["learning", "boxLoss"], #"{"iou":{"kind":"iou","shapeThreshold":2}}"#, "learning.boxLoss.iou", "found 2"),
      (
        ["learning", "lossNormalization", "box"], #"{"movingAverage":{"initial":1,"momentum":1}}"#,
        "learning.lossNormalization", "momentum must be in 0 ..< 1, found 1"
      ),
      (["learning", "prior"], "1", "learning.prior", "probability must be between 0 and 1, found 1"),
      (["learning", "trainedBackboneStages"], "6", "learning", "must be in 0 ... 5, found 6"),
      (["inference", "maximumDetections"], "-1", "inference.maximumDetections", "at least 0, or \"infinity\""),
      (
        ["inference", "suppression", "hard", "suppression", "iouThreshold"], "1.5",
        "inference.suppression.hard.suppression", "0...1, found 1.5"
      ),
      (["learning", "gamma"], "2", "learning.gamma", "is not known here"),
    ]
    for (path, value, place, problem) in cases {
      let text = try CodedJSON.encode(good.replacing(path, with: JSONValue(value)))
      let error = #expect(throws: CodedJSONError.self, "\(path)") {
        try CodedJSON.decode(text, as: RetinaNet.Configuration.self)
      }
      #expect(error?.place == place && error?.problem.contains(problem) == true, "\(path): \(error?.description ?? "")")
    }
  }

  @Test("A missing property is named")
  func missing() throws {
    let good = try CodedJSON.tree(encoding: RetinaNet.Configuration.small)
    let text = try CodedJSON.encode(good.replacing(["learning", "assigner", "matcher", "rule", "pixels"], with: .null))
    let error = #expect(throws: CodedJSONError.self) { try CodedJSON.decode(text, as: RetinaNet.Configuration.self) }
    #expect(error?.description.hasPrefix("learning.assigner.matcher.rule.pixels: expected") == true)
  }
}

extension JSONValue {
  /// The tree with another value at a path.
  func replacing(_ path: [String], with value: JSONValue) -> JSONValue {
    guard let key = path.first, case .object(var values) = self else { return value }
    values[key] = (values[key] ?? .null).replacing(Array(path.dropFirst()), with: value)
    return .object(values)
  }
}
