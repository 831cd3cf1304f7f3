import Boxes
import Evaluation
import Foundation
import Testing
import _TestSupport

/// A file written by Fixtures/make_fixtures.py, which says what the columns are.
private struct Fixture: Decodable {
  struct Image: Decodable {
    var objects: [[Double]]
    var detections: [[Double]]
  }
  struct ClassNumbers: Decodable {
    var ap: Double
    var ap50: Double
    var precision50: [Double]
  }
  struct Expected: Decodable {
    var stats: [Double]
    var classes: [ClassNumbers]
    var table: String
  }
  var title: String
  var categories: Int
  var images: [Image]
  var expected: Expected

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  init(_ name: String) throws {
    let file = Self.folder.appending(path: name)
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  var evaluatedImages: [EvaluatedImage] {
    func box(_ row: [Double]) -> Box {
      Box(xMin: row[0], yMin: row[1], xMax: row[0] + row[2], yMax: row[1] + row[3])
    }
    return images.map { image in
      EvaluatedImage(
        detections: image.detections.map { Detection(box: box($0), label: Int($0[4]), score: $0[5]) },
        objects: image.objects.map {
          LabeledBox(box: box($0), label: Int($0[5]), isCrowd: $0[6] != 0, area: $0[4])
        })
    }
  }

  var summary: COCOSummary {
    COCOEvaluator(categories: (0..<categories).map { "c\($0)" }).evaluate(evaluatedImages)
  }
}

private func agree(_ value: Double?, _ pycocotools: Double) -> Bool {
  pycocotools == -1 ? value == nil : value.map { abs($0 - pycocotools) <= 1e-9 } ?? false
}

@Suite("Agreement with pycocotools 2.0.11")
struct PycocotoolsTests {
  static let names = [
    "00-one-image-one-object", "01-nothing-detected", "02-nothing-to-find", "03-all-sizes", "04-crowds",
    "05-score-ties", "06-absent-classes", "07-whole-pixels-small-boxes", "08-areas-at-the-limits",
    "09-more-than-100-detections", "10-only-large",
  ]

  @Test("The twelve numbers agree to 1e-9, and -1 is nil", arguments: names)
  func twelve(name: String) throws {
    let fixture = try Fixture("\(name).json")
    let numbers = fixture.summary.numbers
    #expect(numbers.count == 12 && fixture.expected.stats.count == 12)
    for (number, expected) in zip(numbers, fixture.expected.stats) {
      #expect(agree(number.value, expected), "\(number.name): \(String(describing: number.value)), not \(expected)")
    }
  }

  @Test("AP of each class and the precision–recall curves agree to 1e-9", arguments: names)
  func classes(name: String) throws {
    let fixture = try Fixture("\(name).json")
    for (result, expected) in zip(fixture.summary.perClass, fixture.expected.classes) {
      #expect(agree(result.ap, expected.ap) && agree(result.ap50, expected.ap50), "\(result.category)")
      let curve = result.precision50.isEmpty ? [Double](repeating: -1, count: 101) : result.precision50
      for (value, expected) in zip(stride(from: 0, to: 101, by: 10).map { curve[$0] }, expected.precision50) {
        #expect(abs(value - expected) <= 1e-9, "\(result.category)")
      }
    }
  }

  @Test("The table is the same, character by character", arguments: names)
  func table(name: String) throws {
    let fixture = try Fixture("\(name).json")
    #expect(fixture.summary.table == fixture.expected.table)
  }

  @Test("Every fixture in the folder is tested")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Fixture.folder.path(percentEncoded: false))
    #expect(files.filter { $0.hasSuffix(".json") }.sorted() == Self.names.map { "\($0).json" })
  }
}
