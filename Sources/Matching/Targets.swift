// What the network is asked to say: a class index and four box deltas for every anchor, ready for the loss.

import Boxes

/// The targets of one image: class indices, not one-hot rows, and box deltas.
///
/// The network has K sigmoid outputs per anchor and no background class: a positive's target is one-hot, a negative's
/// is all zeros. `oneHot` writes that out; the loss works from the index and never builds the row.
public struct Targets: Hashable, Sendable {
  /// The label of an anchor that learns that nothing is there.
  public static let background = AnchorTarget.negative.code
  /// The label of an anchor that takes no part in the loss.
  public static let ignored = AnchorTarget.ignored.code

  /// The code of each anchor's target: a class index in 0 ..< K, or `background`, or `ignored`; [anchors].
  public private(set) var labels: [Int32]
  /// The positive anchors, ascending, with what they learn.
  public private(set) var matched: [Positive]
  /// The coding's four numbers of the positive anchors, in their order; [positiveCount × 4].
  public private(set) var matchedDeltas: [Float]
  /// The coding's four numbers, zero where not positive; [anchors × 4], written out at every call.
  public var deltas: [Float] {
    var deltas = [Float](repeating: 0, count: labels.count * 4)
    for (place, matched) in matched.enumerated() {
      for number in 0..<4 { deltas[4 * matched.index + number] = matchedDeltas[4 * place + number] }
    }
    return deltas
  }
  /// The number of positive anchors.
  public var positiveCount: Int { matched.count }
  /// How many anchors a matcher made negative again that are an object's best: see `Matches.lostBestAnchors`.
  public private(set) var lostBestAnchorCount = 0

  /// A positive anchor and its object: what a loss of decoded boxes compares.
  public struct Positive: Hashable, Sendable {
    /// The anchor's index.
    public let index: Int
    /// The anchor, in pixels.
    public let anchor: Box
    /// The object, in pixels.
    public let object: Box
  }

  /// The targets for the outcome of matching.
  ///
  /// Deltas are computed in `Double` and rounded once.
  ///
  /// - Precondition: `objects` and `anchors` are those that were matched.
  public init(matches: Matches, objects: [LabeledBox], anchors: [Box], coding: BoxCoding = .center(CenterBoxCoder())) {
    precondition(
      objects.count == matches.objects.count,
      "objects must be the \(matches.objects.count) that were matched, found \(objects.count)")
    self.init(matches: matches, objects: objects, anchors: anchors, coder: coding)
  }

  private init(matches: Matches, objects: [LabeledBox], anchors: [Box], coder: any BoxNumbersCoder) {
    self.init(assignments: matches.assignments, objects: objects, anchors: anchors, coder: coder)
    lostBestAnchorCount = matches.lostBestAnchors.count
  }

  /// The targets for assignments of any origin: a `Matcher`'s, or `ATSS`'s.
  ///
  /// Deltas are computed in `Double` and rounded once.
  ///
  /// - Precondition: there is one assignment per anchor, and each object that is assigned is one of `objects`.
  public init(
    assignments: [Assignment], objects: [LabeledBox], anchors: [Box], coding: BoxCoding = .center(CenterBoxCoder())
  ) {
    self.init(assignments: assignments, objects: objects, anchors: anchors, coder: coding)
  }

  private init(assignments: [Assignment], objects: [LabeledBox], anchors: [Box], coder: any BoxNumbersCoder) {
    precondition(
      anchors.count == assignments.count,
      "anchors must be the \(assignments.count) that were matched, found \(anchors.count)")
    self.init(labels: assignments.map { $0.target(of: objects).code })
    for anchor in anchors.indices {
      guard case .positive(let object) = assignments[anchor] else { continue }
      append(anchor, anchors[anchor], objects[object].box, coder)
    }
  }

  /// The targets of an image on a generator's grids, without the matches in between.
  ///
  /// Properties:
  /// - They are the targets of `matcher.match(anchors:objects:image:)`, to the last bit.
  ///
  /// - Parameters:
  ///   - gridded: the anchors with their grids.
  ///   - objects: the objects with their labels, in pixels.
  ///   - matcher: which anchor learns what.
  ///   - image: the size in pixels of the image, which begins at 0, for the matcher's rule `outOfImage`. Without it
  ///     no anchor counts as outside.
  ///   - coding: how four numbers stand for a box.
  /// - Complexity: O(anchors) for the labels, and for each object the anchors of about the negative threshold's IoU. A
  ///   matcher with defects goes by its definition, O(anchors × objects).
  public init(
    _ gridded: GriddedAnchors, objects: [LabeledBox], matcher: Matcher, image: ImageSize? = nil,
    coding: BoxCoding = .center(CenterBoxCoder())
  ) {
    self.init(gridded, objects: objects, matcher: matcher, image: image, coder: coding)
  }

  /// The targets of an image on a generator's grids by any assigner and any coding, one's own too.
  ///
  /// - Parameters:
  ///   - gridded: the anchors with their grids.
  ///   - objects: the objects with their labels, in pixels.
  ///   - assigner: which anchor learns what.
  ///   - image: the size in pixels of the image, which begins at 0, without padding.
  ///   - coding: how four numbers stand for a box.
  public init(
    _ gridded: GriddedAnchors, objects: [LabeledBox], assigner: any AnchorAssigner, image: ImageSize,
    coding: any BoxNumbersCoder
  ) {
    if let matcher = assigner as? Matcher {
      self.init(gridded, objects: objects, matcher: matcher, image: image, coder: coding)
    } else {
      self.init(
        assignments: assigner.assignments(gridded, objects: objects, image: image), objects: objects,
        anchors: gridded.anchors, coder: coding)
    }
  }

  private init(
    _ gridded: GriddedAnchors, objects: [LabeledBox], matcher: Matcher, image: ImageSize?,
    coder: any BoxNumbersCoder
  ) {
    guard matcher.defects.isEmpty else {
      self.init(
        matches: matcher.match(anchors: gridded.anchors, objects: objects, image: image), objects: objects,
        anchors: gridded.anchors, coder: coder)
      return
    }
    let search = TargetSearch(gridded, objects: objects, matcher: matcher, image: image).result()
    self.init(labels: search.labels)
    lostBestAnchorCount = search.lost
    matched.reserveCapacity(search.positives.count)
    matchedDeltas.reserveCapacity(4 * search.positives.count)
    for (anchor, object) in search.positives {
      append(anchor, gridded.anchors[anchor], objects[object].box, coder)
    }
  }

  private init(labels: [Int32]) {
    self.labels = labels
    (matched, matchedDeltas) = ([], [])
  }

  private mutating func append(_ index: Int, _ anchor: Box, _ object: Box, _ coding: any BoxNumbersCoder) {
    matched.append(Positive(index: index, anchor: anchor, object: object))
    let target = coding.encode(object, anchor: anchor)
    matchedDeltas.append(Float(target.0))
    matchedDeltas.append(Float(target.1))
    matchedDeltas.append(Float(target.2))
    matchedDeltas.append(Float(target.3))
  }

  /// What an anchor's class outputs should say.
  public subscript(target anchor: Int) -> AnchorTarget { AnchorTarget(code: labels[anchor]) }

  /// The target of the K class outputs of an anchor as numbers; nil for an ignored anchor.
  ///
  /// - Precondition: the anchor's label is below `classes`.
  public func oneHot(anchor: Int, classes: Int) -> [Double]? {
    self[target: anchor].oneHot(classes: classes)?.map { $0 ? 1 : 0 }
  }
}
