// How each system matches: the rules of Matcher under the systems' names.

import Boxes

extension Matcher {
  /// The matching of a system.
  ///
  /// All have the thresholds 0.5 and 0.4. The other rules are:
  ///
  /// ```
  ///                    low quality                  IoU exactly 0.4   anchors outside      IoU of pixels
  /// paper              none                         ignored           kept                 continuous
  /// torchvision        bestAnchors                  ignored           kept                 continuous
  /// detectron2         bestAnchors                  ignored           kept                 continuous
  /// detectron          bestAnchorsUnlessNegative    ignored           kept                 inclusive (+1)
  /// mmdetection        objectsTakeBestAnchors       ignored           kept                 continuous
  /// kerasRetinaNet     none                         negative          centered: ignored     continuous
  /// yhenon             none                         ignored           kept                 continuous
  /// kerasIO            none                         ignored           kept                 continuous
  /// ```
  ///
  /// No system ignores anchors in crowds: all but the Keras example leave crowds out before they match, and so do the
  /// presets, by an infinite `crowdThreshold`. (The Keras example takes a crowd for an object; clear its flag for that.)
  /// keras-retinanet's IoU had the +1 up to version 0.5.1.
  ///
  /// Properties:
  /// - Without `reproducingDefects` no object that overlaps no anchor has a positive one, and no anchor is taken from an
  ///   object that fits it better.
  /// - Where the defects play no part, it makes no difference whether they are reproduced.
  ///
  /// - Parameter reproducingDefects: whether to do also what is a mistake there: see `Defect`.
  public static func preset(_ system: ReferenceSystem, reproducingDefects: Bool = false) -> Matcher {
    var matcher = Matcher(crowdThreshold: .infinity)
    var defects: Set<Defect> = []
    switch system {
    case .paper, .yhenon, .kerasIO: break
    case .torchvision:
      matcher.lowQuality = .bestAnchors
      defects = [.zeroOverlapTakesEveryAnchor, .emptyBoxesAreNaN]
    case .detectron2:
      matcher.lowQuality = .bestAnchors
      defects = [.zeroOverlapTakesEveryAnchor]
    case .detectron:
      matcher.lowQuality = .bestAnchorsUnlessNegative
      matcher.pixels = .inclusive
      defects = [.zeroOverlapTakesEveryAnchor]
    case .mmdetection:
      matcher.lowQuality = .objectsTakeBestAnchors
      defects = [.zeroOverlapTakesEveryAnchor, .takesFromBetterObject]
    case .kerasRetinaNet:
      matcher.boundary = .negative
      matcher.outOfImage = .ignoreCenteredOutside
    }
    if reproducingDefects { matcher.defects = defects }
    return matcher
  }

  /// The paper's: 0.5 and 0.4, no low-quality rule, crowds left out; the same as `preset(.paper)`.
  public static let paper = preset(.paper)

  /// The region proposal network's: 0.7 and 0.3, the best anchors of every object, and anchors that reach outside the
  /// image ignored, if the image is given.
  ///
  /// (Ren et al., Faster R-CNN, 2015. torchvision's and Detectron2's proposal networks keep those anchors: set
  /// `outOfImage` to `.keep`.)
  public static let regionProposals = Matcher(
    positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors, outOfImage: .ignoreBeyond(border: 0))
}
