// Which detections were right in which picture: all that AP depends on, so that it can be computed for any choice of
// the pictures without matching a box again.

import Boxes
import Evaluation

/// A detector's detections on a set of pictures, matched with what is there, without the boxes.
///
/// For each class its detections by falling score: the picture, and for each of COCO's ten thresholds of IoU whether it
/// found an object. AP of the pictures drawn so many times each is then a sum.
///
/// Properties:
/// - With every picture once, AP is `COCOEvaluator`'s, to the last bit.
/// - A picture that is drawn twice counts as two pictures.
///
/// Edge cases: crowds are not provided for; shapes have none.
public struct ScoredPictures: Hashable, Sendable, Codable {
  /// One class.
  struct ClassScores: Hashable, Sendable, Codable {
    /// Objects of the class in each picture.
    var objects: [Int]
    /// The picture of each detection, by falling score.
    var picture: [Int]
    /// For each detection, one bit for each threshold, the lowest for 0.50: whether it found an object.
    var found: [Int]
  }

  /// How many pictures there are.
  public let count: Int
  let classes: [ClassScores]
  private static let thresholds = COCOEvaluator.iouThresholds

  /// Matches what was found with what is there, as COCO does.
  ///
  /// - Precondition: every label is in 0 ..< `classes`.
  public init(_ images: [EvaluatedImage], classes: Int) {
    count = images.count
    // As COCO: within a picture by score, of a class the best hundred.
    var found = images.map { [Int](repeating: 0, count: $0.detections.count) }
    var counts = images.map { [Bool](repeating: false, count: $0.detections.count) }
    for (bit, threshold) in Self.thresholds.enumerated() {
      let matcher = DetectionMatcher(iouThreshold: threshold)
      for (picture, image) in images.enumerated() {
        for (index, outcome) in matcher.outcomes(image).enumerated() where outcome != .ignored {
          counts[picture][index] = true
          if case .truePositive = outcome { found[picture][index] |= 1 << bit }
        }
      }
    }
    self.classes = (0..<classes).map { label in
      var entries: [(score: Double, picture: Int, found: Int)] = []
      for (picture, image) in images.enumerated() {
        for (index, detection) in image.detections.enumerated() where detection.label == label && counts[picture][index]
        {
          entries.append((detection.score, picture, found[picture][index]))
        }
      }
      let order = entries.indices.sorted { (entries[$0].score, $1) > (entries[$1].score, $0) }
      return ClassScores(
        objects: images.map { $0.objects.count { $0.label == label && !$0.isCrowd } },
        picture: order.map { entries[$0].picture }, found: order.map { entries[$0].found })
    }
  }

  /// COCO's AP, in 0…1, of the pictures taken so many times each; nil if there is nothing to be found.
  ///
  /// - Parameter times: how often each picture counts; nil: once.
  public func ap(times: [Int]? = nil) -> Double? {
    let times = times ?? [Int](repeating: 1, count: count)
    precondition(times.count == count, "times must be one for each of \(count) pictures, found \(times.count)")
    var values: [Double] = []
    for scores in classes {
      let objects = zip(scores.objects, times).reduce(0) { $0 + $1.0 * $1.1 }
      guard objects > 0 else { continue }
      for bit in Self.thresholds.indices {
        values += Self.precisions(scores, bit: bit, times: times, objects: objects)
      }
    }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The best precision at or beyond each of COCO's 101 recalls.
  private static func precisions(_ scores: ClassScores, bit: Int, times: [Int], objects: Int) -> [Double] {
    // Copies of a detection stand beside each other; of those that are right the last has the best precision.
    var (seen, right) = (0, 0)
    var points: [(right: Int, precision: Double)] = []
    for (picture, found) in zip(scores.picture, scores.found) where times[picture] > 0 {
      seen += times[picture]
      guard found >> bit & 1 == 1 else { continue }
      right += times[picture]
      // COCO's guard against 0 / 0 is kept so that the figures agree to the last bit.
      points.append((right, Double(right) / (Double(seen) + Double.ulpOfOne)))
    }
    var best = 0.0
    for index in points.indices.reversed() {
      best = max(best, points[index].precision)
      points[index].precision = best
    }
    let recalls = AveragePrecision.cocoRecalls
    var result = [Double](repeating: 0, count: recalls.count)
    var next = 0
    for point in points {
      let recall = Double(point.right) / Double(objects)
      while next < recalls.count, recalls[next] <= recall {
        result[next] = point.precision
        next += 1
      }
    }
    return result
  }
}

// MARK: - Read from a file, which has passed no initializer

extension ScoredPictures {
  private enum CodingKeys: String, CodingKey { case count, classes }

  /// Reads scores; throws `DecodingError` for places outside of the pictures.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    count = try values.decode(Int.self, forKey: .count)
    classes = try values.decode([ClassScores].self, forKey: .classes)
    let pictures = count
    // Each class lists its objects by picture: so a file cannot speak of more pictures than it has numbers.
    let isCounted = pictures == 0 || pictures > 0 && !classes.isEmpty
    let fits =
      isCounted
      && classes.allSatisfy { scores in
        scores.objects.count == pictures && scores.objects.allSatisfy { (0...1 << 20).contains($0) }
          && scores.found.count == scores.picture.count
          && scores.picture.allSatisfy { $0 >= 0 && $0 < pictures }
      }
    if !fits {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected detections of \(pictures) pictures"))
    }
  }
}
