// The fast search for targets on a grid against its definition, matching the list of anchors: every bit.

import Anchors
import Boxes
import Matching
import Randomness
import Testing
import _TestSupport

@Suite("Targets searched for on a generator's grids")
struct MatcherAgreementTests {
  /// Objects of all sizes, wholly inside, across the border and beyond it, some equal, some without area, some crowds.
  private func scene(_ count: Int, height: Int, width: Int, _ generator: inout SeededGenerator) -> [LabeledBox] {
    var objects: [LabeledBox] = []
    for index in 0..<count {
      let scale = Double(max(height, width))
      let size = scale * generator.uniform(in: 0.1...1) * generator.uniform(in: 0.05...1)
      var box = Box(
        centerX: generator.uniform(in: -0.2...1.2) * Double(width),
        centerY: generator.uniform(in: -0.2...1.2) * Double(height),
        width: size, height: size * generator.uniform(in: 0.3...3))
      switch generator.integer(in: 0...7) {
      case 0: box = objects.last?.box ?? box
      case 1:
        box = Box(
          xMin: box.xMin.rounded(), yMin: box.yMin.rounded(), xMax: box.xMax.rounded(), yMax: box.yMax.rounded())
      case 2: box.xMax = box.xMin
      default: break
      }
      objects.append(LabeledBox(box: box, label: index % 3, isCrowd: generator.integer(in: 0...5) == 0))
    }
    return objects
  }

  /// What differs between the two ways; nil if nothing does.
  private func difference(
    _ matcher: Matcher, _ anchors: AnchorGenerator, _ objects: [LabeledBox], height: Int, width: Int,
    image: ImageSize?
  ) -> String? {
    let gridded = GriddedAnchors(anchors, size: ImageSize(height: height, width: width))
    let expected = matcher.match(anchors: gridded.anchors, objects: objects, image: image)
    // An object without area, which defects make anchors learn, cannot be encoded.
    let canBeEncoded = expected.assignments.allSatisfy {
      if case .positive(let object) = $0 { objects[object].box.area > 0 } else { true }
    }
    guard canBeEncoded else { return nil }
    let targets = Targets(gridded, objects: objects, matcher: matcher, image: image)
    let definition = Targets(matches: expected, objects: objects, anchors: gridded.anchors)
    if targets == definition { return nil }
    return firstDifference(targets.labels, definition.labels).map { "labels \($0)" } ?? "deltas differ"
  }

  @Test(
    "The targets are those of the definition to the last bit: every system's rules, with and without defects",
    arguments: Matcher.conventions)
  func conventions(rules: Matcher) {
    for seed in 0..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let (height, width) = (generator.integer(in: 30...260), generator.integer(in: 30...260))
      var anchors = AnchorGenerator.conventions[Int(seed) % AnchorGenerator.conventions.count]
      let sizes = [0.25, 0.5, 1][Int(seed % 3)]
      anchors.levels = anchors.levels.map { .init(stride: $0.stride, baseSize: $0.baseSize * sizes) }
      let objects = scene(generator.integer(in: 0...12), height: height, width: width, &generator)
      for var matcher in [rules.sound, rules] {
        if seed % 4 > 1 { matcher.crowdThreshold = 0.3 }
        let image = [
          nil, ImageSize(height: height, width: width), ImageSize(height: height - 20, width: width - 9),
        ][Int(seed % 3)]
        let difference = difference(matcher, anchors, objects, height: height, width: width, image: image)
        #expect(difference == nil, "seed \(seed), \(matcher)")
      }
    }
  }

  @Test(
    "Any thresholds, low-quality rule, boundary, pixels and rule for anchors outside",
    arguments: 0..<40 as Range<UInt64>)
  func rules(seed: UInt64) {
    var generator = SeededGenerator(seed: 100 + seed)
    let (height, width) = (96, 160)
    let objects = scene(9, height: height, width: width, &generator)
    let outside: [Matcher.OutOfImageRule] = [
      .keep, .ignoreBeyond(border: 0), .ignoreBeyond(border: 7.5), .ignoreCenteredOutside,
    ]
    for rule in Matcher.LowQualityRule.allCases {
      for pixels in PixelConvention.allCases {
        let low = generator.uniform(in: 0.001...0.6)
        let matcher = Matcher(
          positiveThreshold: generator.uniform(in: low...1), negativeThreshold: low, lowQuality: rule,
          boundary: seed % 2 == 0 ? .ignored : .negative, outOfImage: outside[Int(seed % 4)], pixels: pixels)
        let difference = difference(
          matcher, .small, objects, height: height, width: width,
          image: ImageSize(height: height - 5, width: width - 30))
        #expect(difference == nil, "seed \(seed), rule \(rule), pixels \(pixels)")
      }
    }
  }

  @Test("Edges that are infinite or no number, and boxes inside out, have the labels of the definition")
  func strange() {
    let numbers = [0, 40, 90, -.infinity, .infinity, .nan, 1e300, -Double.leastNonzeroMagnitude]
    var generator = SeededGenerator(seed: 3)
    for trial in 0..<60 {
      func edge() -> Double { numbers[generator.integer(in: 0...numbers.count - 1)] }
      let objects = (0..<4).map { index in
        LabeledBox(
          box: Box(xMin: edge(), yMin: edge(), xMax: edge(), yMax: edge()), label: 0, isCrowd: index == 3, area: 1)
      }
      for pixels in PixelConvention.allCases {
        let matcher = Matcher(lowQuality: .bestAnchors, pixels: pixels)
        let gridded = GriddedAnchors(.small, size: ImageSize(height: 100, width: 70))
        let matches = matcher.match(anchors: gridded.anchors, objects: objects)
        // Such boxes cannot be encoded: the search itself is asked.
        let found = TargetSearch(gridded, objects: objects, matcher: matcher, image: nil).result()
        var expected = matches.assignments.map { assignment -> Int32 in
          switch assignment {
          case .negative: Targets.background
          case .ignored: Targets.ignored
          case .positive(let object): Int32(objects[object].label)
          }
        }
        #expect(firstDifference(found.labels, expected) == nil, "trial \(trial), \(objects)")
        for (anchor, object) in found.positives { expected[anchor] = matches.bestObject[anchor] == object ? -3 : 0 }
        #expect(expected.allSatisfy { $0 < 0 }, "trial \(trial), \(objects)")
      }
    }
  }

  @Test("No objects: all negative, no targets; one object equal to an anchor: that anchor learns it, deltas 0")
  func noneAndOne() {
    let gridded = GriddedAnchors(.small, size: .square(128))
    let none = Targets(gridded, objects: [], matcher: Matcher())
    #expect(none.labels == [Int32](repeating: -1, count: 3_069) && none.matched.isEmpty)
    let object = LabeledBox(box: gridded.anchors[1_000], label: 2)
    let one = Targets(gridded, objects: [object], matcher: Matcher(positiveThreshold: 1))
    #expect(one.matched.map(\.index) == [1_000] && one.matchedDeltas == [0, 0, 0, 0])
    #expect(one.labels[1_000] == 2)
  }

  @Test("Many: 201 600 anchors of 800 × 1344 pixels and 30 objects, the same targets")
  func many() {
    var generator = SeededGenerator(seed: 5)
    let objects = scene(30, height: 800, width: 1_344, &generator)
    let difference = difference(
      Matcher.torchvisionDefects.sound, .torchvision, objects, height: 800, width: 1_344, image: nil)
    #expect(difference == nil)
  }
}
