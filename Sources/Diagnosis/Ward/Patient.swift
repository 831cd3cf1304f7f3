// Healthy sets and results of shapes, to make sick ones from.

import Anchors
import Boxes
import Images
import Matching
import Randomness
import Shapes

/// Pictures of shapes with their annotations as a COCO file would have them: ids from 1.
package struct Patient: Sendable {
  /// The pictures.
  package let images: [Image]
  /// What is annotated, as the doctor reads it.
  package let set: AnnotationSet
  /// The same as a file.
  package let file: COCOFile

  /// So many pictures of a kind.
  package init(_ preset: ShapesDataset.Preset = .standard, count: Int = 120, seed: UInt64 = 7) {
    let dataset = ShapesDataset(preset: preset, seed: seed, count: count, imageSize: 128)
    let examples = (0..<count).map(dataset.example)
    images = examples.map(\.image)
    var annotations: [COCOFile.Annotation] = []
    for (place, example) in examples.enumerated() {
      for object in example.objects {
        annotations.append(
          .init(
            id: annotations.count + 1, imageID: 100 + place, categoryID: object.label + 1, box: object.box,
            area: object.area, isCrowd: object.isCrowd))
      }
    }
    file = COCOFile(
      categories: dataset.categories.enumerated().map { .init(id: $0 + 1, name: $1) },
      images: examples.indices.map { .init(id: 100 + $0, fileName: "shapes/000\($0).png", height: 128, width: 128) },
      annotations: annotations)
    set = AnnotationSet(file)
  }

  /// The patient that most of the ward's cases are made from.
  package static let healthy = Patient()

  /// The small detector's view of 128 × 128 pixels.
  package static let view = SetDiagnosis.View(
    resizing: nil, generator: .small, matcher: Matcher(lowQuality: .bestAnchors),
    coding: .center(CenterBoxCoder(weights: .standardized)), augmentation: .standard)

  /// What the doctor says of a set with these pictures.
  package func examined(
    _ set: AnnotationSet? = nil, view: SetDiagnosis.View = Patient.view, looking: Bool = true
  ) -> Diagnosis {
    SetDiagnosis(set ?? self.set, view: view, image: looking ? { images[$0] } : nil).diagnosis
  }

  /// What a good detector of this set would write: boxes off by some percent, scores of 0.3 … 1, false alarms of low
  /// score.
  package func results(seed: UInt64 = 3) -> [ResultEntry] {
    var generator = SeededGenerator(seed: seed)
    var entries: [ResultEntry] = []
    for annotation in file.annotations where generator.uniform() < 0.93 {
      let box = annotation.box
      let noise = { (size: Double, generator: inout SeededGenerator) in generator.normal(deviation: 0.03) * size }
      entries.append(
        ResultEntry(
          imageID: annotation.imageID, categoryID: annotation.categoryID,
          x: box.xMin + noise(box.width, &generator), y: box.yMin + noise(box.height, &generator),
          width: box.width + noise(box.width, &generator), height: box.height + noise(box.height, &generator),
          score: generator.uniform(in: 0.3...1)))
    }
    for image in file.images {
      for _ in 0..<3 {
        entries.append(
          ResultEntry(
            imageID: image.id, categoryID: .number(generator.integer(in: 1...3)), x: generator.uniform(in: 0...80),
            y: generator.uniform(in: 0...80), width: generator.uniform(in: 15...45),
            height: generator.uniform(in: 15...45), score: generator.uniform(in: 0.02...0.25)))
      }
    }
    return entries
  }
}

extension AnnotationSet {
  /// Every box's numbers replaced.
  package func with(_ change: (Annotation, AnnotationSet.Picture) -> (Double, Double, Double, Double)) -> AnnotationSet
  {
    mapping { annotation, picture in
      var annotation = annotation
      annotation.numbers = change(annotation, picture)
      return annotation
    }
  }
}
