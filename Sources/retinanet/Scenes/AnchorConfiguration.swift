// The anchor configurations that can be chosen by name, each with the matching that goes with it.

import Anchors
import CommandLineTool
import Detector
import Matching
import Systems

/// A named anchor configuration.
enum AnchorConfiguration: Hashable, Sendable, CaseIterable, RawRepresentable {
  /// The small model's: base sizes 16 to 256.
  case small
  /// A system's, with RetinaNet's base sizes of 32 to 512.
  case system(ReferenceSystem)

  static let allCases = [.small] + ReferenceSystem.allCases.map { system($0) }

  init?(rawValue: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = found
  }

  var rawValue: String {
    switch self {
    case .small: "small"
    case .system(let system): system.rawValue
    }
  }

  var generator: AnchorGenerator {
    switch self {
    case .small: .small
    case .system(let system): .preset(system)
    }
  }

  /// The matching that goes with the anchors: a system's, or that with which the small model is trained.
  ///
  /// What lies in a crowd is shown as ignored; the systems leave crowds out before they match.
  var matcher: Matcher {
    var matcher =
      switch self {
      case .small: RetinaNet.Configuration.small.learning.assigner.matcher ?? Matcher()
      case .system(let system): Matcher.preset(system)
      }
    matcher.crowdThreshold = Matcher().crowdThreshold
    return matcher
  }

  static let option = Argument.option(
    "config", .choice("config"), default: AnchorConfiguration.small,
    help: "The anchors: the small model's, or those of the paper or a system, which are twice as large.")
}
