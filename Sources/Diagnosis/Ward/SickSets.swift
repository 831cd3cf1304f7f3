// Sick data sets: annotations that mean something else, labels, counts, pictures.

import Images
import Randomness

extension WardCase {
  static var sickSets: [WardCase] { sickBoxes + sickLabels + sickCounts }

  /// A set of the healthy patient's pictures after a change of its annotations.
  private static func set(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable (AnnotationSet) -> AnnotationSet
  ) -> WardCase {
    WardCase(.sets, disease, expected) { Patient.healthy.examined(change(Patient.healthy.set)) }
  }

  /// A set after a change of every annotation.
  private static func each(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable (inout AnnotationSet.Annotation) -> Void
  ) -> WardCase {
    set(disease, expected) { set in
      var set = set
      for index in set.annotations.indices { change(&set.annotations[index]) }
      return set
    }
  }

  private static var sickBoxes: [WardCase] {
    [
      each("corners written as sizes", "data9 corners-read-as-sizes") {
        $0.numbers = ($0.x, $0.y, $0.x + $0.width, $0.y + $0.height)
      },
      each("centers written as corners", "data9 centers-read-as-corners") {
        $0.numbers = ($0.x + $0.width / 2, $0.y + $0.height / 2, $0.width, $0.height)
      },
      each("shares of the picture for pixels", "data9 normalized") {
        $0.numbers = ($0.x / 128, $0.y / 128, $0.width / 128, $0.height / 128)
      },
      each("boxes of pictures twice as large", "data9 scaled") {
        $0.numbers = (2 * $0.x, 2 * $0.y, 2 * $0.width, 2 * $0.height)
      },
      each("boxes of pictures half as large", "data9 scaled") {
        $0.numbers = ($0.x / 2, $0.y / 2, $0.width / 2, $0.height / 2)
      },
      each("boxes of pictures half as large, areas too", "data8 scaled") {
        $0.numbers = ($0.x / 2, $0.y / 2, $0.width / 2, $0.height / 2)
        $0.area = $0.box.area
      },
      each("x and y exchanged", "data8 swap-xy") { $0.numbers = ($0.y, $0.x, $0.height, $0.width) },
      each("boxes of mirrored pictures", "data8 mirrored") { $0.numbers.0 = 128 - $0.x - $0.width },
      each("annotations of the next picture", "data8 image-ids+1") { $0.picture = $0.picture.map { max(0, $0 - 1) } },
      each("boxes of one pixel", "data1") { ($0.width, $0.height) = (1, 1) },
      each("boxes of the whole picture", "data9") { $0.numbers = (0, 0, 128, 128) },
      set("boxes shaken by a third", "data8") { set in
        var generator = SeededGenerator(seed: 1)
        return set.with { box, _ in
          let shake = { (size: Double, generator: inout SeededGenerator) in generator.uniform(in: -0.35...0.35) * size }
          let (x, y) = (box.x + shake(box.width, &generator), box.y + shake(box.height, &generator))
          return (
            max(0, x), max(0, y), min(box.width + shake(box.width, &generator), 127 - max(0, x)),
            min(box.height + shake(box.height, &generator), 127 - max(0, y))
          )
        }
      },
      each("boxes without a width", "data2") { if Int($0.x) % 10 == 0 { $0.width = 0 } },
      each("boxes beyond their pictures", "data2") { if Int($0.y) % 3 == 0 { $0.x -= 60 } },
    ]
  }

  private static var sickLabels: [WardCase] {
    [
      each("class numbers one too small", "data10 labels+1") { $0.category = $0.category.shifted(by: -1) },
      each("class numbers one too large", "data10 labels-1") { $0.category = $0.category.shifted(by: 1) },
      set("a class called background", "data10 background-class") { set in
        var set = set
        set.categories.append(.init(id: 0, name: "background"))
        return set
      },
      set("a class without objects", "data4") { set in
        var set = set
        set.categories.append(.init(id: 9, name: "star"))
        return set
      },
      set("a class of four objects", "data4") { set in
        var (set, left) = (set, 4)
        set.annotations.removeAll { annotation in
          guard annotation.category == 3 else { return false }
          left -= 1
          return left < 0
        }
        return set
      },
      WardCase(.sets, "a class that only validation has", "data4") {
        var training = Patient.healthy.set
        training.annotations.removeAll { $0.category == 2 }
        return SetDiagnosis(training, validation: Patient.healthy.set, view: Patient.view).diagnosis
      },
    ]
  }

  private static var sickCounts: [WardCase] {
    [
      set("every box twice", "data3") { set in
        var set = set
        set.annotations += set.annotations
        return set
      },
      set("no annotation", "data7") {
        AnnotationSet(pictures: $0.pictures, categories: $0.categories, annotations: [])
      },
      each("crowds alone", "data7") { $0.isCrowd = true },
      set("nine pictures of ten empty", "data7") { set in
        var set = set
        set.annotations.removeAll { ($0.picture ?? 0) % 10 > 0 }
        return set
      },
      WardCase(.sets, "the same pictures in both parts", "data5") {
        let names = Dictionary(uniqueKeysWithValues: Patient.healthy.set.pictures.map { ($0.fileName, $0.fileName) })
        return SetDiagnosis(
          Patient.healthy.set, view: Patient.view, digests: (names, ["again.png": names.keys.sorted().first ?? ""])
        ).diagnosis
      },
      WardCase(.sets, "other objects in validation", "run7") {
        SetDiagnosis(
          Patient(.crowded, count: 40).set, validation: Patient(.easy, count: 40).set, view: Patient.view
        ).diagnosis
      },
    ]
  }
}
