// Anchors from torchvision's nested sizes, with the mistake that its users make most often as a typed error.

/// What is wrong with a nested list of anchor sizes.
public enum AnchorSizesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are not as many groups of sizes as there are levels.
  case groupsAreNotLevels(groups: [[Double]], strides: [Int])
  /// A group of sizes is empty.
  case emptyGroup(level: Int)
  /// A size is not a positive number.
  case sizeNotPositive(level: Int, size: Double)
  /// A stride is not a power of two.
  case strideNotPowerOfTwo(level: Int, stride: Int)
  /// A level's sizes are not the first level's times a factor, so that the levels do not share their scales.
  case scalesDiffer(level: Int, expected: [Double], found: [Double])

  /// Where, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .groupsAreNotLevels(let groups, let strides):
      let right = groups.count == 1 && groups[0].count == strides.count
      let remedy = right ? " Write one group a level: \(groups[0].map { [$0] })." : " Write one group a level."
      return "sizes: expected \(strides.count) groups, one for each stride of \(strides); found \(groups.count) "
        + "with \(groups.map(\.count)) sizes.\(remedy)"
    case .emptyGroup(let level):
      return "sizes[\(level)]: expected at least one size, found none. Give the level a size or drop its stride."
    case .sizeNotPositive(let level, let size):
      return "sizes[\(level)]: expected sizes in pixels above 0, found \(size)."
    case .strideNotPowerOfTwo(let level, let stride):
      return "strides[\(level)]: expected a power of two (8 for P3), found \(stride)."
    case .scalesDiffer(let level, let expected, let found):
      return "sizes[\(level)]: expected the scales of the first level, \(expected), found \(found). "
        + "Sizes cut to whole pixels do this: give one size a level and the scales by themselves, "
        + "and rounding: .corners if they are to be cut as in torchvision."
    }
  }
}

extension AnchorGenerator {
  /// Anchors from sizes in torchvision's form, one group of sizes for each level.
  ///
  /// The first size of a group is the level's base size, the others give the scales, which all levels share. So
  /// `[[32], [64], [128], [256], [512]]` is right for five levels, and `[[32, 64, 128, 256, 512]]` is an error:
  /// torchvision takes the latter for one level of five sizes and fails later, at the first image.
  ///
  /// - Throws: `AnchorSizesError`, if the groups do not fit the strides or each other.
  public init(
    sizes: [[Double]], strides: [Int], ratios: [Double] = [0.5, 1, 2], center: Center = .halfStride,
    order: Order = .ratioMajor
  ) throws(AnchorSizesError) {
    guard sizes.count == strides.count, !sizes.isEmpty else {
      throw .groupsAreNotLevels(groups: sizes, strides: strides)
    }
    var scales: [Double] = []
    for (level, (group, stride)) in zip(sizes, strides).enumerated() {
      guard stride > 0, stride.nonzeroBitCount == 1 else { throw .strideNotPowerOfTwo(level: level, stride: stride) }
      guard let base = group.first else { throw .emptyGroup(level: level) }
      for size in group where !(size > 0 && size.isFinite) { throw .sizeNotPositive(level: level, size: size) }
      let found = group.map { $0 / base }
      if level == 0 { scales = found }
      let agrees = found.count == scales.count && zip(found, scales).allSatisfy { abs($0 - $1) <= 1e-9 * $1 }
      guard agrees else { throw .scalesDiffer(level: level, expected: scales, found: found) }
    }
    self.init(
      levels: zip(sizes, strides).map { Level(stride: $1, baseSize: $0[0]) }, scales: scales, ratios: ratios,
      center: center, order: order)
  }
}
