// The conventions of systems as values: what matching is tried on. Which system has which, the module Systems knows.

import Anchors
import Matching

extension Matcher {
  /// torchvision's rules, with its two mistakes.
  static let torchvisionDefects = Matcher(
    lowQuality: .bestAnchors, crowdThreshold: .infinity, defects: [.zeroOverlapTakesEveryAnchor, .emptyBoxesAreNaN])
  /// Detectron2's rules, with its mistake.
  static let detectron2Defects = Matcher(
    lowQuality: .bestAnchors, crowdThreshold: .infinity, defects: [.zeroOverlapTakesEveryAnchor])
  /// Detectron's rules, with its mistake.
  static let detectronDefects = Matcher(
    lowQuality: .bestAnchorsUnlessNegative, pixels: .inclusive, crowdThreshold: .infinity,
    defects: [.zeroOverlapTakesEveryAnchor])
  /// mmdetection's rules, with its two mistakes.
  static let mmdetectionDefects = Matcher(
    lowQuality: .objectsTakeBestAnchors, crowdThreshold: .infinity,
    defects: [.zeroOverlapTakesEveryAnchor, .takesFromBetterObject])
  /// keras-retinanet's rules.
  static let kerasRetinaNet = Matcher(
    boundary: .negative, outOfImage: .ignoreCenteredOutside, crowdThreshold: .infinity)

  /// All that differ.
  static let conventions = [
    paper, torchvisionDefects, detectron2Defects, detectronDefects, mmdetectionDefects, kerasRetinaNet,
  ]

  /// The same rules without the mistakes.
  var sound: Matcher {
    var matcher = self
    matcher.defects = []
    return matcher
  }
}

extension AnchorGenerator {
  /// torchvision's anchors.
  static let torchvision = AnchorGenerator(
    levels: paper.levels, center: .corner, order: .ratioMajor, rounding: .corners)
  /// The anchors of every system, torchvision's with its defect and without.
  static let conventions: [AnchorGenerator] = {
    var defect = torchvision
    defect.spacing = .imageOverGrid
    return [
      paper, torchvision, defect, AnchorGenerator(levels: paper.levels, center: .corner, order: .scaleMajor),
      AnchorGenerator(
        levels: paper.levels, center: .pixelCenter, order: .scaleMajor, rounding: .cells, pixels: .inclusive),
      AnchorGenerator(levels: paper.levels, center: .corner, order: .ratioMajor),
      AnchorGenerator(levels: paper.levels, order: .ratioMajor, ratioMeaning: .widthOverHeight),
    ]
  }()
}
