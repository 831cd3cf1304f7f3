// What anchors and matching make of a set's objects (anchors1 to anchors7).

import Anchors
import Boxes
import Foundation
import Matching
import Text

/// Objects as the detector sees them: after resizing, by picture.
public struct SeenObjects: Hashable, Sendable {
  /// Rows of the picture.
  public var height: Int
  /// Columns of the picture.
  public var width: Int
  /// Its objects, crowds included.
  public var objects: [LabeledBox]

  /// Both sides of the picture.
  public var size: ImageSize { ImageSize(height: height, width: width) }

  /// The objects of a picture, in its pixels.
  public init(height: Int, width: Int, objects: [LabeledBox]) {
    self.height = height
    self.width = width
    self.objects = objects
  }
}

/// The checks of anchors, matching and coding on a set's objects.
public struct AnchorRules {
  let generator: AnchorGenerator
  let matcher: Matcher
  let coding: BoxCoding
  /// The numbers of objects and pictures that are looked at.
  private(set) var objectCount = 0
  private var worst: [(iou: Double, box: Box, picture: Int)] = []
  private var positives: [Int] = []
  private var reaching = 0
  private var pictures = (withObjects: 0, withoutPositives: 0)
  private var byLevel: [Int]
  private var lowQuality = 0
  private var robbed = 0
  private var targets: [Double] = []
  private var extreme = 0
  private var error = 0.0

  static let checks = ["anchors1", "anchors2", "anchors3", "anchors4", "anchors5", "anchors6", "anchors7", "anchors9"]

  /// Matches the objects of pictures; about 150 pictures say enough.
  public init(_ images: [SeenObjects], generator: AnchorGenerator, matcher: Matcher, coding: BoxCoding) {
    self.generator = generator
    self.matcher = matcher
    self.coding = coding
    byLevel = [Int](repeating: 0, count: generator.levels.count)
    let step = max(1, images.count / 150)
    for (place, image) in images.enumerated() where place % step == 0 { add(image, place) }
  }

  private mutating func add(_ image: SeenObjects, _ place: Int) {
    let anchors = generator.anchors(on: image.size)
    let matches = matcher.match(anchors: anchors, objects: image.objects, image: image.size)
    let objects = image.objects.indices.filter { !image.objects[$0].isCrowd }
    guard !objects.isEmpty else { return }
    pictures.withObjects += 1
    if matches.positiveCount == 0 { pictures.withoutPositives += 1 }
    var counts = [Int](repeating: 0, count: image.objects.count)
    let levels = levelEnds(image)
    for (index, assignment) in matches.assignments.enumerated() {
      guard case .positive(let object) = assignment else { continue }
      counts[object] += 1
      byLevel[levels.firstIndex { index < $0 } ?? levels.count - 1] += 1
      if matches.bestIoU[index] < matcher.positiveThreshold { lowQuality += 1 }
      code(image.objects[object].box, anchors[index])
    }
    for index in objects {
      objectCount += 1
      positives.append(counts[index])
      let iou = matches.objectBestIoU[index]
      if iou >= matcher.positiveThreshold { reaching += 1 }
      worst.append((iou, image.objects[index].box, place))
      if let best = matches.objectBestAnchor[index], counts[index] == 0,
        matcher.lowQuality != .none || iou >= matcher.positiveThreshold,
        case .positive(let other) = matches.assignments[best], other != index
      {
        robbed += 1
      }
    }
  }

  private func levelEnds(_ image: SeenObjects) -> [Int] {
    var end = 0
    return generator.levels.map { level in
      let rows = (image.height + level.stride - 1) / level.stride,
        columns = (image.width + level.stride - 1) / level.stride
      end += rows * columns * generator.anchorsPerCell
      return end
    }
  }

  private mutating func code(_ object: Box, _ anchor: Box) {
    let deltas = coding.encode(object, anchor: anchor)
    let numbers = [deltas.0, deltas.1, deltas.2, deltas.3]
    targets += numbers
    if abs(log(object.width / anchor.width)) > log(1_000.0 / 16)
      || abs(log(object.height / anchor.height)) > log(1_000.0 / 16)
    {
      extreme += 1
    }
    let back = coding.decode(deltas, anchor: anchor)
    error = max(
      error, abs(back.xMin - object.xMin), abs(back.yMin - object.yMin), abs(back.xMax - object.xMax),
      abs(back.yMax - object.yMax))
  }

  /// The share of the objects whose best anchor reaches the positive threshold, 0…1; nil without objects.
  public var coverage: Double? { objectCount == 0 ? nil : Double(reaching) / Double(objectCount) }
}

extension AnchorRules {
  /// What was found.
  ///
  /// - Parameter fit: the command that fits anchors to this set; empty if there is none.
  public func findings(fit: String = "") -> [Finding] {
    guard objectCount > 0 else { return [] }
    return [reach(fit), perObject, levels, lost, spread, roundTrip, worstObjects].compactMap(\.self)
  }

