// What several answers count: drawn scenes under the small detector's rules. No text is made here.

import Anchors
import Boxes
import Detector
import Foundation
import Images
import Matching
import Shapes
import Text

enum Numbers {
  /// The small detector's rules.
  static let small = RetinaNet.Configuration.small
  static let anchors = small.architecture.anchors.anchors(on: .square(128))
  static let matcher = small.learning.assigner.matcher ?? Matcher()

  /// The scene of `retinanet match --index 3`.
  static let scene = ShapesDataset(seed: 0, count: 4).scene(at: 3).objects.map(\.box)

  /// The objects of some drawn scenes, without the pictures.
  static func scenes(_ preset: ShapesDataset.Preset = .standard, count: Int = 32) -> [[Box]] {
    let shapes = ShapesDataset(preset: preset, seed: 0, count: count)
    return (0..<count).map { shapes.scene(at: $0).objects.map(\.box) }
  }

  /// The same, as `retinanet anchors` measures them: 200 scenes by default.
  static func images(_ preset: ShapesDataset.Preset, count: Int = 200) -> [ImageObjects] {
    scenes(preset, count: count).map { ImageObjects(size: .square(128), objects: $0) }
  }

  /// What becomes of the small detector's anchors on a scene.
  static func matches(_ objects: [Box], by matcher: Matcher = matcher) -> Matches {
    matcher.match(anchors: anchors, objects: objects)
  }

  /// Positive anchors of a picture, mean over the scenes.
  static func positives(_ scenes: [[Box]], by matcher: Matcher = matcher) -> Double {
    let total = scenes.reduce(0) { $0 + matches($1, by: matcher).positiveCount }
    return Double(total) / Double(scenes.count)
  }

  /// The share of the objects that have a positive anchor.
  static func learnt(_ scenes: [[Box]], by matcher: Matcher) -> Double {
    var (learnt, all) = (0, 0)
    for scene in scenes {
      let matches = matches(scene, by: matcher)
      learnt += scene.indices.count { !matches.positives(ofObject: $0).isEmpty }
      all += scene.count
    }
    return Double(learnt) / Double(max(1, all))
  }

  /// A matcher of two thresholds and no rule for objects that reach none.
  static func strict(positive: Double, negative: Double) -> Matcher {
    Matcher(positiveThreshold: positive, negativeThreshold: negative)
  }

  /// The classification outputs of an anchor set of 800 × 800 pixels.
  static let paperAnchors = AnchorGenerator.paper.anchorCount(on: .square(800))
}

extension Double {
  /// "24.5 %".
  var share: String { percent() + " %" }
}
