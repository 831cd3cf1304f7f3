// What a training report says of the run itself: the options, the detector, and how to have it again.

import Figures
import Foundation
import Losses
import Text

extension TrainingReport {
  func addRun(to page: inout HTMLReport) {
    page.heading("The run")
    page.paragraph(
      "Every option that decides the result, by its name on the command line. The same options and the same program "
        + "on the same kind of machine give the same weights, bit for bit, with any number of threads.")
    page.keyValues(run.rows)
    page.heading("The detector", level: 3)
    page.paragraph("Its parts in the order in which a picture goes through them, and what each part learns from.")
    page.keyValues(detector)
    page.heading("Once more", level: 3)
    page.paragraph(
      "This command makes the same run. \(run.parts)")
    page.preformatted(run.command)
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

  private var detector: [(name: String, value: String)] {
    let configuration = model.configuration
    let architecture = configuration.architecture
    let anchors = architecture.anchors
    func list(_ numbers: [some Any]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }
    func short(_ numbers: [Double]) -> String { list(numbers.map { $0.significant(digits: 4) }) }
    let size = run.size
    let count = model.anchors(on: .square(size)).count
    let inference = configuration.inference
    return [
      ("parameters", "\(model.parameterCount)"),
      (
        "backbone",
        "\(architecture.backbone.text); channels \(architecture.stemChannels) after the stem, \(list(architecture.stageChannels)) in C2 … C5"
      ),
      ("pyramid", "\(architecture.pyramidChannels) channels, P3 … P7"),
      (
        "heads",
        "\(architecture.headDepth) convolutions each, groups of normalization: \(architecture.headGroups)"
      ),
      (
        "anchors",
        "\(count) on \(size) × \(size) px, \(anchors.anchorsPerCell) in each cell; base sizes "
          + "\(short(anchors.levels.map(\.baseSize))) px at strides \(list(anchors.levels.map(\.stride))), "
          + (anchors.center == .corner ? "centered at the cells' corners" : "centered in the cells")
      ),
      ("scales and ratios", "\(short(anchors.scales)); height / width \(short(anchors.ratios))"),
      ("assignment", configuration.learning.assigner.definition.name),
      ("box deltas", configuration.architecture.coding.text),
      ("classification loss", configuration.learning.classLoss.name),
      ("it is summed over", configuration.learning.sampling.definition?.name ?? "all anchors that are not ignored"),
      ("box loss", configuration.learning.boxLoss.text),
      ("losses divided by", configuration.learning.lossNormalization.text),
      ("first score of every anchor", configuration.learning.prior.probability.significant(digits: 4)),
      (
        "detections",
        "score above \(inference.scoreThreshold), the best \(inference.candidatesPerLevel) of a level, "
          + "\(inference.suppression.name), at most \(inference.maximumDetections)"
      ),
    ]
  }
}
