// What was not learnt, and what could not be: objects found beside objects covered, by size (eval7).

import Anchors
import Boxes
import Evaluation
import Matching
import Text

/// The share of the objects that are found, and of those that an anchor learns, in three groups of size.
///
/// An object without a positive anchor is learnt as background; one that has its anchors and is not found was not
/// learnt. Found means IoU 0.5 with a detection of the object's class, at whatever score: AP by size, without the false
/// alarms, which have no size of an object.
public struct SizeCoverage: Hashable, Sendable {
  /// Objects of one group of size.
  public struct Group: Hashable, Sendable {
    /// The square roots of the objects' areas, from the smallest to the largest, in pixels.
    public var sizes: ClosedRange<Double>
    /// How many objects there are.
    public var count: Int
    /// The share with a positive anchor, 0…1.
    public var covered: Double
    /// The share that was found, 0…1.
    public var found: Double
  }

  /// Small, middle and large thirds of the objects; fewer where there are few objects.
  public let groups: [Group]

  /// Looks at pictures in the pixels that the detector saw.
  ///
  /// - Parameters:
  ///   - images: what was found and what is there, with the size of each picture.
  ///   - generator: the detector's anchors.
  ///   - matcher: the rule that says which objects they cover.
  public init(
    _ images: [(size: ImageSize, seen: EvaluatedImage)], generator: AnchorGenerator, matcher: Matcher
  ) {
    var objects: [(size: Double, isCovered: Bool, isFound: Bool)] = []
    for (size, seen) in images where AnchorRules.canSee(size) {
      let anchors = generator.anchors(on: size)
      let matches = matcher.match(
        anchors: anchors, objects: seen.objects, image: size)
      for (index, object) in seen.objects.enumerated() where !object.isCrowd {
        objects.append(
          (
            object.box.area.squareRoot(), !matches.positives(ofObject: index).isEmpty,
            seen.detections.contains { $0.label == object.label && $0.box.iou(object.box) >= 0.5 }
          ))
      }
    }
    objects.sort { $0.size < $1.size }
    let parts = objects.count < 30 ? 1 : 3
    groups = (0..<parts).compactMap { part in
      let group = objects[part * objects.count / parts..<(part + 1) * objects.count / parts]
      guard let first = group.first, let last = group.last else { return nil }
      return Group(
        sizes: first.size...last.size, count: group.count, covered: group.share(where: \.isCovered),
        found: group.share(where: \.isFound))
    }
  }

  /// What the check says of the group with the largest gap.
  public var finding: Finding? {
    guard let worst = groups.max(by: { $0.covered - $0.found < $1.covered - $1.found }),
      let least = groups.min(by: { $0.covered < $1.covered })
    else { return nil }
    let rows = groups.map {
      "\($0.sizes.lowerBound.fixed(digits: 0))–\($0.sizes.upperBound.fixed(digits: 0)) pixels: "
        + "\($0.covered.percentText) covered, \($0.found.percentText) found"
    }
    if least.covered < 0.9 {
      return Finding(
        "eval7", .warning, "Objects of a size could not be learnt",
        measured: "\(least.covered.percentText) of \(least.count) objects of "
          + "\(least.sizes.lowerBound.fixed(digits: 0))–\(least.sizes.upperBound.fixed(digits: 0)) pixels have a positive "
          + "anchor",
        expected: "98 %", places: rows, advice: "fit anchors to the objects (--anchors fit), or look at larger pictures"
      )
    }
    guard worst.covered - worst.found > 0.3 else { return nil }
    return Finding(
      "eval7", .warning, "Objects of a size were not learnt, though anchors cover them",
      measured: "\(worst.found.percentText) of \(worst.count) objects of "
        + "\(worst.sizes.lowerBound.fixed(digits: 0))–\(worst.sizes.upperBound.fixed(digits: 0)) pixels are found, "
        + "\(worst.covered.percentText) have a positive anchor",
      expected: "a gap under 30 points", places: rows,
      advice: "anchors are not the trouble: train longer, with more objects of that size, or at another rate")
  }
}
