// What of a system a detector can follow, with or without its mistakes: the part of its sheet that is the detector's.

import Anchors
import Boxes
import Detector
import Losses
import Matching

/// What a system that calls itself RetinaNet does in each piece of a detector on which systems disagree.
///
/// ```swift
/// import Detector
/// let configuration = RetinaNet.Configuration.small.following(Conventions(.torchvision))
/// ```
///
/// Properties:
/// - Equal for a system, except in its defects, whether they are reproduced or not.
/// - No two systems have the same conventions.
public struct Conventions: Hashable, Sendable {
  /// The system.
  public let system: ReferenceSystem
  /// Where anchors stand: order, center, meaning of ratios, rounding.
  public var anchors: AnchorGenerator
  /// Which anchor learns what.
  public var matcher: Matcher
  /// How four numbers stand for a box.
  public var coding: BoxCoding
  /// The classification loss; all systems have α = 0.25, balanced, and γ = 2.
  public var classLoss: ClassLoss
  /// The box loss.
  public var boxLoss: BoxLoss
  /// What losses are divided by.
  public var normalization: LossNormalization
  /// What P6 is made from.
  public var p6Source: RetinaNet.P6Source
  /// Whether a ReLU stands between P6 and P7.
  public var rectifiesBeforeP7: Bool
  /// How outputs become detections.
  public var inference: RetinaNet.Inference

  /// A system's conventions.
  ///
  /// - Parameters:
  ///   - system: whose.
  ///   - reproducingDefects: whether to do also what is a mistake there; what each piece then does, its own preset
  ///     says.
  public init(_ system: ReferenceSystem, reproducingDefects: Bool = false) {
    let sheet = system.sheet
    self.system = system
    anchors = .preset(system, reproducingDefects: reproducingDefects)
    matcher = .preset(system, reproducingDefects: reproducingDefects)
    coding = sheet.coding
    classLoss = sheet.classLoss(reproducingDefects: reproducingDefects)
    boxLoss = sheet.boxLoss
    normalization = .preset(system, reproducingDefects: reproducingDefects)
    p6Source = sheet.p6Source
    rectifiesBeforeP7 = sheet.rectifiesBeforeP7
    inference = sheet.inference
  }
}

extension RetinaNet.Configuration {
  /// The same architecture and sizes of anchors, with a system's conventions in everything else.
  ///
  /// Strides and base sizes stay those of the configuration, because they belong to the pictures that it is for; scales
  /// and ratios, which are the same nine in all systems, come with the conventions.
  public func following(_ conventions: Conventions) -> RetinaNet.Configuration {
    var result = self
    result.architecture.anchors = conventions.anchors
    result.architecture.anchors.levels = architecture.anchors.levels
    result.learning.assigner = .matcher(conventions.matcher)
    result.architecture.coding = conventions.coding
    result.learning.classLoss = conventions.classLoss
    result.learning.boxLoss = conventions.boxLoss
    result.learning.lossNormalization = conventions.normalization
    result.architecture.p6Source = conventions.p6Source
    result.architecture.rectifiesBeforeP7 = conventions.rectifiesBeforeP7
    result.inference = conventions.inference
    return result
  }
}