  private func reach(_ fit: String) -> Finding? {
    guard let coverage, coverage < 0.98 else { return nil }
    let learnt = positives.share { $0 > 0 }
    // A low-quality rule makes up for what no anchor reaches: then training goes on, only worse.
    let severity: Severity = coverage < 0.9 && learnt < 0.98 ? .severe : .warning
    return Finding(
      "anchors1", severity, "Anchors do not reach the objects",
      measured: "\(coverage.percentText) of \(objectCount) objects have an anchor of IoU "
        + "\(matcher.positiveThreshold.short) or more; \(learnt.percentText) have a positive anchor at all",
      expected: "98 %: an object without a positive anchor is learnt as background", places: worstSentences(3),
      advice: "fit the anchors to the objects, lower the positive threshold, or look at larger pictures", command: fit)
  }

  private var perObject: Finding? {
    let median = positives.map(Double.init).median ?? 0
    let without = Double(pictures.withoutPositives) / Double(max(1, pictures.withObjects))
    guard median < 3 || without > 0.05 else { return nil }
    return Finding(
      "anchors3", without > 0.05 ? .severe : .warning, "Few anchors learn each object",
      measured:
        "\(median.fixed(digits: 0)) in the middle; \(pictures.withoutPositives) of \(pictures.withObjects) pictures with "
        + "objects have none",
      expected: "at least 3 for each object, and one in every picture with objects",
      advice: "use anchors of more scales, a lower positive threshold, or the rule for best anchors (--low-quality)")
  }

  private var levels: Finding? {
    let total = byLevel.reduce(0, +)
    guard total > 0 else { return nil }
    let idle = byLevel.indices.filter { byLevel[$0] == 0 }
    let low = Double(lowQuality) / Double(total)
    guard low >= 0.2 || idle.count > byLevel.count / 2 else { return nil }
    return Finding(
      "anchors4", low >= 0.5 ? .warning : .note,
      low >= 0.2 ? "Much is learnt by the low-quality rule alone" : "Levels idle",
      measured: "\(low.percentText) of \(total) positive anchors are below the threshold; positives by level: "
        + zip(generator.levels, byLevel).map { "stride \($0.stride) \($1)" }.joined(separator: ", "),
      expected: "under 20 %, and something on most levels",
      advice: "fit base sizes to the objects: idle levels cost time and teach nothing")
  }

  private var lost: Finding? {
    let share = Double(robbed) / Double(objectCount)
    guard share >= 0.05 else { return nil }
    return Finding(
      "anchors5", share >= 0.2 ? .severe : .warning, "Objects lose their best anchor to another object",
      measured: "\(robbed) of \(objectCount) objects (\(share.percentText)) have no anchor for that reason",
      expected: "under 5 %", advice: "look for objects that are annotated twice; in crowds use more and smaller anchors"
    )
  }

  private var spread: Finding? {
    guard let deviation = targets.deviation, let largest = targets.map(abs).max() else { return nil }
    let isOff = deviation > 10 || deviation < 0.03
    guard isOff || extreme > 0 else { return nil }
    return Finding(
      "anchors6", isOff ? .severe : .warning, "The box head's targets are of no size that it learns well",
      measured: "a deviation of \(deviation.short), the largest \(largest.short); \(extreme) beyond a factor of 62.5",
      expected: "a deviation of 0.1 to 3, and no object 62.5 times as large as its anchor: decoding is clamped there",
      advice: "use the coding's weights (10, 10, 5, 5) or (1, 1, 1, 1) on both sides, and anchors nearer to the objects"
    )
  }

  private var roundTrip: Finding? {
    guard error >= 1e-3 else { return nil }
    return Finding(
      "anchors7", .severe, "Decoding does not undo encoding", measured: "an edge comes back \(error.short) pixels off",
      expected: "less than a thousandth of a pixel",
      advice: "decode with the coding, the weights and the anchors of training")
  }

  private var worstObjects: Finding? {
    guard let coverage, coverage < 1 else { return nil }
    return Finding(
      "anchors2", .note, "The objects that are covered worst",
      measured: "\((100 * (1 - coverage)).fixed(digits: 1)) % do not reach \(matcher.positiveThreshold.short)",
      expected: "none",
      places: worstSentences(5), advice: "look at them: retinanet match --index N")
  }

  /// "picture 3: 12 × 80 pixels, best IoU 0.31".
  private func worstSentences(_ count: Int) -> [String] {
    worst.sorted { ($0.iou, $0.picture) < ($1.iou, $1.picture) }.prefix(count).map {
      "picture \($0.picture): \($0.box.width.fixed(digits: 0)) × \($0.box.height.fixed(digits: 0)) pixels, best IoU \($0.iou.fixed(digits: 2))"
    }
  }
}
