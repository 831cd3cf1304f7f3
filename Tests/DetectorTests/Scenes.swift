// What the tests of the detector share: scenes, and outputs made by hand.

import Detector
import Images
import Matching
import Shapes
import Tensors

/// Scenes of the standard shapes set, as the network reads them.
struct SceneBatch {
  var examples: [AnnotatedImage]

  /// The first scenes of a seed; those whose places are listed lose their objects, but not their picture.
  init(seed: UInt64 = 0, count: Int, withoutObjects: Set<Int> = [], imageSize: Int = 128) {
    let shapes = ShapesDataset(seed: seed, count: count, imageSize: imageSize)
    examples = (0..<count).map { index in
      var example = shapes.example(at: index)
      if withoutObjects.contains(index) { example.objects = [] }
      return example
    }
  }

  var images: [Image] { examples.map(\.image) }

  func targets(_ model: RetinaNet) -> [Targets] {
    examples.map { model.targets(objects: $0.objects, on: $0.image.size) }
  }
}

extension RetinaNet.Outputs {
  /// Outputs of one image in which every score is below 10⁻⁴³ and every box its anchor, but for the given logits.
  init(anchors: Int, classes: Int, logits chosen: [(anchor: Int, label: Int, logit: Float)]) {
    var logits = [Float](repeating: -100, count: anchors * classes)
    for (anchor, label, logit) in chosen { logits[anchor * classes + label] = logit }
    self.init(
      logits: Variable(Tensor(shape: [1, anchors, classes], logits)),
      deltas: Variable(Tensor(zeros: [1, anchors, 4])))
  }
}

/// The largest size of a list's numbers.
func largest(_ values: [Float]) -> Float { values.reduce(0) { max($0, abs($1)) } }
