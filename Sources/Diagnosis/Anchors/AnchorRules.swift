// What anchors and matching make of a set's objects: the counts. What the checks say of them is AnchorFindings.swift.

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
  /// Pictures of more pixels, 8192 × 8192, are passed over: their anchors alone would fill gigabytes, and a file may
  /// say any size.
  static let mostPixels = 1 << 26
  /// The numbers of objects and pictures that are looked at.
  private(set) var objectCount = 0
  private(set) var worst: [(iou: Double, box: Box, picture: Int)] = []
  private(set) var positives: [Int] = []
  private(set) var reaching = 0
  private(set) var pictures = (withObjects: 0, withoutPositives: 0)
  private(set) var byLevel: [Int]
  private(set) var lowQuality = 0
  private(set) var nearlyPositive = 0
  private(set) var robbed = 0
  private(set) var targets: [Double] = []
  private(set) var extreme = 0
  private(set) var error = 0.0

  static let checks = [
    "anchors1", "anchors2", "anchors3", "anchors4", "anchors5", "anchors6", "anchors7", "anchors9", "anchors10",
  ]

  /// Matches the objects of pictures; about 150 pictures say enough.
  public init(_ images: [SeenObjects], generator: AnchorGenerator, matcher: Matcher, coding: BoxCoding) {
    self.generator = generator
    self.matcher = matcher
    self.coding = coding
    byLevel = [Int](repeating: 0, count: generator.levels.count)
    let step = max(1, images.count / 150)
    for (place, image) in images.enumerated() where place % step == 0 { add(image, place) }
  }

  /// Whether a picture of a size has anchors that can be made.
  static func canSee(_ size: ImageSize) -> Bool {
    let sides = 1...AnchorGenerator.largestSide
    return sides.contains(size.height) && sides.contains(size.width) && size.height <= mostPixels / size.width
  }

  private mutating func add(_ image: SeenObjects, _ place: Int) {
    guard Self.canSee(image.size) else { return }
    let anchors = generator.anchors(on: image.size)
    let matches = matcher.match(anchors: anchors, objects: image.objects, image: image.size)
    let objects = image.objects.indices.filter { !image.objects[$0].isCrowd }
    guard !objects.isEmpty else { return }
    pictures.withObjects += 1
    if matches.positiveCount == 0 { pictures.withoutPositives += 1 }
    var counts = [Int](repeating: 0, count: image.objects.count)
    let levels = generator.grids(on: image.size).map { $0.firstAnchor + $0.anchorCount }
    nearlyPositive += matches.assignments.indices.count {
      matches.assignments[$0] == .negative && matches.bestIoU[$0] >= 0.4
        && matches.bestIoU[$0] < matcher.positiveThreshold
    }
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

  /// Positive anchors of a picture that has objects, on average; nil without such pictures.
  public var positivesPerPicture: Double? {
    pictures.withObjects == 0 ? nil : Double(positives.reduce(0, +)) / Double(pictures.withObjects)
  }
}
