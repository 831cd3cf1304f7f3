// Sick results, each with one disease, and what is scored under each repair.

import Boxes
import Evaluation
import Foundation
import Images
import Randomness
import Testing

@testable import Diagnosis

@Suite("The ward: results")
struct ResultsWardTests {
  private let patient = Patient.healthy

  private func examined(_ change: (ResultEntry) -> ResultEntry) -> ResultsDiagnosis {
    ResultsDiagnosis(patient.results().map(change), truth: patient.file)
  }

  @Test("Healthy results have no severe finding, and no repair gains")
  func healthy() {
    let examined = examined { $0 }
    #expect(!examined.diagnosis.isSevere, "\(examined.diagnosis.findings)")
    #expect(examined.whatIf.best == nil)
    #expect(examined.whatIf.outcomes.allSatisfy { $0.gain < 0.05 }, "\(examined.whatIf.outcomes)")
  }

  @Test("Numbers of pictures at the ends of what an Int holds are no pictures, under every repair")
  func ends() {
    for end in [Int.min, Int.min + 1, Int.max] {
      let examined = examined { entry in
        var entry = entry
        (entry.imageID, entry.categoryID) = (.number(end), .number(end))
        return entry
      }
      #expect(examined.summary.ap == 0 && examined.whatIf.outcomes.allSatisfy { $0.gain < 0.05 }, "\(end)")
    }
  }

  @Test("AP at one threshold is COCO's own, for crowds, ties and absent classes too")
  func quick() throws {
    for seed in 0..<20 as Range<UInt64> {
      var entries = patient.results(seed: seed)
      var generator = SeededGenerator(seed: seed, 9)
      for index in entries.indices where generator.chance(0.3) {
        entries[index].score = (entries[index].score * 4).rounded() / 4
      }
      var annotations = patient.file.annotations.filter { seed % 2 == 0 || $0.categoryID != 2 }
      for index in annotations.indices where generator.chance(0.1) { annotations[index].isCrowd = true }
      let file = COCOFile(categories: patient.file.categories, images: patient.file.images, annotations: annotations)
      let truth = Truth(file)
      let ranked = RankedResults(entries, truth)
      let summary = COCOEvaluator(categories: file.categories.map(\.name)).evaluate(ranked.images(truth))
      for (threshold, expected) in [(0.5, summary.ap50), (0.75, summary.ap75)] {
        let found = try #require(QuickScore(ranked, truth, iouThreshold: threshold).ap)
        #expect(abs(found - (expected ?? -1)) < 1e-9, "seed \(seed)")
      }
    }
  }

  @Test(
    "What was written wrongly is named, repaired and scores as before",
    arguments: Repair.allCases.filter {
      ![.letterboxForgotten, .cutAtScore, .cutAtCount, .noSuppression, .logits, .labelsIgnored, .backgroundClass]
        .contains($0)
    })
  func repairs(repair: Repair) throws {
    let examined = examined { sick($0, repair) }
    let finding = try #require(examined.diagnosis.rootCause)
    #expect(finding.repair == repair.rawValue, "\(examined.whatIf.outcomes.prefix(3))")
    let mended = try #require(examined.whatIf.entries(after: repair))
    let healthy = try #require(ResultsDiagnosis(patient.results(), truth: patient.file).whatIf.ap50)
    let after = try #require(ResultsDiagnosis(mended, truth: patient.file).whatIf.ap50)
    #expect(after > healthy - 0.03)
  }

  private func sick(_ entry: ResultEntry, _ repair: Repair) -> ResultEntry {
    var entry = entry
    let (x, y, w, h) = entry.numbers
    switch repair {
    case .labelsUp: entry.categoryID = entry.categoryID.shifted(by: -1)
    case .labelsDown: entry.categoryID = entry.categoryID.shifted(by: 1)
    case .labelsPermuted: entry.categoryID = [1: 3, 2: 1, 3: 2][entry.categoryID] ?? 0
    case .swapXY: entry.numbers = (y, x, h, w)
    case .cornersReadAsSizes: entry.numbers = (x, y, x + w, y + h)
    case .centersReadAsCorners: entry.numbers = (x + w / 2, y + h / 2, w, h)
    case .normalized: entry.numbers = (x / 128, y / 128, w / 128, h / 128)
    case .scaled: entry.numbers = (x * 2.5, y * 2.5, w * 2.5, h * 2.5)
    case .mirrored: entry.numbers = (128 - x - w, y, w, h)
    case .halfStride: entry.numbers = (x - 8, y - 8, w, h)
    case .imageIDsUp: entry.imageID = entry.imageID.shifted(by: -1)
    case .imageIDsDown: entry.imageID = entry.imageID.shifted(by: 1)
    case .imageNames: entry.imageID = entry.imageID.shifted(by: -100)
    default: break
    }
    return entry
  }

