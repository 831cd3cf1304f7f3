// What is measured: made-up data that the other side's script makes bit for bit the same
// (Examples/Benchmarks/workload.py). Sizes are those of COCO; speed does not depend on what is shown.

import Boxes
import Detector
import Evaluation
import Foundation
import Images
import Kernels

/// Numbers from a counter (SplitMix64), so that number i of a seed can be computed alone, and by arrays in Python.
struct WorkloadNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next number in 0 ..< 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// A box of 16 to 512 pixels in an image, its edges at multiples of 1/64 pixel: exact in single precision.
  mutating func box(height: Double, width: Double) -> Box {
    let (size, aspect) = (16 * exp(log(32) * unit()), exp(unit() - 0.5))
    let (w, h) = (min(size * aspect, width), min(size / aspect, height))
    let (x, y) = (unit() * (width - w), unit() * (height - h))
    func exact(_ edge: Double) -> Double { (edge * 64).rounded(.down) / 64 }
    return Box(xMin: exact(x), yMin: exact(y), xMax: exact(x + w), yMax: exact(y + h))
  }
}

/// The data of each piece of work.
enum Workload {
  /// Objects of 80 classes on an image.
  static func objects(_ count: Int, height: Double = 800, width: Double = 1_344) -> [LabeledBox] {
    var numbers = WorkloadNumbers(seed: 1)
    return (0..<count).map { _ in
      LabeledBox(box: numbers.box(height: height, width: width), label: Int(80 * numbers.unit()))
    }
  }

  /// Detections of 80 classes on one image; scores are exact in single precision.
  static func detections(_ count: Int) -> [Detection] {
    var numbers = WorkloadNumbers(seed: 2)
    return (0..<count).map { _ in
      Detection(
        box: numbers.box(height: 800, width: 1_344), label: Int(80 * numbers.unit()),
        score: (numbers.unit() * 0x1p24).rounded(.down) * 0x1p-24)
    }
  }

  /// Logits of 100 000 anchors and 80 classes, -8 to 2, and labels of which one in a hundred is positive.
  static func logits(anchors: Int = 100_000, classes: Int = 80) -> (logits: FloatBuffer, labels: [Int32]) {
    var numbers = WorkloadNumbers(seed: 3)
    let logits = FloatBuffer(count: anchors * classes)
    logits.withMutableSpan { span in
      for index in 0..<span.count { span[index] = Float(-8 + 10 * numbers.unit()) }
    }
    return (logits, (0..<anchors).map { $0 % 100 == 7 ? Int32($0 % classes) : -1 })
  }

  /// 1 000 images of 80 classes: some seven objects each, five detections about every one and 45 anywhere.
  static func images(_ count: Int = 1_000) -> [EvaluatedImage] {
    var numbers = WorkloadNumbers(seed: 4)
    let (height, width) = (480.0, 640.0)
    return (0..<count).map { _ in
      var image = EvaluatedImage(detections: [], objects: [])
      for _ in 0..<1 + Int(14 * numbers.unit()) {
        let box = numbers.box(height: height, width: width)
        let label = Int(80 * numbers.unit())
        image.objects.append(LabeledBox(box: box, label: label))
        for _ in 0..<5 {
          let (x, y) = (0.3 * (numbers.unit() - 0.5) * box.width, 0.3 * (numbers.unit() - 0.5) * box.height)
          let moved = Box(xMin: box.xMin + x, yMin: box.yMin + y, xMax: box.xMax + x, yMax: box.yMax + y)
          let other = Int(400 * numbers.unit())
          image.detections.append(
            Detection(box: moved, label: other < 80 ? other : label, score: numbers.unit()))
        }
      }
      for _ in 0..<45 {
        let box = numbers.box(height: height, width: width)
        image.detections.append(Detection(box: box, label: Int(80 * numbers.unit()), score: 0.5 * numbers.unit()))
      }
      return image
    }
  }

  /// torchvision's RetinaNet with weights by a formula, so that two programs have the same without a file.
  ///
  /// The last layer's weights are made smaller: the formula is meant for small pictures, and of the scores of a large
  /// one it lets many more pass the threshold than a trained detector does.
  static func resNet50() throws -> RetinaNet {
    let model = RetinaNet(.resNet50, seed: nil)
    var file = PortableWeights.filled(model.weights(naming: .torchvision))
    file.entries = file.entries.map { entry in
      guard entry.name.hasSuffix("cls_logits.weight") else { return entry }
      return .init(name: entry.name, shape: entry.shape, values: entry.values.map { 0.375 * $0 })
    }
    try model.load(file, naming: .torchvision)
    return model
  }

  /// A picture of random bytes.
  static func picture(_ size: Int) -> Image {
    var numbers = WorkloadNumbers(seed: 5)
    return Image(
      height: size, width: size, pixels: (0..<size * size * 3).map { _ in UInt8(256 * numbers.unit()) })
  }
}
