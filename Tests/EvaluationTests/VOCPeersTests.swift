import Boxes
import Evaluation
import Foundation
import Testing
import _TestSupport

/// A file written by Fixtures/voc/make_voc_fixtures.py, which says what the columns are.
private struct Fixture: Decodable {
  struct Image: Decodable {
    var objects: [[Double]]
    var detections: [[Double]]
  }
  struct Expected: Decodable {
    /// AP of each class, by its points.
    var vocEval: [String: [Double?]]
    /// AP of each class, by pixels and points.
    var evalMap: [String: [String: [Double?]]]
    var kerasRetinaNet: [Double?]
  }
  var categories: Int
  var images: [Image]
  var expected: Expected

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/voc")

  init(_ name: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: Self.folder.appending(path: "\(name).json")))
  }

  var names: [String] { (0..<categories).map { "c\($0)" } }

  var evaluatedImages: [EvaluatedImage] {
    func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }
    return images.map { image in
      EvaluatedImage(
        detections: image.detections.map { Detection(box: box($0), label: Int($0[4]), score: $0[5]) },
        objects: image.objects.map { LabeledBox(box: box($0), label: Int($0[4]), isCrowd: $0[5] != 0) })
    }
  }

  /// The largest difference of a class's AP; infinity where only one of the two has a number.
  func difference(_ evaluator: VOCEvaluator, _ images: [EvaluatedImage], from expected: [Double?]) -> Double {
    var largest = 0.0
    for (result, expected) in zip(evaluator.evaluate(images).perClass, expected) {
      if let ap = result.ap, let expected {
        largest = max(largest, abs(ap - expected))
      } else if result.ap != nil || expected != nil {
        return .infinity
      }
    }
    return largest
  }
}

@Suite("Agreement with py-faster-rcnn's, mmdetection's and keras-retinanet's VOC numbers")
struct VOCPeersTests {
  static let names = ["one-image", "no-difficult-objects", "difficult-objects", "half-the-pixels", "half-the-width"]
  static let points = [AveragePrecision.elevenPoints, .allPoints]

  @Test("Detectron2's voc_eval: AP of each class agrees to 1e-9", arguments: names, points)
  func vocEval(name: String, points: AveragePrecision) throws {
    let fixture = try Fixture(name)
    let evaluator = VOCEvaluator(categories: fixture.names, thresholdIsEnough: false, averagePrecision: points)
    let expected = try #require(fixture.expected.vocEval[points.rawValue])
    let difference = fixture.difference(evaluator, fixture.evaluatedImages, from: expected)
    #expect(difference <= 1e-9, "\(difference)")
  }

  @Test(
    "mmdetection's eval_map, with and without the last pixel: AP agrees to 1e-6, for it adds in 32 bits",
    arguments: names, points)
  func evalMap(name: String, points: AveragePrecision) throws {
    let fixture = try Fixture(name)
    for pixels in PixelConvention.allCases {
      let evaluator = VOCEvaluator(categories: fixture.names, averagePrecision: points, pixels: pixels)
      let expected = try #require(fixture.expected.evalMap[pixels.rawValue]?[points.rawValue])
      let difference = fixture.difference(evaluator, fixture.evaluatedImages, from: expected)
      #expect(difference <= 1e-6, "\(pixels): \(difference)")
    }
  }

  @Test("keras-retinanet's evaluate: AP of each class agrees to 1e-9", arguments: names)
  func kerasRetinaNet(name: String) throws {
    let fixture = try Fixture(name)
    let evaluator = VOCEvaluator(categories: fixture.names, pixels: .continuous)
    var images = fixture.evaluatedImages
    for index in images.indices { images[index].objects.removeAll(where: \.isCrowd) }
    let difference = fixture.difference(evaluator, images, from: fixture.expected.kerasRetinaNet)
    #expect(difference <= 1e-9, "\(difference)")
  }

  @Test("Each convention matters: no other one gives these numbers")
  func conventions() throws {
    for (name, change) in [
      ("half-the-pixels", { $0.thresholdIsEnough.toggle() }), ("half-the-width", { $0.pixels = .continuous }),
      ("no-difficult-objects", { $0.averagePrecision = .coco }),
    ] as [(String, (inout VOCEvaluator) -> Void)] {
      let fixture = try Fixture(name)
      var evaluator = VOCEvaluator(categories: fixture.names, thresholdIsEnough: false)
      change(&evaluator)
      let expected = try #require(fixture.expected.vocEval["allPoints"])
      #expect(fixture.difference(evaluator, fixture.evaluatedImages, from: expected) > 1e-3, "\(name)")
    }
  }

  @Test("Every fixture in the folder is tested")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Fixture.folder.path(percentEncoded: false))
    #expect(files.filter { $0.hasSuffix(".json") }.sorted() == Self.names.map { "\($0).json" }.sorted())
  }
}
