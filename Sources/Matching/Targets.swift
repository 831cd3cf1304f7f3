// What the network is asked to say: a class index and four box deltas for every anchor, ready for the loss.

import Boxes

/// The targets of one image: class indices, not one-hot rows, and box deltas.
///
/// The network has K sigmoid outputs an anchor and no background class: a positive's target is one-hot, a negative's is
/// all zeros. `oneHot` writes that out; the loss works from the index and never builds the row.
public struct Targets: Hashable, Sendable {
  /// The label of an anchor that learns that nothing is there.
  public static let background: Int32 = -1
  /// The label of an anchor that takes no part in the loss.
  public static let ignored: Int32 = -2

  /// A class index in 0 ..< K, or `background`, or `ignored`; [anchors].
  public private(set) var labels: [Int32]
  /// The coding's four numbers, zero where not positive; [anchors × 4].
  public private(set) var deltas: [Float]
  /// The positive anchors, ascending, with what they learn.
  public private(set) var matched: [Matched]
  /// The number of positive anchors.
  public var positiveCount: Int { matched.count }

  /// A positive anchor and its object: what a loss of decoded boxes compares.
  public struct Matched: Hashable, Sendable {
    /// The anchor's index.
    public var index: Int
    /// The anchor, in pixels.
    public var anchor: Box
    /// The object, in pixels.
    public var object: Box
  }

  /// The targets for the outcome of matching.
  ///
  /// Deltas are computed in `Double` and rounded once.
  ///
  /// - Precondition: `objects` and `anchors` are those that were matched.
  public init(matches: Matches, objects: [LabelledBox], anchors: [Box], coding: BoxCoding = .centre(BoxCoder())) {
    precondition(
      objects.count == matches.objects.count,
      "objects must be the \(matches.objects.count) that were matched, got \(objects.count)")
    self.init(assignments: matches.assignments, objects: objects, anchors: anchors, coding: coding)
  }

  /// The targets for assignments of any origin: a `Matcher`'s, or `ATSS`'s.
  ///
  /// Deltas are computed in `Double` and rounded once.
  ///
  /// - Precondition: there is one assignment an anchor, and each object that is assigned is one of `objects`.
  public init(
    assignments: [Assignment], objects: [LabelledBox], anchors: [Box], coding: BoxCoding = .centre(BoxCoder())
  ) {
    precondition(
      anchors.count == assignments.count,
      "anchors must be the \(assignments.count) that were matched, got \(anchors.count)")
    labels = Array(repeating: Self.background, count: anchors.count)
    deltas = Array(repeating: 0, count: anchors.count * 4)
    matched = []
    for anchor in anchors.indices {
      switch assignments[anchor] {
      case .negative: continue
      case .ignored: labels[anchor] = Self.ignored
      case .positive(let object):
        labels[anchor] = Int32(objects[object].label)
        let target = coding.encode(objects[object].box, anchor: anchors[anchor])
        deltas[4 * anchor] = Float(target.0)
        deltas[4 * anchor + 1] = Float(target.1)
        deltas[4 * anchor + 2] = Float(target.2)
        deltas[4 * anchor + 3] = Float(target.3)
        matched.append(Matched(index: anchor, anchor: anchors[anchor], object: objects[object].box))
      }
    }
  }

  /// The target of the K class outputs of an anchor, written out; nil for an ignored anchor.
  ///
  /// - Precondition: the anchor's label is below `classes`.
  public func oneHot(anchor: Int, classes: Int) -> [Double]? {
    let label = Int(labels[anchor])
    precondition(label < classes, "classes must be above the label \(label), got \(classes)")
    guard labels[anchor] != Self.ignored else { return nil }
    return (0..<classes).map { $0 == label ? 1 : 0 }
  }
}
