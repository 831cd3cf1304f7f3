// Who owns the classification loss of a detector: the few positives, or the many negatives? The ledger of some
// pictures, for reports; what a ledger is stands in Losses.

import Boxes
import Detector
import Images
import Layers
import Losses
import Matching
import Text

/// The loss ledger of a detector on the first pictures of a set: by its own loss, and by cross entropy.
public struct LossOwners: Hashable, Sendable, Codable {
  /// A kind of anchor.
  public struct Row: Hashable, Sendable, Codable {
    /// Its name, such as "positives" or "easy negatives".
    public var kind: String
    /// How many anchors.
    public var anchors: Int
    /// The share of the detector's own loss that they cost, 0…1.
    public var share: Double
    /// The share of plain cross entropy; nil where the outputs are no sigmoids.
    public var crossEntropyShare: Double?
  }

  /// The loss's name: "focal, γ 2.0, …".
  public var loss: String
  /// How many pictures were looked at.
  public var pictures: Int
  /// Positives first, then negatives from hard to easy.
  public var rows: [Row]

  /// Of so many outputs the classification loss of a set is entered; at least one picture is.
  private static let mostOutputs = 1_000_000

  /// Looks at the first pictures.
  ///
  /// - Returns: nil for an empty set.
  /// - Throws: What the data set throws.
  public init?(_ model: RetinaNet, on dataset: any Dataset) throws {
    guard dataset.count > 0 else { return nil }
    let loss = model.ownPieces.classificationLoss ?? model.configuration.learning.classLoss.definition
    var (logits, targets) = ([[Double]](), [AnchorTarget]())
    var (pictures, width) = (0, 1)
    while pictures < dataset.count, pictures == 0 || logits.count * width < Self.mostOutputs {
      let example = try dataset.example(at: pictures)
      let outputs = model(model.input([example.image]), .inference()).logits.tensor
      let numbers = outputs.array
      width = outputs.shape[2]
      logits += (0..<outputs.shape[1]).map { anchor in
        (anchor * width..<(anchor + 1) * width).map { Double(numbers[$0]) }
      }
      targets += model.targets(objects: example.objects, on: example.image.size).labels.map(AnchorTarget.init(code:))
      pictures += 1
    }
    let own = LossLedger(loss.name, loss, logits: logits, targets: targets)
    let plain =
      loss.outputs == .sigmoid
      ? LossLedger("cross entropy", FocalLoss.crossEntropy, logits: logits, targets: targets) : nil
    self.loss = loss.name
    self.pictures = pictures
    rows = LossLedger.Group.allCases.map {
      Row(kind: $0.rawValue, anchors: own[$0].count, share: own.share($0), crossEntropyShare: plain?.share($0))
    }
  }

  /// The rows as text: how many anchors, and their shares in percent.
  public var cells: [[String]] {
    rows.map { [$0.kind, "\($0.anchors)", $0.share.percent(), $0.crossEntropyShare.percent(none: "")] }
  }

  /// The table with its heading.
  public var text: String {
    "Who owns the classification loss on \(pictures.counted("picture")), in percent (\(loss))\n"
      + textTable(
        [["anchors", "count", "share", "by cross entropy"]] + cells, columns: [.left, .right, .right, .right])
  }
}
