// What `anchors`, `match` and `compare` print with --json: the numbers of their tables by name.

import Anchors
import Boxes
import CommandLineTool
import Foundation
import Matching
import Reports
import Systems

extension Console {
  /// Prints a value as JSON for people and programs: indented, in the order of the names.
  func print(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

/// What `retinanet anchors --json` prints.
struct AnchorsOutput: Codable, Hashable {
  /// A level of the pyramid on the picture.
  struct Level: Codable, Hashable {
    var name: String
    var stride: Int
    var baseSize: Double
    var grid: ImageSize
    var anchors: Int
  }

  var configuration: String
  var size: ImageSize
  var anchors: Int
  var generator: AnchorGenerator
  var levels: [Level]
  /// Small, medium and large objects, and all; without objects to measure nil.
  var coverage: [CoverageTable.Row]?
  /// The fitted anchors, if they were asked for: by k-means, and by a search.
  var fitted: [AnchorGenerator]?

  init(
    _ configuration: AnchorConfiguration, on size: ImageSize, coverage: CoverageTable?, fitted: [AnchorGenerator]?
  ) {
    self.configuration = configuration.rawValue
    self.size = size
    generator = configuration.generator
    anchors = generator.anchorCount(on: size)
    levels = generator.grids(on: size).map {
      Level(
        name: $0.level.name, stride: $0.level.stride, baseSize: $0.level.baseSize,
        grid: ImageSize(height: $0.height, width: $0.width), anchors: $0.anchorCount)
    }
    self.coverage = coverage?.rows
    self.fitted = fitted
  }
}

/// What `retinanet match --json` prints of a scene.
struct MatchOutput: Codable, Hashable {
  /// An object and what learns it.
  struct Object: Codable, Hashable {
    var category: String
    var isCrowd: Bool
    /// x, y of the upper left corner, width, height, as COCO has it.
    var bbox: [Double]
    var bestIoU: Double
    /// The indices of its positive anchors.
    var positives: [Int]
    var verdict: String
  }

  var title: String
  var size: ImageSize
  var matcher: Matcher
  var anchors: Int
  var positive: Int
  var ignored: Int
  var negative: Int
  var objects: [Object]

  init(_ report: MatchReport) {
    let matches = report.matches
    title = report.title
    size = report.scene.image.size
    matcher = matches.matcher
    anchors = matches.anchors.count
    (positive, ignored, negative) = (matches.positiveCount, matches.ignoredCount, matches.negativeCount)
    objects = matches.objectVerdicts.map { verdict in
      let object = report.scene.objects[verdict.object]
      let box = object.box
      return Object(
        category: report.categories.indices.contains(object.label)
          ? report.categories[object.label] : "\(object.label)",
        isCrowd: object.isCrowd, bbox: [box.xMin, box.yMin, box.width, box.height], bestIoU: verdict.bestIoU,
        positives: matches.positives(ofObject: verdict.object), verdict: verdict.sentence)
    }
  }
}

/// What `retinanet compare --json` prints.
struct CompareOutput: Codable, Hashable {
  /// What a system makes of the scene.
  struct View: Codable, Hashable {
    var system: ReferenceSystem
    var anchors: Int
    var positive: Int
    var ignored: Int
    var negative: Int
    /// The objects that have a positive anchor.
    var learnt: [Int]
    /// Positive anchors of each object.
    var positives: [Int]
    var classLoss: Double
    var boxLoss: Double
    var detections: Int
  }

  var size: ImageSize
  var views: [View]
  var differences: [String]

  init(_ comparison: SystemComparison) {
    size = comparison.size
    views = comparison.views.map { view in
      let matches = view.matches
      return View(
        system: view.conventions.system, anchors: view.anchors.count, positive: matches.positiveCount,
        ignored: matches.ignoredCount, negative: matches.negativeCount, learnt: view.learnt,
        positives: comparison.objects.indices.map { matches.positives(ofObject: $0).count },
        classLoss: view.classification, boxLoss: view.box, detections: view.detections.count)
    }
    differences = comparison.differences.map(\.sentence)
  }
}
