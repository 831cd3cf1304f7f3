// The pictures of a training report: some as they come, and those with the most mistakes.

import Boxes
import Evaluation
import Figures
import Foundation
import Images
import Text

extension TrainingReport {
  /// Detections that score less are neither drawn nor counted as mistakes.
  public static let shownScore = 0.4
  /// How many are shown of either kind: three rows on a wide page.
  private static let count = 9

  func pictures(_ indices: [Int]) throws -> [(image: Image, caption: String)] {
    let annotator = Annotator(categories: validation.categories, minimumScore: Self.shownScore)
    return try indices.map { index in
      let image = evaluation.images[index]
      let picture = try shown(index)
      return (
        annotator.annotated(picture.image, detections: picture.detections, objects: picture.objects),
        "picture \(picture.name): \(Mistakes(image, categories: validation.categories).text)"
      )
    }
  }

  /// A picture as the network sees it, with what was found and what is there; of resized ones both were measured in
  /// the pixels of the original.
  private func shown(
    _ index: Int
  ) throws -> (image: Image, detections: [Detection], objects: [LabeledBox], name: String) {
    let (image, seen) = (evaluation.images[index], try validation.seen(at: index))
    guard let transform = seen.transform else { return (seen.image, image.detections, image.objects, "\(index)") }
    let detections = image.detections.map {
      Detection(box: transform.apply($0.box), label: $0.label, score: $0.score)
    }
    return (
      seen.image, detections, transform.apply(image.objects), seen.original.fileName ?? "\(seen.original.id)"
    )
  }

  /// The first pictures.
  var first: [Int] { Array(evaluation.images.indices.prefix(Self.count)) }

  /// Of the others those with the most mistakes, in order of that.
  var worst: [Int] {
    let others = evaluation.images.indices.dropFirst(Self.count).map {
      (index: $0, Mistakes(evaluation.images[$0], categories: validation.categories).count)
    }
    return others.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.count).map(\.index)
  }
}

/// What is right and wrong in a picture at IoU 0.5, of the detections that are shown: TIDE's kinds.
private struct Mistakes {
  private let kinds: [ErrorKind: Int]
  private let objects: Int
  private let notFound: Int
  private let isSilent: Bool
  private let best: String

  /// False alarms of every kind, and objects that were not found.
  var count: Int { kinds.filter { $0.key != .correct }.values.reduce(0, +) + notFound }

  init(_ image: EvaluatedImage, categories: [String]) {
    let divided = ShownDetections(image.detections, from: TrainingReport.shownScore, categories: categories)
    var image = image
    image.detections = divided.shown
    let errors = ErrorFinder().errors(in: image)
    kinds = Dictionary(grouping: errors.verdicts.compactMap(\.kind)) { $0 }.mapValues(\.count)
    objects = image.objects.count { !$0.isCrowd }
    notFound = errors.notFound.count
    isSilent = divided.shown.isEmpty
    best = divided.text
  }

  var text: String {
    if isSilent {
      return objects == 0 ? "nothing to find, \(best)" : "0 of \(objects.counted("object")) found: \(best)"
    }
    let found = objects == 0 ? "nothing to find" : "\(objects - notFound) of \(objects.counted("object")) found"
    let wrong = ErrorKind.errors.compactMap { kind in kinds[kind].map { "\($0) \(kind.rawValue)" } }
    return wrong.isEmpty ? found : found + "; wrong: " + wrong.joined(separator: ", ")
  }
}
