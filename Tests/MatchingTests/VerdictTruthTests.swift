// What verdicts say holds under every combination of rules: each clause is looked up in the table of IoU again.

import Boxes
import Matching
import Randomness
import Testing

/// Every combination of rules and defects.
private let matchers: [Matcher] = Matcher.LowQualityRule.allCases.flatMap { rule in
  Matcher.BoundaryRule.allCases.flatMap { boundary in
    [Matcher.OutOfImageRule.keep, .ignoreBeyond(border: 5), .ignoreCenteredOutside].flatMap { outOfImage in
      PixelConvention.allCases.flatMap { pixels in
        [[], Set(Matcher.Defect.allCases)].map { defects in
          Matcher(lowQuality: rule, boundary: boundary, outOfImage: outOfImage, pixels: pixels, defects: defects)
        }
      }
    }
  }
}

/// A scene with exact thresholds and ties, crowds, an object without area and, in odd seeds, one beyond all anchors.
private func scene(_ seed: UInt64) -> (anchors: [Box], objects: [LabeledBox]) {
  var generator = SeededGenerator(seed: seed)
  func box() -> Box {
    let (x, y) = (Double(generator.integer(in: 0...12)), Double(generator.integer(in: 0...12)))
    return Box(
      xMin: 4 * x, yMin: 4 * y, xMax: 4 * x + 4 * Double(generator.integer(in: 1...8)),
      yMax: 4 * y + 4 * Double(generator.integer(in: 1...8)))
  }
  var objects = (0..<6).map { LabeledBox(box: box(), label: $0, isCrowd: $0 == 4) }
  objects.append(LabeledBox(box: Box(xMin: 8, yMin: 8, xMax: 8, yMax: 20), label: 6))
  if seed % 2 == 1 { objects.append(LabeledBox(box: Box(xMin: 300, yMin: 0, xMax: 310, yMax: 8), label: 7)) }
  let anchors = (0..<40).map { _ in box() } + [objects[0].box, Box(xMin: 16, yMin: 4, xMax: 16, yMax: 8)]
  return (anchors, objects)
}

@Suite("Verdicts are true under every rule")
struct VerdictTruthTests {
  @Test("The reason of every anchor is what the boxes say", arguments: 0..<6 as Range<UInt64>)
  func anchors(seed: UInt64) {
    let (anchors, objects) = scene(seed)
    for matcher in matchers {
      let matches = matcher.match(anchors: anchors, objects: objects, image: ImageSize(height: 64, width: 60))
      for verdict in matches.anchorVerdicts {
        #expect(verdict.assignment == matches.assignments[verdict.anchor])
        #expect(isTrue(verdict, matches, matcher), "seed \(seed): \(verdict.sentence) \(matcher)")
      }
    }
  }

  private func isTrue(_ verdict: AnchorVerdict, _ matches: Matches, _ matcher: Matcher) -> Bool {
    let anchor = matches.anchors[verdict.anchor]
    func iou(_ object: Int) -> Double { anchor.iou(matches.objects[object], matcher.pixels) }
    let single = matches.objects.indices.filter { !matches.isCrowd[$0] }
    let largest = single.map(iou).max() ?? 0
    let inside = matches.anchors.indices.filter { matches.isOutside.isEmpty || !matches.isOutside[$0] }
    func isBest(of object: Int) -> Bool {
      iou(object) > 0
        && iou(object) == inside.map { matches.anchors[$0].iou(matches.objects[object], matcher.pixels) }.max()
    }
    func isPositive(_ object: Int) -> Bool { verdict.assignment == .positive(object: object) }
    switch verdict.reason {
    case .reachesThreshold(let object, let value):
      return isPositive(object) && value == iou(object) && value == largest && value >= 0.5
    case .lowQuality(let object, let value, let bestOf):
      return isPositive(object) && value == iou(object) && value == largest && value < 0.5 && isBest(of: bestOf)
        && matcher.lowQuality != .none
    case .takenByObject(let object, let value, let other, let otherValue):
      let isAllowed =
        value == otherValue || otherValue < 0.5 || matcher.defects.contains(.takesFromBetterObject)
      return isPositive(object) && value == iou(object) && isBest(of: object) && otherValue == iou(other)
        && otherValue == largest && value <= otherValue && isAllowed && matcher.lowQuality == .objectsTakeBestAnchors
    case .zeroOverlap(let object, let withoutAnchor):
      return isPositive(object) && matcher.defects.contains(.zeroOverlapTakesEveryAnchor)
        && matches.objectBestIoU[withoutAnchor] == 0 && matcher.lowQuality != .none
    case .emptyLikeObject(let object):
      return isPositive(object) && anchor.area == 0 && matches.objects[object].area == 0
        && matcher.defects.contains(.emptyBoxesAreNaN)
    case .between(let object, let value):
      let isAboveLow = matcher.boundary == .negative ? value > 0.4 : value >= 0.4
      return verdict.assignment == .ignored && value == iou(object) && value == largest && isAboveLow && value < 0.5
    case .insideCrowd(let object, let share):
      return verdict.assignment == .ignored && matches.isCrowd[object] && share >= 0.5
        && share == anchor.shareInside(matches.objects[object])
    case .outsideImage:
      switch matcher.outOfImage {
      case .keep: return false
      case .ignoreBeyond(let border):
        let clipped = anchor.clipped(to: ImageSize(height: 64, width: 60))
        let beyond = [anchor.xMax - clipped.xMax, anchor.yMax - clipped.yMax].max() ?? 0
        return verdict.assignment == .ignored && beyond + matcher.pixels.extra > border
      case .ignoreCenteredOutside:
        return verdict.assignment == .ignored && (anchor.centerX >= 60 || anchor.centerY >= 64)
      }
    case .belowThreshold(let object, let value):
      return verdict.assignment == .negative && value == iou(object) && value == largest && value > 0
        && (value < 0.4 || (value == 0.4 && matcher.boundary == .negative))
    case .overlapsNothing: return verdict.assignment == .negative && largest == 0
    }
  }

