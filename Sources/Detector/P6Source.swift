// What the first level of the pyramid above the backbone is made from: P5, or C5.

extension RetinaNet {
  /// What P6 is made from.
  public enum P6Source: String, Hashable, Sendable, Codable, CaseIterable {
    /// P5, the pyramid's coarsest level: torchvision's first RetinaNet.
    case p5
    /// C5, the backbone's last features: all others.
    case c5
  }
}
