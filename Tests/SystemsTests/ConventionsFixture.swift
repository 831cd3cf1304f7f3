// What Fixtures/conventions/make_conventions.py wrote, and the outputs that it and the tests make by the same formula.

import Boxes
import Detector
import Foundation
import Systems
import Tensors

/// Losses and detections of a real system for given outputs.
struct ConventionsFixture: Decodable {
  struct Losses: Decodable {
    /// The focal loss and the box loss of a batch of two images.
    var batch: [Double]
    /// Of one image without objects; nil where the system fails on it.
    var empty: [Double]?
  }
  var system: String
  var versions: [String: String]
  var losses: Losses
  /// [label, score, xMin, yMin, xMax, yMax], by falling score.
  var detections: [[Double]]

  static let (height, width, classes) = (102, 128, 3)
  /// The systems that were run.
  static let systems: [ReferenceSystem] = [
    .torchvision, .detectron2, .mmdetection, .kerasRetinaNet, .yhenon, .kerasIO,
  ]

  init(_ system: ReferenceSystem) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/conventions")
    let file = folder.appending(path: "\(system.rawValue).json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  /// The objects of the two images.
  static let objects: [[LabeledBox]] = [
    [
      LabeledBox(box: Box(xMin: 10.5, yMin: 12.25, xMax: 60, yMax: 70.75), label: 0),
      LabeledBox(box: Box(xMin: 64.25, yMin: 20, xMax: 88.5, yMax: 52.25), label: 1),
      LabeledBox(box: Box(xMin: 80.25, yMin: 56.5, xMax: 111, yMax: 87.75), label: 2),
      LabeledBox(box: Box(xMin: 30.5, yMin: 73.5, xMax: 80.5, yMax: 83.5), label: 1),
    ],
    [
      LabeledBox(box: Box(xMin: 20.25, yMin: 8.5, xMax: 100.75, yMax: 90.25), label: 2),
      LabeledBox(box: Box(xMin: 104.5, yMin: 8.25, xMax: 126.25, yMax: 40.75), label: 0),
    ],
  ]

  /// Numbers in 0 ..< 1 from their index: a hash of 32 bits.
  private static func uniform(_ count: Int, salt: UInt64) -> [Double] {
    (0..<UInt64(count)).map { index in
      var x = (index &* 2_654_435_761 &+ salt &* 40_503) & 0xFFFF_FFFF
      x = ((x ^ (x >> 16)) &* 2_246_822_519) & 0xFFFF_FFFF
      x = ((x ^ (x >> 13)) &* 3_266_489_917) & 0xFFFF_FFFF
      return Double(x ^ (x >> 16)) / 4_294_967_296
    }
  }

  /// Outputs of a number of images by the formula.
  static func outputs(images: Int, anchors: Int, salt: UInt64) -> RetinaNet.Outputs {
    let logits = uniform(images * anchors * classes, salt: salt).map { Float(-7 + 7.5 * pow($0, 3)) }
    let numbers = uniform(images * anchors * 4, salt: salt + 1).map { Float(1.6 * $0 - 0.8) }
    return RetinaNet.Outputs(
      logits: Variable(Tensor(shape: [images, anchors, classes], logits), needsGradient: true),
      deltas: Variable(Tensor(shape: [images, anchors, 4], numbers), needsGradient: true))
  }
}
