import Boxes
import Detector
import Foundation
import Images
import Testing
import Training

@Suite("Datasets that do not fit the model")
struct DatasetErrorsTests {
  /// A dataset that says anything it is told.
  private struct Told: Dataset {
    var categories = ["a", "b", "c"]
    var examples: [AnnotatedImage]
    var count: Int { examples.count }
    func example(at index: Int) -> AnnotatedImage { examples[index] }
  }

  private func example(id: Int, label: Int, size: Int = 64) -> AnnotatedImage {
    AnnotatedImage(
      image: Image(height: size, width: size, color: Color(red: 1, green: 2, blue: 3)),
      objects: [LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: Double(size), yMax: Double(size)), label: label)], id: id)
  }

  @Test("A set without images cannot be trained on, and says so when the first step is asked for")
  func empty() {
    let trainer = Trainer(
      model: RetinaNet(tinyConfiguration()), dataset: Told(examples: []), options: options(steps: 1))
    let error = #expect(throws: EmptyDatasetError.self) { try trainer.trainStep() }
    #expect(error?.description.contains("at least one image, found none") == true)
  }

  @Test("A label outside of the classes is refused by an evaluation, by the image's id", arguments: [-1, 3, 90])
  func label(label: Int) {
    let data = Told(examples: [example(id: 4, label: 0), example(id: 17, label: label)])
    let error = #expect(throws: ExampleError.self) {
      _ = try DetectorEvaluation(RetinaNet(tinyConfiguration()), on: data)
    }
    #expect(error?.description.hasPrefix("image 17: expected labels in 0 ..< 3, found \(label)") == true)
  }

  @Test("Data of another number of classes are refused by an evaluation and by a run", arguments: [[], ["a", "b"]])
  func categories(categories: [String]) throws {
    let data = Told(categories: categories, examples: [example(id: 1, label: 0)])
    let model = RetinaNet(tinyConfiguration())
    let error = #expect(throws: CategoriesError.self) { _ = try DetectorEvaluation(model, on: data) }
    #expect(error?.classes == 3 && error?.categories == categories)
    try withFolder { folder in
      let trainer = Trainer(model: model, dataset: data, options: options(steps: 1))
      #expect(throws: CategoriesError.self) {
        _ = try TrainingRun(starting: trainer, validation: data, in: folder.appendingPathComponent("new"))
      }
      #expect(
        !FileManager.default.fileExists(atPath: folder.appendingPathComponent("new").path), "nothing was written")
    }
  }

  @Test("A batch of one picture of 1 × 1 pixels is trained and measured on", arguments: [1, 2, 3])
  func tinyPictures(size: Int) throws {
    let data = Told(examples: [example(id: 1, label: 2, size: size)])
    let model = RetinaNet(tinyConfiguration())
    let trainer = Trainer(model: model, dataset: data, options: options(steps: 2, batchSize: 1))
    for _ in 0..<2 { #expect(try trainer.trainStep().loss.isFinite) }
    #expect(try DetectorEvaluation(model, on: data).images.count == 1)
  }
}