  @Test("Letterboxed copies of pictures that are no squares")
  func letterbox() throws {
    let file = COCOFile(
      categories: patient.file.categories,
      images: patient.file.images.map { .init(id: $0.id, fileName: $0.fileName, height: 128, width: 200) },
      annotations: patient.file.annotations)
    let entries = patient.results().map { entry in
      var entry = entry
      let factor = 512.0 / 200
      let top = (512 - 128 * factor) / 2
      entry.numbers = (entry.x * factor, entry.y * factor + top, entry.width * factor, entry.height * factor)
      return entry
    }
    let finding = try #require(ResultsDiagnosis(entries, truth: file).diagnosis.rootCause)
    #expect(finding.repair == "letterbox-forgotten")
    #expect(finding.measured.contains("of 512 × 512 pixels"))
  }

  @Test("Results without suppression, cut at a score, cut at a count, of logits, with a background class")
  func limits() {
    let results = patient.results()
    func repair(_ entries: [ResultEntry]) -> String? {
      ResultsDiagnosis(entries, truth: patient.file).diagnosis.findings.first?.repair
    }
    var generator = SeededGenerator(seed: 8)
    let copies = results.flatMap { entry in
      (0..<5).map { copy -> ResultEntry in
        var entry = entry
        entry.x += Double(copy) * 0.3
        entry.score *= 1 - 0.05 * Double(copy)
        return entry
      }
    }
    #expect(repair(copies) == "no-suppression")
    // Half of what is right scores below 0.65.
    #expect(repair(results.filter { $0.score > 0.65 }) == "cut-at-score")
    let byPicture = Dictionary(grouping: results.sorted { $0.score > $1.score }, by: \.imageID)
    #expect(repair(byPicture.values.flatMap { $0.prefix(1) }.sorted { $0.imageID < $1.imageID }) == "cut-at-count")
    let logits = results.map { entry in
      var entry = entry
      entry.score = log(entry.score / (1 - min(entry.score, 0.999)))
      return entry
    }
    #expect(repair(logits) == "logits")
    let background = patient.file.images.flatMap { image in
      (0..<4).map { _ in
        ResultEntry(
          imageID: image.id, categoryID: 0, x: generator.uniform(in: 0...60), y: generator.uniform(in: 0...60),
          width: 60,
          height: 60, score: generator.uniform(in: 0.5...1))
      }
    }
    #expect(repair(results + background) == "background-class")
    #expect(ResultsDiagnosis([], truth: patient.file).diagnosis.rootCause?.title == "There are no results")
  }

  @Test("Random labels are labels to be ignored; a true exchange is named before them")
  func labels() {
    var generator = SeededGenerator(seed: 4)
    let random = examined { entry in
      var entry = entry
      entry.categoryID = .number(generator.integer(in: 1...3))
      return entry
    }
    #expect(random.diagnosis.rootCause?.repair == "labels-ignored")
  }

  @Test("A shift of 2 pixels: AP50 nearly as it was, AP75 far below")
  func shift() throws {
    let moved = examined { entry in
      var entry = entry
      entry.x += 3
      entry.y += 3
      return entry
    }
    #expect(moved.diagnosis.rootCause?.repair == "half-stride", "\(moved.whatIf.outcomes.prefix(2))")
  }

  @Test("The best exchange of labels is the best of all, for every table of three and four classes tried")
  func assignment() {
    var generator = SeededGenerator(seed: 2)
    for size in [1, 3, 4] {
      for _ in 0..<50 {
        let table = (0..<size).map { _ in (0..<size).map { _ in Double(generator.integer(in: 0...9)) } }
        func best(_ row: Int, _ used: Set<Int>) -> Double {
          row == size
            ? 0
            : (0..<size).filter { !used.contains($0) }.map { table[row][$0] + best(row + 1, used.union([$0])) }.max()
              ?? 0
        }
        let columns = BestAssignment.columns(maximizing: table)
        #expect(Set(columns).count == size)
        #expect(columns.enumerated().map { table[$0][$1] }.reduce(0, +) == best(0, []))
      }
    }
  }
}
