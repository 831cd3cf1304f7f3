// The matching of the papers. That of systems is in Systems.

extension Matcher {
  /// RetinaNet's: 0.5 and 0.4, no low-quality rule, crowds left out.
  public static let paper = Matcher(crowdThreshold: .infinity)

  /// The region proposal network's: 0.7 and 0.3, the best anchors of every object, and anchors that reach outside the
  /// image ignored, if the image is given.
  ///
  /// (Ren et al., Faster R-CNN, 2015. torchvision's and Detectron2's proposal networks keep those anchors: set
  /// `outOfImage` to `.keep`.)
  public static let regionProposals = Matcher(
    positiveThreshold: 0.7, negativeThreshold: 0.3, lowQuality: .bestAnchors, outOfImage: .ignoreBeyond(border: 0))
}
