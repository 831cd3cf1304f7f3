// Everything that has to be decided before a RetinaNet can be built, and the one that this package trains.

import Anchors
import Boxes
import Images
import Losses
import Matching

extension RetinaNet {
  /// A detector's architecture, its anchors, how it learns and how its outputs become detections.
  public struct Configuration: Hashable, Sendable {
    /// K: classes, labeled 0 ..< K, without a background class.
    public var classes: Int
    /// What makes features from pictures.
    public var backbone = BackboneKind.basic
    /// How many parts of the backbone are trained, the last ones: 1 is C5 alone, 4 all but the stem, 5 all.
    public var trainedBackboneStages = 5
    /// Channels after the stem.
    public var stemChannels = 16
    /// Channels of C2, C3, C4 and C5, four stages.
    public var stageChannels = [32, 64, 128, 128]
    /// Channels of P3 to P7 and of the heads.
    public var pyramidChannels = 64
    /// What P6 is made from.
    public var p6Source = P6Source.p5
    /// Whether a ReLU stands between P6 and P7; mmdetection has none.
    public var rectifiesBeforeP7 = true
    /// Convolutions in each head before the predictor.
    public var headDepth = 4
    /// Groups of the heads' group normalization; 0: no normalization, and the convolutions have biases instead.
    public var headGroups = 8
    /// Pictures are padded on the right and below, with what normalized pictures call 0, to a multiple of this many
    /// pixels; anchors stand on the padding, too.
    public var sizeDivisor = 1
    /// How pictures are resized before the network sees them, where nothing else is asked for; nil: not at all.
    public var resizing: Resizing?
    /// Where anchors stand; the heads' widths follow from it.
    public var anchors = AnchorGenerator.small
    /// Which anchor learns what; the low-quality rule leaves no object that overlaps an anchor without one.
    public var matcher = Matcher(lowQuality: .bestAnchors)
    /// How the box head's four numbers stand for a box.
    public var coding = BoxCoding.center(BoxCoder(weights: .standardized))
    /// The classification loss.
    public var focalLoss = FocalLoss()
    /// The box loss of a positive anchor.
    public var boxLoss = BoxLoss.smoothL1(SmoothL1(sigma: 3))
    /// What the losses are divided by.
    public var normalization = LossNormalization(.positivesPerImage)
    /// π: the score that every anchor has before training.
    public var prior = PriorProbability(0.01)
    /// How outputs become detections.
    public var inference = Inference()
    /// What is subtracted from red, green and blue, each in 0 … 1.
    public var mean = [0.485, 0.456, 0.406]
    /// What red, green and blue are divided by after that.
    public var deviation = [0.229, 0.224, 0.225]

    /// The small detector's architecture for a number of classes.
    public init(classes: Int) {
      precondition(classes >= 1, "classes: a detector needs at least one class, got \(classes)")
      self.classes = classes
    }

    /// The model that the benchmark and the default training use: 128 × 128 pixels, three classes, 3 069 anchors,
    /// 1 152 527 parameters.
    public static let small = Configuration(classes: 3)
  }
}
