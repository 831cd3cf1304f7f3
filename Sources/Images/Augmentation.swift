import Randomness
/// Temporary.
public struct Augmentation: Hashable, Sendable, Codable { 
  /// None.
  public static let none = Augmentation()
  /// As is.
  public func apply(to example: AnnotatedImage, using generator: inout SeededGenerator) -> AnnotatedImage { example }
}
