// Which anchors would cover better, and by how much (anchors9). The search itself is Anchors' AnchorFit.

import Anchors
import Boxes
import Randomness
import Text

/// Sizes and ratios fitted to a set's objects, with the coverage before and after, and the command that uses them.
public struct AnchorPrescription: Hashable, Sendable {
  /// The anchors as they are.
  public let start: AnchorGenerator
  /// Those that the search found; the old ones if it found none better.
  public let fitted: AnchorGenerator
  /// The share of the objects whose best anchor reaches the threshold, 0…1, as they are.
  public let before: Double
  /// The same with the fitted anchors.
  public let after: Double
  /// The IoU from which on an anchor is positive.
  public let threshold: Double
  /// Mean of the objects' best IoU as they are.
  public let meanBefore: Double
  /// The same with the fitted anchors.
  public let meanAfter: Double

  /// Where anchors are fitted to a set, and which command trains with them.
  public struct Commands: Hashable, Sendable {
    /// Trains on the set: "retinanet train --annotations a.json"; empty if there is none.
    public var train: String
    /// Shows the coverage: "retinanet anchors --annotations a.json"; empty if there is none.
    public var anchors: String

    /// Commands for a set.
    public init(train: String = "", anchors: String = "") {
      self.train = train
      self.anchors = anchors
    }
  }

  /// Fits anchors to objects as the detector sees them; nil if there is nothing to fit to.
  ///
  /// - Parameters:
  ///   - images: the objects of each picture, in the pixels that the detector sees.
  ///   - generator: the anchors that are there.
  ///   - threshold: the IoU from which on an anchor is positive.
  ///   - most: so many pictures are looked at, evenly spread.
  public init?(_ images: [SeenObjects], generator: AnchorGenerator, threshold: Double, most: Int = 300) {
    let step = max(1, images.count / most)
    let objects = images.enumerated().filter { $0.offset % step == 0 }.map {
      ImageObjects(size: $1.size, objects: $1.objects)
    }.filter { !$0.objects.isEmpty }
    var random = SeededGenerator(seed: 0)
    guard !objects.isEmpty,
      let fit = try? AnchorFit(generator, images: objects, method: .search(AnchorSearch()), using: &random),
      let before = fit.before.share(reaching: threshold), let after = fit.after.share(reaching: threshold),
      let mean = fit.before.meanBestIoU, let meanAfter = fit.after.meanBestIoU
    else { return nil }
    start = generator
    fitted = fit.fitted
    (self.before, self.after, self.threshold) = (before, after, threshold)
    (meanBefore, self.meanAfter) = (mean, meanAfter)
  }

  /// What to run next; nil where fitted anchors bring less than one object in a hundred.
  public func finding(_ commands: Commands) -> Finding? {
    guard after - before >= 0.01 else { return nil }
    let numbers = { (values: [Double]) in values.map { $0.fixed(digits: 2) }.joined(separator: ", ") }
    return Finding(
      "anchors9", .note, "Other anchors would cover more objects",
      measured:
        "\(before.percentText) → \(after.percentText) of the objects have an anchor of IoU \(threshold.short) or "
        + "more, the mean best IoU goes from \(meanBefore.fixed(digits: 2)) to \(meanAfter.fixed(digits: 2))",
      expected: "98 %; where a search finds less, the pictures are looked at too small",
      places: ["scales \(numbers(fitted.scales))", "ratios \(numbers(fitted.ratios))"],
      advice: commands.anchors.isEmpty
        ? "train with fitted anchors (--anchors fit)"
        : "train with fitted anchors; '\(commands.anchors) --fit --write anchors.json' writes them to a file",
      command: commands.train.isEmpty ? "" : "\(commands.train) --anchors fit")
  }
}
