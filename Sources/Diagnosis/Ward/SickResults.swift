// Sick results: what a good detector would write, written wrongly.

import Boxes
import Images
import Randomness

extension WardCase {
  static var sickResults: [WardCase] { miswritten + leftOut + misjudged }

  /// Results after a change of each line.
  private static func each(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable (inout ResultEntry) -> Void
  ) -> WardCase {
    all(disease, expected) { entries in
      entries.map { entry in
        var entry = entry
        change(&entry)
        return entry
      }
    }
  }

  /// Results after a change of the list.
  private static func all(
    _ disease: String, _ expected: String, _ change: @escaping @Sendable ([ResultEntry]) -> [ResultEntry]
  ) -> WardCase {
    WardCase(.results, disease, expected) {
      ResultsDiagnosis(change(Patient.healthy.results()), truth: Patient.healthy.file, view: Patient.view).diagnosis
    }
  }

  private static var miswritten: [WardCase] {
    [
      each("labels one too small", "eval2 labels+1") { $0.categoryID = $0.categoryID.shifted(by: -1) },
      each("labels one too large", "eval2 labels-1") { $0.categoryID = $0.categoryID.shifted(by: 1) },
      each("labels exchanged in a circle", "eval2 labels-permuted") {
        $0.categoryID = [1: 3, 2: 1, 3: 2][$0.categoryID] ?? 0
      },
      all("labels at random", "eval2 labels-ignored") { entries in
        var generator = SeededGenerator(seed: 8)
        return entries.map { entry in
          var entry = entry
          entry.categoryID = .number(generator.integer(in: 1...3))
          return entry
        }
      },
      each("x and y exchanged", "eval3 swap-xy") { $0.numbers = ($0.y, $0.x, $0.height, $0.width) },
      each("corners written as sizes", "eval3 corners-read-as-sizes") {
        $0.numbers = ($0.x, $0.y, $0.x + $0.width, $0.y + $0.height)
      },
      each("centers written as corners", "eval3 centers-read-as-corners") {
        $0.numbers = ($0.x + $0.width / 2, $0.y + $0.height / 2, $0.width, $0.height)
      },
      each("shares of the picture for pixels", "eval3 normalized") {
        $0.numbers = ($0.x / 128, $0.y / 128, $0.width / 128, $0.height / 128)
      },
      each("boxes of a copy 2.5 times as large", "eval3 scaled") {
        $0.numbers = (2.5 * $0.x, 2.5 * $0.y, 2.5 * $0.width, 2.5 * $0.height)
      },
      WardCase(.results, "boxes of a letterboxed copy", "eval3 letterbox-forgotten") {
        let file = Patient.healthy.file
        let wide = COCOFile(
          categories: file.categories,
          images: file.images.map { .init(id: $0.id, fileName: $0.fileName, height: 128, width: 200) },
          annotations: file.annotations)
        let entries = Patient.healthy.results().map { entry in
          var entry = entry
          let factor = 512.0 / 200, top = (512 - 128 * factor) / 2
          entry.numbers = (entry.x * factor, entry.y * factor + top, entry.width * factor, entry.height * factor)
          return entry
        }
        return ResultsDiagnosis(entries, truth: wide).diagnosis
      },
      each("boxes of mirrored pictures", "eval3 mirrored") { $0.x = 128 - $0.x - $0.width },
      each("boxes half a stride off", "eval3 half-stride") { ($0.x, $0.y) = ($0.x - 8, $0.y - 8) },
      each("picture numbers one too small", "eval3 image-ids+1") { $0.imageID = $0.imageID.shifted(by: -1) },
      each("picture numbers one too large", "eval3 image-ids-1") { $0.imageID = $0.imageID.shifted(by: 1) },
      each("pictures counted from 0", "eval3 image-names") { $0.imageID = $0.imageID.shifted(by: -100) },
    ]
  }

  private static var leftOut: [WardCase] {
    [
      all("results cut at a score of 0.8", "eval4 cut-at-score") { $0.filter { $0.score >= 0.8 } },
      all("one detection of each picture", "eval5 cut-at-count") { entries in
        var seen: Set<COCOIdentifier> = []
        return entries.sorted { $0.score > $1.score }.filter { seen.insert($0.imageID).inserted }
      },
      all("no results", "eval12") { _ in [] },
      all("small objects left out", "eval7") { $0.filter { ($0.width * $0.height).squareRoot() > 30 } },
    ]
  }

  private static var misjudged: [WardCase] {
    [
      all("five copies of each box", "eval12 no-suppression") { entries in
        entries.flatMap { entry in
          (0..<5).map { copy in
            var entry = entry
            entry.x += 0.01 * Double(copy)
            return entry
          }
        }
      },
      each("logits for scores", "eval12 logits") { $0.score = 8 * $0.score - 4 },
      all("a background class", "eval2 background-class") { entries in
        entries
          + entries.map { entry in
            var entry = entry
            entry.categoryID = 0
            entry.score = min(1, entry.score + 0.1)
            return entry
          }
      },
      each("no score that anybody shows", "eval11") { $0.score *= 0.1 },
      WardCase(.results, "60 % of the annotations missing", "run11") {
        var file = Patient.healthy.file
        var generator = SeededGenerator(seed: 4)
        file = COCOFile(
          categories: file.categories, images: file.images,
          annotations: file.annotations.filter { _ in generator.uniform() < 0.4 })
        return ResultsDiagnosis(Patient.healthy.results(), truth: file, image: { Patient.healthy.images[$0] }).diagnosis
      },
    ]
  }
}
