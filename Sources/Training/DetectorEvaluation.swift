// Runs a detector over a dataset and scores it as COCO does.

import Boxes
import Detector
import Evaluation
import Images

/// A detector's detections on a dataset, and its score.
public struct DetectorEvaluation: Sendable {
  /// For each image of the dataset, in order: what was found and what is there; of a `ResizedDataset` in the pixels of
  /// its originals.
  public var images: [EvaluatedImage]
  /// COCO's numbers.
  public var summary: COCOSummary

  /// Detects on every image, in batches of neighbors of one size.
  ///
  /// Of a `ResizedDataset` the detector sees the resized images, and what it finds is taken back to the originals and
  /// compared with what is there: so the numbers are of the images themselves, whatever size they were looked at, and
  /// small, medium and large mean what COCO means by them.
  ///
  /// - Throws: `CategoriesError` if the data have another number of classes than the model, `ExampleError` for an
  ///   object of a class that is not among them, and what the dataset throws.
  ///
  /// - Parameter progress: called with the number of images done.
  public init(
    _ model: RetinaNet, on dataset: any Dataset, batchSize: Int = 16, progress: (Int) -> Void = { _ in }
  ) throws {
    precondition(batchSize >= 1, "batchSize: must be at least 1, found \(batchSize)")
    if dataset.count > 0 { try CategoriesError.check(dataset.categories, for: model.configuration) }
    let resized = dataset as? ResizedDataset
    let original = resized?.original ?? dataset
    var images: [EvaluatedImage] = []
    images.reserveCapacity(dataset.count)
    var waiting: [(image: Image, transform: ResizingTransform?, objects: [LabeledBox])] = []
    func flush() {
      for (example, detections) in zip(waiting, model.detect(waiting.map(\.image))) {
        images.append(
          EvaluatedImage(
            detections: example.transform?.inverse(detections) ?? detections, objects: example.objects))
      }
      waiting = []
      progress(images.count)
    }
    for index in 0..<dataset.count {
      let example = try original.example(at: index)
      try ExampleError.checkLabels(of: example, classes: model.configuration.architecture.classes)
      let transform = resized?.resizing.transform(of: example.image)
      let seen = transform?.apply(example.image) ?? example.image
      if let first = waiting.first?.image,
        first.height != seen.height || first.width != seen.width || waiting.count == batchSize
      {
        flush()
      }
      waiting.append((seen, transform, example.objects))
    }
    if !waiting.isEmpty { flush() }
    self.images = images
    summary = COCOEvaluator(categories: dataset.categories).evaluate(images)
  }
}
