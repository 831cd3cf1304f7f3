// Runs a detector over a dataset and scores it as COCO does.

import Boxes
import Detector
import Evaluation
import Images

/// A detector's detections on a dataset, and its score.
public struct DetectorEvaluation: Sendable {
  /// For each image of the dataset, in order: what was found and what is there, in the pixels of the originals.
  public var images: [EvaluatedImage]
  /// COCO's numbers.
  public var summary: COCOSummary

  /// Detects on every image, in batches of neighbors of one size.
  ///
  /// The detector sees what the dataset says is measured (`Dataset.measured(at:)`): of resized images what it finds is
  /// taken back to the originals and compared with what is there. So the numbers are of the images themselves, whatever
  /// size they were looked at, and small, medium and large mean what COCO means by them.
  ///
  /// - Throws: `CategoriesError` if the data have another number of classes than the model, `ExampleError` for an
  ///   object of a class that is not among them, `NotEnoughMemoryError`, and what the dataset throws.
  ///
  /// - Parameters:
  ///   - model: the detector.
  ///   - dataset: the pictures to measure on.
  ///   - batchSize: how many pictures go through the network at once.
  ///   - evaluator: with other thresholds, limits or areas than COCO's; its categories are those of the dataset.
  ///   - progress: called with the number of images done; what it throws ends the evaluation.
  ///   - looking: called, image by image, with what was found, in the pixels that the detector saw.
  public init(
    _ model: RetinaNet, on dataset: any Dataset, batchSize: Int = 16, evaluator: COCOEvaluator? = nil,
    progress: (Int) throws -> Void = { _ in }, looking: ([Detection]) -> Void = { _ in }
  ) throws {
    precondition(batchSize >= 1, "batchSize must be at least 1, found \(batchSize)")
    if dataset.count > 0 { try CategoriesError.check(dataset.categories, for: model.configuration) }
    var images: [EvaluatedImage] = []
    images.reserveCapacity(dataset.count)
    var waiting: [MeasuredExample] = []
    var checked: (count: Int, size: ImageSize)?
    func flush() throws {
      if let size = waiting.first?.image.size, checked?.count != waiting.count || checked?.size != size {
        try model.configuration.checkMemory(forDetectingIn: waiting.count, of: size)
        checked = (waiting.count, size)
      }
      for (example, detections) in zip(waiting, model.detect(waiting.map(\.image))) {
        looking(detections)
        images.append(
          EvaluatedImage(
            detections: example.transform?.inverse(detections) ?? detections, objects: example.objects))
      }
      waiting = []
      try progress(images.count)
    }
    for index in 0..<dataset.count {
      let example = try dataset.measured(at: index)
      try ExampleError.checkLabels(
        of: example.objects, in: example.id, classes: model.configuration.architecture.classes)
      if let first = waiting.first?.image, first.size != example.image.size || waiting.count == batchSize {
        try flush()
      }
      waiting.append(example)
    }
    if !waiting.isEmpty { try flush() }
    self.images = images
    summary = (evaluator ?? COCOEvaluator(categories: dataset.categories)).evaluate(images)
  }
}
