// What a training report says of the run itself: the options, the detector, and how to have it again.

import CommandLineTool
import Figures
import Foundation
import Losses

extension TrainingReport {
  func addRun(to page: inout HTMLReport) {
    page.heading("The run")
    page.paragraph(
      "Every option that decides the result, by its name on the command line. The same options and the same program "
        + "on the same kind of machine give the same weights, bit for bit, with any number of threads.")
    page.keyValues(settings.rows.map { ($0.argument.specification.label, $0.value) })
    page.heading("The detector", level: 3)
    page.paragraph("Its parts in the order in which a picture goes through them, and what each part learns from.")
    page.keyValues(detector)
    page.heading("Once more", level: 3)
    page.paragraph(
      "This command makes the same run. \(settings.data.partsText)")
    page.preformatted(command)
    page.paragraph(
      "With the weights beside this page, the first command below repeats the numbers, and the second looks at "
        + "pictures of your own.")
    page.preformatted(
      "retinanet evaluate --weights weights.safetensors\n"
        + "retinanet detect --weights weights.safetensors --output found picture.png")
    page.paragraph(
      "Beside this page also lie metrics.jsonl, the numbers of every step as lines of JSON, and "
        + "checkpoint.safetensors, the whole state of the run.")
  }

  /// The command that makes this run again, in lines of at most 80 columns.
  var command: String {
    var lines = ["retinanet train"]
    for row in settings.rows where !["none", "all new"].contains(row.value) || row.argument.specification.isChoice {
      let specification = row.argument.specification
      if specification.kind == .flag && row.value == "no" { continue }
      let words = " " + specification.label + (specification.kind == .flag ? "" : " " + quoted(row.value))
      if (lines.last?.count ?? 0) + words.count > 78 { lines.append("   ") }
      lines[lines.count - 1] += words
    }
    return lines.joined(separator: " \\\n")
  }

  /// A word as a shell reads it.
  private func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,+:".contains($0) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private var detector: [(name: String, value: String)] {
    let configuration = model.configuration
    let anchors = configuration.architecture.anchors
    func list(_ numbers: [some Any]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
    func short(_ number: Double) -> String { String(format: "%.4g", number) }
    let size = settings.data.size
    let count = model.anchors(height: size, width: size).count
    let inference = configuration.inference
    let matcher = configuration.learning.matcher
    let rule =
      switch matcher.lowQuality {
      case .none: "no object is helped below that"
      case .bestAnchors: "an object's best anchor is positive also below that"
      case .bestAnchorsUnlessNegative:
        "an object's best anchor is positive also below that, down to \(matcher.negativeThreshold)"
      case .objectsTakeBestAnchors: "an object takes its best anchor also below that"
      }
    return [
      ("parameters", "\(model.parameterCount)"),
      (
        "backbone",
        "channels \(configuration.architecture.stemChannels) after the stem, \(list(configuration.architecture.stageChannels)) in C2 … C5"
      ),
      ("pyramid", "\(configuration.architecture.pyramidChannels) channels, P3 … P7"),
      (
        "heads",
        "\(configuration.architecture.headDepth) convolutions each, groups of normalization: \(configuration.architecture.headGroups)"
      ),
      (
        "anchors",
        "\(count) on \(size) × \(size) px, \(anchors.anchorsPerCell) in each cell; base sizes "
          + "\(list(anchors.levels.map { short($0.baseSize) })) px at strides \(list(anchors.levels.map(\.stride))), "
          + (anchors.center == .corner ? "centerd at the cells' corners" : "centerd in the cells")
      ),
      ("scales and ratios", "\(list(anchors.scales.map(short))); height / width \(list(anchors.ratios.map(short)))"),
      (
        "matching",
        "positive from IoU \(matcher.positiveThreshold), negative below \(matcher.negativeThreshold), ignored between; "
          + rule
      ),
      ("box deltas", configuration.architecture.coding.text),
      ("classification loss", focal(configuration.learning.focalLoss)),
      ("box loss", configuration.learning.boxLoss.text),
      ("losses divided by", configuration.learning.lossNormalization.text),
      ("first score of every anchor", short(configuration.learning.prior.probability)),
      (
        "detections",
        "score above \(inference.scoreThreshold), the best \(inference.candidatesPerLevel) of a level, suppression at "
          + "IoU \(inference.suppression.iouThreshold)\(inference.suppression.perClass ? " within each class" : ""), at "
          + "most \(inference.maximumDetections)"
      ),
    ]
  }

  private func focal(_ loss: FocalLoss) -> String {
    let alpha =
      switch loss.alpha {
      case .none: "no α"
      case .constant(let value): "α \(value) for all"
      case .balanced(let value): "α \(value) for positives and \(1 - value) for negatives"
      case .perClass(let values): "α of each class \(values)"
      }
    return "focal, γ \(loss.gamma), \(alpha)"
  }
}

extension ArgumentSpecification {
  /// Whether its value is one of a few words.
  fileprivate var isChoice: Bool { !choices.isEmpty }
}
