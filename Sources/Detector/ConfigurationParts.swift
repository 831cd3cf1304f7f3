// Three of a configuration's parts: the architecture, what is done to pictures, and how the network learns.
// The fourth, how outputs become detections, is Inference.

import Anchors
import Boxes
import Images
import Losses
import Matching

extension RetinaNet {
  /// All that must be equal for weights to mean the same: the network, the anchors, and how four numbers are a box.
  public struct Architecture: Hashable, Sendable, Codable {
    /// K: classes, labeled 0 ..< K, without a background class.
    public var classes: Int
    /// What makes features from pictures.
    public var backbone = BackboneKind.basic
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
    /// Where anchors stand; the heads' widths follow from it.
    public var anchors = AnchorGenerator.small
    /// How the box head's four numbers stand for a box.
    public var coding = BoxCoding.center(CenterBoxCoder(weights: .standardized))

    /// The small detector's architecture for a number of classes.
    ///
    /// - Precondition: `classes` ≥ 1.
    public init(classes: Int) {
      precondition(classes >= 1, "classes must be at least 1, found \(classes)")
      self.classes = classes
    }

    /// Which of P3 to P7, counted from 0, the heads look at: those that have anchors; nil if they do not follow each
    /// other.
    var pyramidLevels: Range<Int>? {
      let strides = anchors.levels.map(\.stride)
      guard let finest = strides.first, let first = Self.strides.firstIndex(of: finest) else { return nil }
      let range = first..<first + strides.count
      return range.upperBound <= Self.strides.count && Array(Self.strides[range]) == strides ? range : nil
    }

    /// Those of P3 to P7.
    private static let strides = [8, 16, 32, 64, 128]
    /// More than any network has, and few enough that sizes can be multiplied.
    private static let most = 1 << 16

    /// The first thing that no network can be built from, if there is one.
    var problem: String? {
      if classes < 1 { return "classes must be at least 1, found \(classes)" }
      if stageChannels.count != 4 {
        return "stageChannels must be four, of C2 to C5, found \(stageChannels.count)"
      }
      let channels = [stemChannels] + stageChannels + [pyramidChannels]
      if let wrong = channels.first(where: { $0 < 1 }) {
        return "channels must be at least 1 everywhere, found \(wrong)"
      }
      if headDepth < 0 { return "headDepth must be at least 0, found \(headDepth)" }
      if headGroups < 0 { return "headGroups must be at least 0, found \(headGroups)" }
      if sizeDivisor < 1 { return "sizeDivisor must be at least 1, found \(sizeDivisor)" }
      for (name, value) in [("classes", classes), ("headDepth", headDepth), ("sizeDivisor", sizeDivisor)]
        + channels.map({ ("channels", $0) }) where value > Self.most
      {
        return "\(name) must be at most \(Self.most), found \(value)"
      }
      if headGroups > 0, pyramidChannels % headGroups != 0 {
        return "pyramidChannels must be a multiple of the \(headGroups) headGroups, found \(pyramidChannels)"
      }
      if let problem = anchors.problem { return "anchors: \(problem)" }
      if pyramidLevels == nil {
        return "anchors must have the strides of P3 to P7, 8, 16, 32, 64 and 128, all or some that follow each other, "
          + "found \(anchors.levels.map(\.stride))"
      }
      return backbone.resNet?.problem(stageChannels: stageChannels, most: Self.most)
    }
  }

  /// What is done to pictures before the network sees them.
  public struct Preprocessing: Hashable, Sendable, Codable {
    /// What is subtracted from red, green and blue, each in 0 … 1.
    public var mean = [0.485, 0.456, 0.406]
    /// What red, green and blue are divided by after that.
    public var deviation = [0.229, 0.224, 0.225]
    /// How pictures are resized before the network sees them, where nothing else is asked for; nil: not at all.
    public var resizing: Resizing?

    /// The colors' means and deviations over ImageNet, and no resizing.
    public init() {}

