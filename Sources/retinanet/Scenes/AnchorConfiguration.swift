// The anchor configurations that can be chosen by name.

import RetinaKit

/// A named anchor configuration.
enum AnchorConfiguration: String, CaseIterable, Sendable {
  /// RetinaNet's: base sizes 32 to 512.
  case paper
  /// The small model's: base sizes 16 to 256.
  case small

  var generator: AnchorGenerator {
    switch self {
    case .paper: .paper
    case .small: .small
    }
  }

  /// The rule that goes with the anchors: the paper has none, the small model is trained with its own.
  var lowQuality: Matcher.LowQualityRule {
    switch self {
    case .paper: .none
    case .small: RetinaNet.Configuration.small.matcher.lowQuality
    }
  }

  static let option = Argument.option(
    "config", .choice("config"), default: AnchorConfiguration.small,
    help: "The anchors: those of the paper, or half their size, as the small model has them.")
}
