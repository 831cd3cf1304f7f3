// What a search varies: options by their names on the command line.

import Formats
import Foundation
import Images

/// An option that a search can vary; its word is that of `retinanet train`, where there is one.
public enum SearchParameter: String, Hashable, Sendable, Codable, CaseIterable {
  /// The highest learning rate.
  case lr
  /// Weight decay.
  case weightDecay = "weight-decay"
  /// γ of the focal loss.
  case gamma
  /// α of the focal loss.
  case alpha
  /// The score of every anchor before training.
  case prior
  /// The IoU from which an anchor is positive.
  case positiveThreshold = "positive-threshold"
  /// The IoU below which an anchor is negative.
  case negativeThreshold = "negative-threshold"
  /// Sizes of an anchor in an octave.
  case scales
  /// Ratios of an anchor: 1, 3 or 5.
  case ratios
  /// How pictures are varied: none, flip or standard.
  case augment

  /// Whether a range of it is divided by factors rather than by differences.
  public var isLogarithmic: Bool { [.lr, .weightDecay, .prior].contains(self) }
  /// Whether its values are whole numbers.
  var isWhole: Bool { [.scales, .ratios].contains(self) }

  /// The change that a word says; nil if it is none of this option's values.
  public func change(_ word: String) -> Change? {
    if self == .augment { return Self.augmentations[word].map { .augmentation($0) } }
    guard let number = decimalNumber(word), number.isFinite else { return nil }
    if isWhole { return Int(word).flatMap { change(Double($0)) } }
    return change(number)
  }

  /// The change to a number; nil for an option that has none.
  func change(_ number: Double) -> Change? {
    switch self {
    case .lr: .rate(number)
    case .weightDecay: .weightDecay(number)
    case .gamma: .gamma(number)
    case .alpha: .alpha(number)
    case .prior: .prior(number)
    case .positiveThreshold: .positiveThreshold(number)
    case .negativeThreshold: .negativeThreshold(number)
    case .scales: .scales(Int(number.rounded()))
    case .ratios: .ratios(Int(number.rounded()))
    case .augment: nil
    }
  }

  private static let augmentations: [String: Augmentation] = [
    "none": .none, "flip": Augmentation(horizontalFlip: 0.5), "standard": .standard,
  ]
}
