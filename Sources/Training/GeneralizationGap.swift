// How well a detector does on what it learnt from, beside how well it does on the rest of the world.

import Images

/// AP on pictures that were trained on, and on pictures that never were.
///
/// The two rise together while a detector learns what all such pictures have in common. Where the first goes on and the
/// second stays behind, it learns its pictures by heart, and neither the losses nor the first number can tell.
///
/// Properties:
/// - What does as well on both, or better on others, has no gap.
public struct GeneralizationGap: Hashable, Sendable {
  /// AP on pictures that were trained on, 0…1.
  public let training: Double
  /// AP on others, 0…1.
  public let validation: Double

  /// From this difference on the two have parted: some twenty pictures, the fewest that one measures on, are
  /// uncertain by 0.05 to 0.1.
  public static let limit = 0.2

  /// Both numbers.
  public init(training: Double, validation: Double) {
    (self.training, self.validation) = (training, validation)
  }

  /// What an evaluation found; nil if it looked at no picture that was trained on, or had no object to measure on.
  public init?(_ record: EvaluationRecord) {
    guard let training = record.trainingAP, let validation = record.ap else { return nil }
    self.init(training: training, validation: validation)
  }

  /// Whether the two have parted: `training` is at least `limit` above `validation`.
  public var hasParted: Bool { training - validation >= Self.limit }
  /// Whether the training pictures are known by heart: the two have parted, and what was learnt is worth less than half
  /// as much elsewhere.
  public var isLearntByHeart: Bool { hasParted && validation < training / 2 }
}

/// The first pictures of another set: enough of them to say how well a detector does on what it learns from.
public struct FirstPictures: Dataset {
  private let whole: any Dataset
  /// How many there are.
  public let count: Int

  /// At most `count` pictures of a set.
  ///
  /// - Precondition: `count` is not negative.
  public init(_ count: Int, of whole: any Dataset) {
    precondition(count >= 0, "count must not be negative, found \(count)")
    self.whole = whole
    self.count = min(count, whole.count)
  }

  /// The classes' names.
  public var categories: [String] { whole.categories }

  /// Picture `index` of the whole set.
  public func example(at index: Int) throws -> AnnotatedImage { try whole.example(at: check(index)) }

  /// Picture `index` as the whole set has it measured.
  public func seen(at index: Int) throws -> SeenExample { try whole.seen(at: check(index)) }

  /// The same without the original's pixels.
  public func measured(at index: Int) throws -> MeasuredExample { try whole.measured(at: check(index)) }

  private func check(_ index: Int) -> Int {
    precondition(0 <= index && index < count, "index must be in 0 ..< \(count), found \(index)")
    return index
  }
}
