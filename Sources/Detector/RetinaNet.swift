// The detector: backbone, pyramid and two heads. Losses are in DetectorLoss.swift, detections in Detections.swift,
// weights files in Weights.swift.

import Anchors
import Boxes
import Images
import Kernels
import Layers
import Tensors

/// RetinaNet (Lin et al., "Focal Loss for Dense Object Detection", 2017): one stage, no background class.
///
/// One type serves training and inference; what differs is the pass. There is no second model to convert to, and no
/// weights that could be forgotten on the way.
///
/// Properties:
/// - The heads' widths follow from the anchors: changing anchors cannot leave a head behind.
/// - Before training every anchor scores π = 0.01 for every class, up to the small random weights.
/// - Outputs are listed by level, row, column and anchor, exactly as the anchors are.
public final class RetinaNet: Layer {
  /// What it was built from.
  public let configuration: Configuration
  /// The pieces from outside this package that it was built with.
  public let ownPieces: Pieces
  /// What it learns and detects by.
  let pieces: UsedPieces
  let backbone: any Backbone
  let pyramid: FeaturePyramid
  let classification: Head
  let regression: Head
  /// The moving average that losses are divided by, if the configuration has one.
  let lossAverage: Tensor?
  /// Called when a part of a pass or of `detect` is over, by those who measure.
  package var phaseIsOver: ((DetectionPhase) -> Void)?
  /// The anchors asked for last: nearly always those asked for next, and those of every size that was ever seen would
  /// fill the memory.
  private var lastAnchors: (size: ImageSize, anchors: [Box])?

  /// A detector with fresh weights; the same seed gives the same weights.
  ///
  /// - Parameters:
  ///   - configuration: what it is built from.
  ///   - pieces: losses, assigners and the like from outside this package, in place of the configuration's.
  ///   - seed: nil: the weights are zero, for a detector that is about to load some; a large one is made much sooner
  ///     that way.
  ///
  /// - Precondition: `configuration.problem` and `configuration.missing(pieces)` are nil.
  public init(_ configuration: Configuration, pieces: Pieces = Pieces(), seed: UInt64? = 0) {
    if let problem = configuration.missing(pieces) { preconditionFailure(problem) }
    var configuration = configuration
    configuration.ownPieces = OwnPieces(pieces)
    if let problem = configuration.problem { preconditionFailure(problem) }
    self.configuration = configuration
    ownPieces = pieces
    self.pieces = UsedPieces(configuration, pieces)
    backbone = Self.backbone(configuration, pieces.backbone, seed: seed)
    pyramid = FeaturePyramid(configuration, inputs: backbone.channels, seed: seed)
    // The prior's bias belongs to the classification head alone: the box head starts at deltas of 0, the anchors.
    classification = Head(
      name: "classification", configuration,
      biases: configuration.classOutputs.initialBiases(
        classes: configuration.architecture.classes, prior: configuration.learning.prior), seed: seed)
    regression = Head(name: "regression", configuration, biases: [0, 0, 0, 0], seed: seed)
    let average = self.pieces.lossDivider.initialAverage
    lossAverage = average > 0 ? Tensor(shape: [1], [Float(average)]) : nil
  }

  private var layers: [any Layer] { [backbone, pyramid, classification, regression] }

  /// What training changes: backbone, pyramid, classification head, box head.
  public var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Running means and variances, what is not trained, and the moving average of a loss that has one.
  public var buffers: [StateTensor] {
    layers.flatMap(\.buffers) + (lossAverage.map { [StateTensor(name: "loss.average", value: $0)] } ?? [])
  }

  /// The number of trained numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// What the heads say of a batch.
  public struct Outputs {
    /// Logits, [N, anchors, K], or K + 1 with a background's.
    public let logits: Variable
    /// Box deltas, [N, anchors, 4].
    public let deltas: Variable

    /// Outputs from elsewhere: another network's, or some made by hand.
    public init(logits: Variable, deltas: Variable) {
      self.logits = logits
      self.deltas = deltas
    }
  }

  /// Logits and deltas of a batch of normalized images, [N, H, W, 3].
  public func callAsFunction(_ images: Tensor, _ pass: Pass) -> Outputs {
    let features = features(images, pass)
    phaseIsOver?(.backbone)
    let levels = pyramid(features, pass)
    phaseIsOver?(.pyramid)
    let outputs = Head.outputs([classification, regression], levels, pass)
    phaseIsOver?(.heads)
    return Outputs(logits: outputs[0], deltas: outputs[1])
  }

  /// All anchors of an image of a size in pixels, in the order of the outputs: on its padding, too.
  public func anchors(on size: ImageSize) -> [Box] {
    if let last = lastAnchors, last.size == size { return last.anchors }
    let anchors = configuration.architecture.anchors.anchors(on: configuration.padded(size))
    lastAnchors = (size, anchors)
    return anchors
  }

  /// Pictures as the network reads them: [N, H, W, 3], each color minus its mean, divided by its deviation, and zeros
  /// on the right and below up to a multiple of `sizeDivisor`.
  ///
  /// - Precondition: there is at least one picture, and all have one size.
  public func input(_ images: [Image]) -> Tensor {
    guard let first = images.first else { preconditionFailure("images must be at least one, found none") }
    for image in images {
      precondition(
        image.size == first.size, "images of a batch must have one size, found \(first.size) and \(image.size)")
    }
    // A byte has 256 values: what each becomes is computed once for each color.
    let (mean, deviation) = (configuration.preprocessing.mean, configuration.preprocessing.deviation)
    let table = (0..<3 * 256).map { place in
      let (byte, color) = (Double(place / 3), place % 3)
      return Float((byte / 255 - mean[color]) / deviation[color])
    }
    return Tensor(
      Elementwise.mapped(
        bytes: images.map(\.pixels), height: first.height, width: first.width, channels: 3, through: table,
        paddedHeight: configuration.padded(first.height), paddedWidth: configuration.padded(first.width)))
  }
}
