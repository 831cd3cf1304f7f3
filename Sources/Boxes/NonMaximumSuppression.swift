// Of many detections of one object, keep the surest.
// Greedy and hard: it does not lower scores (see SoftNonMaximumSuppression) and does not average boxes. The definition;
// the fast form is NonMaximumSuppression+Engine.

/// Greedy non-maximum suppression.
///
/// By falling score, a detection is kept unless a kept one overlaps it with an IoU **strictly above** the threshold.
///
/// The older Cython code of py-faster-rcnn and Detectron differs twice: it counts the last pixel of a box, and an IoU
/// of exactly the threshold suppresses too. `NonMaximumSuppression(pixels: .inclusive, includesThreshold: true)`.
///
/// Properties:
/// - No two kept detections (of one class) overlap by more than the threshold.
/// - Every dropped detection overlaps a kept one that comes before it.
/// - Kept indices are in order of falling score, ties by the lower index.
///
/// `keptByDefinition` is the rule as it stands here; `kept` is the same, sooner.
public struct NonMaximumSuppression: Hashable, Sendable, Codable {
  /// IoU strictly above this suppresses; 0.5 in the paper.
  public let iouThreshold: Double
  /// True if only detections of the same class suppress each other, so that one anchor can report a cup and a saucer.
  public var perClass: Bool
  /// What the edges of the boxes mean.
  public var pixels: PixelConvention
  /// True if an IoU of exactly the threshold suppresses too.
  public var includesThreshold: Bool

  /// Suppression at the given IoU, in 0...1, within a class or over all of them.
  public init(
    iouThreshold: Double = 0.5, perClass: Bool = true, pixels: PixelConvention = .continuous,
    includesThreshold: Bool = false
  ) {
    self.iouThreshold = iouThreshold
    self.perClass = perClass
    self.pixels = pixels
    self.includesThreshold = includesThreshold
    if let problem { preconditionFailure(problem) }
  }

  /// What is wrong with it, if anything.
  private var problem: String? {
    (0...1).contains(iouThreshold) ? nil : "iouThreshold must be in 0...1, found \(iouThreshold)"
  }

  /// The definition of `kept`: by falling score, every detection is compared with all that were kept before it.
  ///
  /// - Complexity: O(n log n + n · kept).
  public func keptByDefinition(_ detections: [Detection], limit: Int = .max) -> [Int] {
    let order = detections.indices.filter { !detections[$0].score.isNaN }
      .sorted { (detections[$0].score, $1) > (detections[$1].score, $0) }
    var kept: [Int] = []
    var keptBoxes: [Int: [Box]] = [:]
    for index in order {
      if kept.count == limit { break }
      let detection = detections[index]
      let group = perClass ? detection.label : 0
      if keptBoxes[group, default: []].contains(where: { suppresses($0, detection.box) }) { continue }
      kept.append(index)
      keptBoxes[group, default: []].append(detection.box)
    }
    return kept
  }

  /// True if a kept box suppresses another.
  @inline(__always)
  func suppresses(_ surer: Box, _ box: Box) -> Bool {
    let iou = surer.iou(box, pixels)
    return iou > iouThreshold || (includesThreshold && iou == iouThreshold)
  }
}

#if !hasFeature(Embedded)
  extension NonMaximumSuppression {
    /// Reads a suppression; throws `DecodingError` for a threshold outside 0 to 1.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      iouThreshold = try values.decode(Double.self, forKey: .iouThreshold)
      perClass = try values.decode(Bool.self, forKey: .perClass)
      pixels = try values.decode(PixelConvention.self, forKey: .pixels)
      includesThreshold = try values.decode(Bool.self, forKey: .includesThreshold)
      if let problem {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }
  }
#endif
