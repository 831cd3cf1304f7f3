// What an assigner is, and those that are built in, by name: what a configuration holds.
// The rules themselves are Matcher, ATSS and FCOS.

import Anchors
import Boxes

/// Decides which anchor learns which object: an assigner of your own is a type with one function.
///
/// ```
/// struct CenterAssigner: AnchorAssigner {
///   func assignments(
///     _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
///   ) -> [Assignment] {
///     anchors.anchors.map { anchor in
///       objects.firstIndex { $0.box.contains(x: anchor.centerX, y: anchor.centerY) }
///         .map { .positive(object: $0) } ?? .negative
///     }
///   }
/// }
/// ```
public protocol AnchorAssigner: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// What each anchor is for the loss, [anchors].
  ///
  /// An object that is assigned must have positive width and height, or the coding refuses it.
  ///
  /// - Parameters:
  ///   - anchors: all anchors of the image and its padding, by level, row, column and place in the cell.
  ///   - objects: crowds included; a crowd is not to be assigned.
  ///   - image: the size in pixels, without padding.
  func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment]
}

extension AnchorAssigner {
  /// The type's name.
  public var name: String { "\(Self.self)" }
}

extension Matcher: AnchorAssigner {
  /// The thresholds and what becomes of objects below them, in words.
  public var name: String {
    let rule =
      switch lowQuality {
      case .none: "no object is helped below that"
      case .bestAnchors: "an object's best anchor is positive also below that"
      case .bestAnchorsUnlessNegative:
        "an object's best anchor is positive also below that, down to \(negativeThreshold)"
      case .objectsTakeBestAnchors: "an object takes its best anchor also below that"
      }
    return "positive from IoU \(positiveThreshold), negative below \(negativeThreshold), ignored between; \(rule)"
  }

  /// The assignments of `match(anchors:objects:image:)`; `Targets` finds the same ones faster.
  public func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    match(anchors: anchors.anchors, objects: objects, image: image).assignments
  }
}

extension ATSS: AnchorAssigner {
  /// "ATSS, 9 candidates on each level".
  public var name: String { "ATSS, \(candidatesPerLevel) candidates on each level" }

  /// The assignments of `match(anchors:anchorsPerLevel:objects:)`.
  public func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    match(anchors: anchors.anchors, anchorsPerLevel: anchors.anchorsPerLevel, objects: objects).assignments
  }
}

extension FCOS: AnchorAssigner {
  /// "FCOS, centers of anchors in the object", or within a radius of its center.
  public var name: String {
    "FCOS, centers of anchors in the object"
      + (centerSamplingRadius.map { ", within \($0) strides of its center" } ?? "")
  }

  /// The assignments of `match(points:objects:)` with the anchors' centers for points.
  ///
  /// - Precondition: there are as many levels as the anchors have, and one anchor per cell.
  public func assignments(
    _ anchors: GriddedAnchors, objects: [LabeledBox], image: ImageSize
  ) -> [Assignment] {
    let counts = anchors.anchorsPerLevel
    precondition(
      counts.count == levels.count, "levels must be the anchors' \(counts.count), found \(levels.count)")
    let level = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    let points = anchors.anchors.indices.map {
      Point(x: anchors.anchors[$0].centerX, y: anchors.anchors[$0].centerY, level: level[$0])
    }
    return match(points: points, objects: objects).assignments
  }

  /// Points in place of a generator's anchors: its levels, each for the objects that fit its anchors.
  ///
  /// ```
  /// lower = 2 · base size of the level before, 0 on the first       upper = 2 · base size, ∞ on the last
  /// ```
  ///
  /// For the paper's base sizes 32 … 512 these are FCOS's ranges, 0–64 … 512–∞.
  public init(levelsOf generator: AnchorGenerator, centerSamplingRadius: Double? = nil) {
    let levels = generator.levels
    self.init(
      levels: levels.indices.map { index in
        Level(
          stride: levels[index].stride, lower: index == 0 ? 0 : 2 * levels[index - 1].baseSize,
          upper: index == levels.count - 1 ? .infinity : 2 * levels[index].baseSize)
      }, centerSamplingRadius: centerSamplingRadius)
  }
}

/// Which anchor learns what, by name: what a configuration holds.
///
/// | case | an anchor is positive by | anchors per cell |
/// |---|---|---|
/// | `matcher` | fixed thresholds of IoU: RetinaNet's | any |
/// | `atss` | a threshold that each object sets itself | any, 1 in the paper |
/// | `fcos` | its center being in the object, on the level of the object's size | 1 |
///
/// FCOS as published has a branch for center-ness, by which it multiplies scores; here there is none: what differs from
/// RetinaNet is the assignment, and with `BoxCoding.distances` the four numbers.
public enum AssignmentRule: Hashable, Sendable, Codable {
  /// Fixed thresholds.
  case matcher(Matcher)
  /// A threshold for every object.
  case atss(ATSS)
  /// Points in objects.
  case fcos(FCOS)

  // As they are written: {"matcher": {"rule": {…}}}.
  private enum MatcherCodingKeys: String, CodingKey { case _0 = "rule" }
  private enum AtssCodingKeys: String, CodingKey { case _0 = "rule" }
  private enum FcosCodingKeys: String, CodingKey { case _0 = "rule" }

  /// The assigner itself.
  public var definition: any AnchorAssigner {
    switch self {
    case .matcher(let matcher): matcher
    case .atss(let atss): atss
    case .fcos(let fcos): fcos
    }
  }

  /// The matcher, if it is one.
  public var matcher: Matcher? { if case .matcher(let matcher) = self { matcher } else { nil } }

  /// Why it cannot assign a generator's anchors, if so.
  public func problem(with generator: AnchorGenerator) -> String? {
    if let problem = matcher?.problem { return "matcher: \(problem)" }
    guard case .fcos(let fcos) = self else { return nil }
    if generator.anchorsPerCell != 1 {
      return "fcos: points need one anchor per cell, found \(generator.anchorsPerCell)"
    }
    let (strides, wanted) = (generator.levels.map(\.stride), fcos.levels.map(\.stride))
    return strides == wanted ? nil : "fcos: levels must have the anchors' strides \(strides), found \(wanted)"
  }
}

extension Assignment {
  /// What the anchor's class outputs should say.
  public func target(of objects: [LabeledBox]) -> AnchorTarget {
    switch self {
    case .positive(let object): .positive(label: objects[object].label)
    case .negative: .negative
    case .ignored: .ignored
    }
  }
}
