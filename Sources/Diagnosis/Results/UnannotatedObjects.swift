// Confident false alarms on real objects: perhaps they are right, and the annotations are not (run11).

import Boxes
import Evaluation
import Images
import Text

/// Detections beside every annotation that score as high as right ones, and whether something ends where they end.
///
/// ```
/// sure    = detections that score at least the median of the right ones
/// alone   = sure ones that touch no annotated object (IoU below 0.1)
/// contrast = EdgeContrast of the alone ones, beside that of the annotated boxes
/// ```
///
/// A false alarm on nothing has a contrast of about 1; one on an object that nobody annotated has that of the annotated
/// ones.
public struct UnannotatedObjects: Hashable, Sendable {
  /// Detections that score at least the median of the right ones.
  public let sure: Int
  /// Those of them that touch no annotated object.
  public let alone: Int
  /// The score from which on a detection is sure.
  public let score: Double
  /// Edge contrast of the lonely detections, and of the annotated boxes; nil if there are none, or no pictures.
  public let contrast: Double?
  /// Edge contrast of the annotated boxes; nil if there are none, or no pictures.
  public let annotated: Double?
  /// Pictures that have some, by their places; the first few.
  public let places: [Int]

  /// Looks at what was found.
  ///
  /// - Parameters:
  ///   - images: what was found and what is annotated.
  ///   - image: a picture by its place, in the pixels of the boxes; nil for one that cannot be looked at.
  public init(_ images: [EvaluatedImage], image: (Int) -> Image?) {
    var right: [Double] = []
    for image in images {
      for detection in image.detections
      where image.objects.contains(where: { $0.label == detection.label && $0.box.iou(detection.box) >= 0.5 }) {
        right.append(detection.score)
      }
    }
    let limit = max(0.05, right.median ?? 0.5)
    var (sure, places, lonely) = (0, [Int](), [[Box]](repeating: [], count: images.count))
    for (place, image) in images.enumerated() {
      let high = image.detections.filter { $0.score >= limit }
      sure += high.count
      // Two classes on one place are one thing.
      for detection in high.sorted(by: { $0.score > $1.score })
      where image.objects.allSatisfy({ detection.box.iou($0.box) < 0.1 })
        && lonely[place].allSatisfy({ detection.box.iou($0) < 0.5 })
      {
        lonely[place].append(detection.box)
      }
      if !lonely[place].isEmpty, places.count < 5 { places.append(place) }
    }
    self.sure = sure
    alone = lonely.reduce(0) { $0 + $1.count }
    score = limit
    self.places = places
    let looked = lonely.indices.filter { !lonely[$0].isEmpty }.prefix(100).compactMap { place in
      image(place).map { (place, $0) }
    }
    contrast = EdgeContrast(looked.map { ($1, lonely[$0]) }).value
    annotated =
      EdgeContrast(
        looked.map { place, image in
          (image, images[place].objects.filter { !$0.isCrowd }.map(\.box))
        }
      ).value
  }

  /// The share of the sure detections that lie alone, 0…1.
  public var share: Double { Double(alone) / Double(max(1, sure)) }

  /// What the check says.
  ///
  /// - Parameter name: a picture's name by its place.
  public func finding(name: (Int) -> String) -> Finding? {
    guard sure >= 20, alone >= 10, share >= 0.15 else { return nil }
    let measured =
      "\(alone) of \(sure) detections of score \(score.fixed(digits: 2)) and more (\(share.percentText)) touch no "
      + "annotated object"
    let places = places.map(name)
    guard let contrast, let annotated else {
      return Finding(
        "run11", .warning, "Confident detections lie where nothing is annotated", measured: measured,
        expected: "under 15 %: confident false alarms often are objects that nobody annotated", places: places,
        advice: "look at them, and annotate what is there")
    }
    let isReal = contrast >= 0.5 * annotated && contrast > 1.8
    return Finding(
      "run11", isReal && share >= 0.25 ? .severe : .warning,
      isReal
        ? "Objects are found that nobody annotated" : "Confident detections lie where nothing is annotated",
      measured:
        "\(measured); the color changes across their edges \(contrast.fixed(digits: 1)) times as much as at random "
        + "places, across those of annotated boxes \(annotated.fixed(digits: 1)) times",
      expected: "under 15 %, on nothing (contrast 1)", places: places,
      advice: isReal
        ? "annotate them: every object that is left out is learnt as background, and its detection counts as wrong"
        : "look at them: textures or parts that are taken for objects need pictures of them without objects")
  }
}
