// Runs a detector over a dataset and scores it as COCO does.

import Boxes
import Detector
import Evaluation
import Images

/// A detector's detections on a dataset, and its score.
public struct DetectorEvaluation: Sendable {
  /// For each image of the dataset, in order: what was found and what is there.
  public var images: [EvaluatedImage]
  /// COCO's numbers.
  public var summary: COCOSummary

  /// Detects on every image, in batches of neighbours of one size.
  ///
  /// Throws `CategoriesError` if the data have another number of classes than the model, `ExampleError` for an object of
  /// a class that is not among them, and what the dataset throws.
  ///
  /// - Parameter progress: called with the number of images done.
  public init(
    _ model: RetinaNet, on dataset: any Dataset, batchSize: Int = 16, progress: (Int) -> Void = { _ in }
  ) throws {
    precondition(batchSize >= 1, "batchSize: must be at least 1, found \(batchSize)")
    if dataset.count > 0 { try CategoriesError.check(dataset.categories, for: model.configuration) }
    var images: [EvaluatedImage] = []
    images.reserveCapacity(dataset.count)
    var waiting: [AnnotatedImage] = []
    func flush() {
      for (example, detections) in zip(waiting, model.detect(waiting.map(\.image))) {
        images.append(EvaluatedImage(detections: detections, objects: example.objects))
      }
      waiting = []
      progress(images.count)
    }
    for index in 0..<dataset.count {
      let example = try dataset.example(at: index)
      try ExampleError.checkLabels(of: example, classes: model.configuration.classes)
      if let first = waiting.first?.image,
        first.height != example.image.height || first.width != example.image.width || waiting.count == batchSize
      {
        flush()
      }
      waiting.append(example)
    }
    if !waiting.isEmpty { flush() }
    self.images = images
    summary = COCOEvaluator(categories: dataset.categories).evaluate(images)
  }
}
