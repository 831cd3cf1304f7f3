// The pictures of a training report: some as they come, and those with the most mistakes.

import Boxes
import Evaluation
import Figures
import Foundation
import Images
import Text

extension TrainingReport {
  /// Detections that score less are neither drawn nor counted as mistakes.
  static let shownScore = 0.4
  /// How many are shown of either kind: three rows on a wide page.
  private static let count = 9

  func pictures(_ indices: [Int]) throws -> [(image: Image, caption: String)] {
    let annotator = Annotator(categories: validation.categories, minimumScore: Self.shownScore)
    return try indices.map { index in
      let image = evaluation.images[index]
      let picture = try shown(index)
      return (
        annotator.annotated(picture.image, detections: picture.detections, objects: picture.objects),
        "picture \(picture.name): \(Mistakes(image).text)"
      )
    }
  }

  /// A picture as the network sees it, with what was found and what is there; of resized ones both were measured in
  /// the pixels of the original.
  private func shown(
    _ index: Int
  ) throws -> (image: Image, detections: [Detection], objects: [LabeledBox], name: String) {
    let image = evaluation.images[index]
    guard let resized = validation as? ResizedDataset else {
      return (try validation.example(at: index).image, image.detections, image.objects, "\(index)")
    }
    let original = try resized.original.example(at: index)
    let transform = resized.resizing.transform(of: original.image)
    let detections = image.detections.map {
      Detection(box: transform.apply($0.box), label: $0.label, score: $0.score)
    }
    return (
      transform.apply(original.image), detections, transform.apply(image.objects),
      original.fileName ?? "\(original.id)"
    )
  }

  /// The first pictures.
  var first: [Int] { Array(evaluation.images.indices.prefix(Self.count)) }

  /// Of the others those with the most mistakes, in order of that.
  var worst: [Int] {
    let others = evaluation.images.indices.dropFirst(Self.count).map {
      (index: $0, Mistakes(evaluation.images[$0]).count)
    }
    return others.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.count).map(\.index)
  }
}

/// What is right and wrong in a picture at IoU 0.5, of the detections that are shown.
private struct Mistakes {
  private let counts: DetectionCounts

  var count: Int { counts.falsePositives + counts.falseNegatives }

  init(_ image: EvaluatedImage) {
    var image = image
    image.detections.removeAll { $0.score < TrainingReport.shownScore }
    let outcomes = DetectionMatcher(iouThreshold: 0.5).outcomes(image)
    let wrong = outcomes.count { $0 == .falsePositive }
    let right = outcomes.count { $0 != .falsePositive && $0 != .ignored }
    let objects = image.objects.count { !$0.isCrowd }
    counts = DetectionCounts(
      truePositives: right, falsePositives: wrong, falseNegatives: max(0, objects - right))
  }

  var text: String {
    let objects = counts.truePositives + counts.falseNegatives
    let found = objects == 0 ? "nothing to find" : "\(counts.truePositives) of \(objects.counted("object")) found"
    return counts.falsePositives == 0 ? found : found + ", \(counts.falsePositives.counted("false alarm"))"
  }
}
