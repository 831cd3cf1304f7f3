// As many positive anchors in training as in validation? (run7)

import Text

/// Positive anchors of a picture that has objects, where it is learnt from and where it is measured on.
public struct PositivesBalance: Hashable, Sendable {
  /// In training.
  public var training: Double
  /// In validation.
  public var validation: Double

  /// The two numbers.
  public init(training: Double, validation: Double) {
    self.training = training
    self.validation = validation
  }

  /// What the check says: half to twice as many are the same kind of pictures.
  public var finding: Finding? {
    guard training > 0 || validation > 0 else { return nil }
    let ratio = training / max(validation, 1e-9)
    guard !(0.5...2).contains(ratio) else { return nil }
    let isFar = !(0.2...5).contains(ratio)
    return Finding(
      "run7", isFar ? .severe : .note,
      isFar ? "Training and validation show other objects" : "Training and validation differ in their objects",
      measured: "\(training.fixed(digits: 1)) positive anchors in a picture with objects in training, "
        + "\(validation.fixed(digits: 1)) in validation",
      expected: "about as many; richer pictures to learn from may be meant",
      advice: "compare sizes, numbers of objects and resizing of the two parts: retinanet anchors on each")
  }
}
