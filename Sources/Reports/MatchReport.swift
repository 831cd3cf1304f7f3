// The outcome of matching one scene as text. The sentences are the matcher's own.

import Anchors
import Boxes
import Foundation
import Images
import Matching
import Text

/// One scene, its anchors and their matches.
public struct MatchReport: Sendable {
  /// What the scene is called.
  public let title: String
  /// The picture and its objects.
  public let scene: AnnotatedImage
  /// The names of the classes.
  public let categories: [String]
  /// The anchors.
  public let generator: AnchorGenerator
  /// What the anchors are called.
  public let configuration: String
  /// Which anchor learns what.
  public let matches: Matches

  /// Matches a scene's anchors with its objects.
  public init(
    title: String, scene: AnnotatedImage, categories: [String], generator: AnchorGenerator, configuration: String,
    matcher: Matcher
  ) {
    self.title = title
    self.scene = scene
    self.categories = categories
    self.generator = generator
    self.configuration = configuration
    matches = matcher.match(
      anchors: generator.anchors(on: scene.image.size),
      objects: scene.objects, image: scene.image.size)
  }

  /// Counts, a verdict for every object, and one for every anchor that is positive or ignored.
  public func text(listsNegatives: Bool) -> String {
    let verdicts = matches.anchorVerdicts
    var sections = [summary]
    sections.append(section("Objects", matches.objects.indices.map(objectLine)))
    sections.append(section("Positive anchors", lines(verdicts.filter { isPositive($0.assignment) })))
    sections.append(section("Ignored anchors", lines(verdicts.filter { $0.assignment == .ignored })))
    let negatives = verdicts.filter { $0.assignment == .negative }
    if listsNegatives {
      sections.append(section("Negative anchors", lines(negatives)))
    } else {
      let alone = negatives.count { $0.reason == .overlapsNothing }
      sections.append(
        "Negative anchors\n  \(alone) overlap no object; the other \(negatives.count - alone) stay below IoU "
          + "\(matches.matcher.negativeThreshold). --all lists them.")
    }
    return sections.joined(separator: "\n\n")
  }

  /// What an object is called: its number and class.
  public func name(ofObject index: Int) -> String {
    let label = scene.objects[index].label
    return "\(index) \(categories.indices.contains(label) ? categories[label] : "class \(label)")"
  }

  /// Whether an object has a positive anchor.
  public func isLearnt(_ object: Int) -> Bool { !matches.positives(ofObject: object).isEmpty }

  private var summary: String {
    var lines = [
      "\(title): \(scene.image.size) pixels, \(scene.objects.count.counted("object"))",
      "\(matches.anchors.count) anchors (\(configuration)): \(matches.positiveCount) positive, "
        + "\(matches.ignoredCount) ignored, \(matches.negativeCount) negative",
    ]
    for grid in generator.grids(on: scene.image.size) {
      let part = matches.assignments[grid.firstAnchor..<grid.firstAnchor + grid.anchorCount]
      lines.append(
        "  \(grid.level.name)  \(part.count(where: isPositive)) positive, \(part.count { $0 == .ignored }) ignored, "
          + "\(part.count { $0 == .negative }) negative")
    }
    return lines.joined(separator: "\n")
  }

  private func objectLine(_ index: Int) -> String {
    let box = scene.objects[index].box
    let numbers = [box.width, box.height, box.xMin, box.yMin].map { $0.fixed(digits: 1) }
    let size = "\(numbers[0]) × \(numbers[1]) px at (\(numbers[2]), \(numbers[3]))"
    return "\(name(ofObject: index)), \(size): \(matches.verdict(object: index).sentence)"
  }

  private func lines(_ verdicts: [AnchorVerdict]) -> [String] {
    verdicts.map { verdict in
      let location = generator.locate(
        anchor: verdict.anchor, on: scene.image.size)
      return "\(generator.describe(location)): \(verdict.sentence)"
    }
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    "\(title)\n" + (lines.isEmpty ? ["none"] : lines).map { "  " + $0 }.joined(separator: "\n")
  }

  private func isPositive(_ assignment: Assignment) -> Bool {
    if case .positive = assignment { true } else { false }
  }
}