    /// The first number that cannot be computed with, if there is one.
    var problem: String? {
      if mean.count != 3 || !mean.allSatisfy(\.isFinite) {
        return "mean must be one finite number each for red, green and blue, found \(mean)"
      }
      if deviation.count != 3 || !deviation.allSatisfy({ $0 > 0 && $0.isFinite }) {
        return "deviation must be one finite number above 0 each for red, green and blue, found \(deviation)"
      }
      return nil
    }
  }

  /// What the network learns, and by which losses.
  public struct Learning: Hashable, Sendable, Codable {
    /// Which anchor learns what; the low-quality rule leaves no object that overlaps an anchor without one.
    public var assigner = AssignmentRule.matcher(Matcher(lowQuality: .bestAnchors))
    /// The classification loss.
    public var classLoss = ClassLoss.focal(FocalLoss())
    /// Which anchors teach the class outputs.
    public var sampling = SamplingRule.all
    /// The box loss of a positive anchor.
    public var boxLoss = BoxLoss.smoothL1(SmoothL1(sigma: 3))
    /// What the losses are divided by.
    public var lossNormalization = LossNormalization(.positivesPerImage)
    /// π: the score that every anchor has before training.
    public var prior = PriorProbability(0.01)
    /// How many parts of the backbone are trained, the last ones: 1 is C5 alone, 4 all but the stem, 5 all.
    public var trainedBackboneStages = 5

    /// How the small detector learns.
    public init() {}

    /// The first thing that cannot be, if there is one.
    var problem: String? {
      (0...5).contains(trainedBackboneStages)
        ? lossNormalization.problem
        : "trainedBackboneStages must be in 0 ... 5, found \(trainedBackboneStages)"
    }
  }
}

// MARK: - Reading; a part from a file has passed no initializer

extension RetinaNet.Architecture {
  /// Reads an architecture that can be built; throws `DecodingError` for one that cannot.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    classes = try values.decode(Int.self, forKey: .classes)
    backbone = try values.decode(RetinaNet.BackboneKind.self, forKey: .backbone)
    stemChannels = try values.decode(Int.self, forKey: .stemChannels)
    stageChannels = try values.decode([Int].self, forKey: .stageChannels)
    pyramidChannels = try values.decode(Int.self, forKey: .pyramidChannels)
    p6Source = try values.decode(RetinaNet.P6Source.self, forKey: .p6Source)
    rectifiesBeforeP7 = try values.decode(Bool.self, forKey: .rectifiesBeforeP7)
    headDepth = try values.decode(Int.self, forKey: .headDepth)
    headGroups = try values.decode(Int.self, forKey: .headGroups)
    sizeDivisor = try values.decode(Int.self, forKey: .sizeDivisor)
    anchors = try values.decode(AnchorGenerator.self, forKey: .anchors)
    coding = try values.decode(BoxCoding.self, forKey: .coding)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}

extension RetinaNet.Preprocessing {
  /// Reads what can be done to pictures; throws `DecodingError` for what cannot.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    mean = try values.decode([Double].self, forKey: .mean)
    deviation = try values.decode([Double].self, forKey: .deviation)
    resizing = try values.decodeIfPresent(Resizing.self, forKey: .resizing)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}

extension RetinaNet.Learning {
  /// Reads what can be learned by; throws `DecodingError` for what cannot.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    assigner = try values.decode(AssignmentRule.self, forKey: .assigner)
    classLoss = try values.decode(ClassLoss.self, forKey: .classLoss)
    sampling = try values.decode(SamplingRule.self, forKey: .sampling)
    boxLoss = try values.decode(BoxLoss.self, forKey: .boxLoss)
    lossNormalization = try values.decode(LossNormalization.self, forKey: .lossNormalization)
    prior = try values.decode(PriorProbability.self, forKey: .prior)
    trainedBackboneStages = try values.decode(Int.self, forKey: .trainedBackboneStages)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }
}
