// The anchor configurations that can be chosen by name, each with the matching that goes with it.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Matching

/// A named anchor configuration.
enum AnchorConfiguration: String, CaseIterable, Sendable {
  /// The small model's: base sizes 16 to 256.
  case small
  /// RetinaNet's: base sizes 32 to 512.
  case paper
  case torchvision
  case detectron2
  case detectron
  case mmdetection
  case kerasRetinaNet = "keras-retinanet"
  case yhenon
  case kerasIO = "keras-io"

  /// The system whose conventions these are; nil for the small model.
  var system: ReferenceSystem? { ReferenceSystem(rawValue: rawValue) }

  var generator: AnchorGenerator { system.map { .preset($0) } ?? .small }

  /// The matching that goes with the anchors: a system's, or that with which the small model is trained.
  ///
  /// What lies in a crowd is shown as ignored; the systems leave crowds out before they match.
  var matcher: Matcher {
    var matcher = system.map { Matcher.preset($0) } ?? RetinaNet.Configuration.small.learning.matcher
    matcher.crowdThreshold = Matcher().crowdThreshold
    return matcher
  }

  static let option = Argument.option(
    "config", .choice("config"), default: AnchorConfiguration.small,
    help: "The anchors: the small model's, or those of the paper or a system, which are twice as large.")
}