  @Test("The reason of every object is what the assignments say", arguments: 0..<6 as Range<UInt64>)
  func objects(seed: UInt64) {
    let (anchors, objects) = scene(seed)
    for matcher in matchers {
      let matches = matcher.match(anchors: anchors, objects: objects, image: ImageSize(height: 64, width: 60))
      #expect(matches.objectVerdicts.count == objects.count)
      for verdict in matches.objectVerdicts {
        #expect(isTrue(verdict, matches, matcher), "seed \(seed): \(verdict.sentence) \(matcher)")
      }
    }
  }

  private func isTrue(_ verdict: ObjectVerdict, _ matches: Matches, _ matcher: Matcher) -> Bool {
    let box = matches.objects[verdict.object]
    func iou(_ anchor: Int) -> Double { matches.anchors[anchor].iou(box, matcher.pixels) }
    let inside = matches.anchors.indices.filter { matches.isOutside.isEmpty || !matches.isOutside[$0] }
    let positives = matches.positives(ofObject: verdict.object)
    let learnt = positives.map(iou).max() ?? 0
    let largest = matches.isCrowd[verdict.object] ? 0 : inside.map(iou).max() ?? 0
    guard verdict.positiveCount == positives.count, verdict.learntIoU == learnt, verdict.bestIoU == largest else {
      return false
    }
    switch verdict.reason {
    case .matched: return learnt >= 0.5
    case .lowQualityOnly: return learnt < 0.5 && learnt > 0 && matcher.lowQuality != .none
    case .defectOnly: return !positives.isEmpty && learnt == 0 && !matcher.defects.isEmpty
    case .bestAnchorTaken(let other, let otherIoU):
      guard positives.isEmpty, let best = verdict.bestAnchor else { return false }
      let fits = otherIoU == matches.anchors[best].iou(matches.objects[other], matcher.pixels)
      return fits && matches.assignments[best] == .positive(object: other)
        && (otherIoU >= largest || !matcher.defects.isEmpty)
    case .bestAnchorNegative:
      guard positives.isEmpty, let best = verdict.bestAnchor else { return false }
      return matches.assignments[best] == .negative && matcher.lowQuality == .bestAnchorsUnlessNegative
    case .belowThreshold: return positives.isEmpty && largest > 0 && largest < 0.5
    case .overlapsNoAnchor: return positives.isEmpty && largest == 0
    case .crowd: return positives.isEmpty && matches.isCrowd[verdict.object]
    }
  }

  @Test("Between them the scenes show every reason, so none of the checks is idle")
  func everyReason() {
    var anchorReasons: Set<String> = []
    var objectReasons: Set<String> = []
    for seed in 0..<6 as Range<UInt64> {
      let (anchors, objects) = scene(seed)
      for matcher in matchers {
        let matches = matcher.match(anchors: anchors, objects: objects, image: ImageSize(height: 64, width: 60))
        for verdict in matches.anchorVerdicts { anchorReasons.insert(name(verdict.reason)) }
        for verdict in matches.objectVerdicts { objectReasons.insert(name(verdict.reason)) }
      }
    }
    #expect(anchorReasons.count == 10, "\(anchorReasons.sorted())")
    #expect(objectReasons.count == 8, "\(objectReasons.sorted())")
  }

  private func name(_ reason: some Any) -> String { String("\(reason)".prefix { $0 != "(" }) }
}
