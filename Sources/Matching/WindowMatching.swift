// Matching on a generator's grids: the same outcome as of the list of anchors, from each object's window alone.

import Boxes

extension Matcher {
  /// Assigns every anchor of a grid; crowds are never matched.
  ///
  /// Properties:
  /// - The outcome is that of `match(anchors:objects:image:)` on the same anchors, to the last bit.
  ///
  /// - Parameter image: the size in pixels of the image, which begins at 0, for the rule `outOfImage`. Without it no
  ///   anchor counts as outside.
  /// - Complexity: O(anchors + pairs of an object and an anchor in its window); memory is linear in the anchors.
  public func match(
    _ gridded: GriddedAnchors, objects: [LabeledBox], image: (height: Int, width: Int)? = nil
  ) -> Matches {
    match(
      gridded,
      Matches(
        matcher: self, anchors: gridded.anchors, objects: objects.map(\.box), isCrowd: objects.map(\.isCrowd),
        image: image))
  }

  /// Assigns every anchor of a grid; none of the objects is a crowd.
  public func match(
    _ gridded: GriddedAnchors, objects: [Box], image: (height: Int, width: Int)? = nil
  ) -> Matches {
    match(
      gridded,
      Matches(
        matcher: self, anchors: gridded.anchors, objects: objects,
        isCrowd: Array(repeating: false, count: objects.count), image: image))
  }

  private func match(
    _ gridded: GriddedAnchors, _ unmatched: consuming Matches
  ) -> Matches {
    match(unmatched) { gridded.candidates(for: $0) }
  }
}
