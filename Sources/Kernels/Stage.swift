// What a convolution and its normalization compute with: one form for parameters, their numbers and their gradients.

/// The weights of a convolution, and the scale and shift of the normalization behind it.
package struct Stage<Leaf> {
  /// [k, k, C, O].
  package var weights: Leaf
  /// [O].
  package var scale: Leaf, shift: Leaf

  /// A stage from its parts.
  package init(weights: Leaf, scale: Leaf, shift: Leaf) {
    (self.weights, self.scale, self.shift) = (weights, scale, shift)
  }

  /// The same of something that each part has.
  package func map<Other>(_ part: (Leaf) -> Other) -> Stage<Other> {
    Stage<Other>(weights: part(weights), scale: part(scale), shift: part(shift))
  }

  /// Weights, scale and shift.
  package var parts: [Leaf] { [weights, scale, shift] }
}
