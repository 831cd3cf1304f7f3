// The pieces that a detector is made of, learns and detects by: those its configuration names, or one's own in their
// place. What each kind of piece is, is said by its protocol in Losses, Matching, Boxes and here (`Backbone`).

import Boxes
import Losses
import Matching

extension RetinaNet {
  /// Pieces from outside this package, in place of those that the configuration names.
  ///
  /// ```
  /// let model = RetinaNet(.small, pieces: .init(classificationLoss: MyLoss(), assigner: MyAssigner()))
  /// ```
  ///
  /// The model's configuration, and so every file of it, records their names. A file can only be used together with
  /// pieces of the same names: see `Configuration.missing(_:)`.
  public struct Pieces: Sendable {
    /// What makes features from pictures.
    public var backbone: OwnBackbone?
    /// What class outputs cost.
    public var classificationLoss: (any ClassificationLoss)?
    /// Which anchors teach.
    public var sampler: (any AnchorSampler)?
    /// Which anchor learns what.
    public var assigner: (any AnchorAssigner)?
    /// How four numbers stand for a box.
    public var coding: (any BoxNumbersCoder)?
    /// What box outputs cost.
    public var boxLoss: (any RegressionLoss)?
    /// What both losses are divided by.
    public var lossDivider: (any LossDivider)?
    /// How detections are thinned out.
    public var suppression: (any Suppressor)?

    /// Own pieces; what is left out is the configuration's.
    public init(
      backbone: OwnBackbone? = nil, classificationLoss: (any ClassificationLoss)? = nil,
      sampler: (any AnchorSampler)? = nil,
      assigner: (any AnchorAssigner)? = nil, coding: (any BoxNumbersCoder)? = nil,
      boxLoss: (any RegressionLoss)? = nil, lossDivider: (any LossDivider)? = nil, suppression: (any Suppressor)? = nil
    ) {
      self.backbone = backbone
      self.classificationLoss = classificationLoss
      self.sampler = sampler
      self.assigner = assigner
      self.coding = coding
      self.boxLoss = boxLoss
      self.lossDivider = lossDivider
      self.suppression = suppression
    }
  }

  /// The names of a detector's own pieces, as files record them.
  public struct OwnPieces: Hashable, Sendable, Codable {
    /// The name of each own piece by its label in `Pieces.init`, such as `assigner`.
    public var names: [String: String] = [:]
    /// What the class outputs of an own loss mean.
    public var classOutputs: ClassOutputs?

    /// No own piece.
    public init() {}

    /// The names of pieces that are given.
    init(_ pieces: Pieces) {
      names["backbone"] = pieces.backbone?.name
      names["classificationLoss"] = pieces.classificationLoss?.name
      names["sampler"] = pieces.sampler?.name
      names["assigner"] = pieces.assigner?.name
      names["coding"] = pieces.coding?.name
      names["boxLoss"] = pieces.boxLoss?.name
      names["lossDivider"] = pieces.lossDivider?.name
      names["suppression"] = pieces.suppression?.name
      classOutputs = pieces.classificationLoss?.outputs
    }
  }

  /// The pieces that a detector uses.
  package struct UsedPieces: Sendable {
    let classificationLoss: any ClassificationLoss
    let sampler: (any AnchorSampler)?
    package let assigner: any AnchorAssigner
    package let coding: any BoxNumbersCoder
    let boxLoss: any RegressionLoss
    let lossDivider: any LossDivider
    let suppression: any Suppressor

    package init(_ configuration: Configuration, _ own: Pieces) {
      classificationLoss = own.classificationLoss ?? configuration.learning.classLoss.definition
      sampler = own.sampler ?? configuration.learning.sampling.definition
      assigner = own.assigner ?? configuration.learning.assigner.definition
      coding = own.coding ?? configuration.architecture.coding
      boxLoss = own.boxLoss ?? configuration.learning.boxLoss
      lossDivider = own.lossDivider ?? configuration.learning.lossNormalization
      suppression = own.suppression ?? configuration.inference.suppression.definition
    }
  }
}

extension RetinaNet.Configuration {
  /// Whether the backbone is one from outside this package, of which nothing but its name is known.
  var hasOwnBackbone: Bool { ownPieces.names["backbone"] != nil }

  /// What the class outputs of an anchor mean.
  public var classOutputs: ClassOutputs { ownPieces.classOutputs ?? learning.classLoss.outputs }

  /// Why a detector of this configuration cannot be made with some own pieces, nil if it can: an own piece that the
  /// configuration records is not among them.
  public func missing(_ pieces: RetinaNet.Pieces) -> String? {
    let given = RetinaNet.OwnPieces(pieces).names
    let wanted = ownPieces.names.sorted { $0.key < $1.key }
    guard let (kind, name) = wanted.first(where: { given[$0.key] != $0.value }) else { return nil }
    let found = given[kind].map { "'\($0)'" } ?? "none"
    return
      "the detector was made with an own piece, \(kind) '\(name)', which is no part of this package; found \(found). "
      + "Give it from the program that defines it: pieces: .init(\(kind): …)"
  }

  /// Why the class outputs do not fit the classes, if so.
  var outputsProblem: String? {
    let classes = architecture.classes
    if case .softmax(let background) = classOutputs, !(0...classes).contains(background) {
      return "classLoss: the background's output must be in 0 ... \(classes), found \(background)"
    }
    if case .perClass(let alphas)? = learning.classLoss.focal?.alpha, alphas.count != classes {
      return "classLoss: alpha per class must have one number for each of the \(classes) classes, found \(alphas.count)"
    }
    return nil
  }
}
