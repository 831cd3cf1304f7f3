// Results of experiments as files: what is read becomes a table, a chart and a page.

import Boxes
import Detector
import Evaluation
import Experiments
import Formats
import Training

/// Results, and the report that is made of them.
enum FuzzExperiments {
  /// A measured precision, one of pictures alone, and curves of a loss.
  static let texts: [[UInt8]] = {
    let experiment = Experiment(
      configuration: RetinaNet.Configuration(classes: 3), options: .plain(),
      pictures: .init(size: 64, validationImages: 4))
    let found = [
      EvaluatedImage(
        detections: [Detection(box: Box(xMin: 1, yMin: 2, xMax: 9, yMax: 8), label: 0, score: 0.5)],
        objects: [LabeledBox(box: Box(xMin: 1, yMin: 2, xMax: 10, yMax: 8), label: 0)])
    ]
    var failed = ExperimentResult(
      experiment, images: found, summary: COCOEvaluator(categories: ["a"]).evaluate(found), seconds: 1.5)
    failed.failure = "a loss that is no number"
    var focus = experiment
    focus.measured = .focus(gammas: [0, 2])
    let curve = "[" + (0...100).map { "\(Double($0) / 100)" }.joined(separator: ",") + "]"
    let curves = [0, 2].map { "{\"gamma\":\($0),\"positives\":\(curve),\"negatives\":\(curve)}" }
    let measured =
      "{\"schema\":1,\"experiment\":\((try? CodedJSON.encode(focus)) ?? ""),\"seconds\":2,"
      + "\"focus\":{\"curves\":[\(curves.joined(separator: ","))],\"positiveCount\":3,\"negativeCount\":40}}"
    return [failed].compactMap(FuzzFormat.coded) + [Array(measured.utf8)]
  }()

  /// Reads a result as a folder of results is read, and makes the report of a table whose rows it all is.
  static func read(_ text: String) throws {
    let result = try CodedJSON.decode(text, as: ExperimentResult.self)
    let table = AblationTable(
      id: "x", title: "x", columns: ["x"],
      rows: [.init("a", changes: [], paper: 3), .init("b", changes: [], paper: 4)],
      claims: [.init("b is better", better: 1, worse: 0)], differences: "none",
      measured: result.experiment.measured)
    let seed = result.experiment.options.seed
    let report = try AblationReport(
      table, base: result.experiment, seeds: [seed, seed], results: [result.experiment: result],
      bootstrap: Bootstrap(draws: 3))
    _ = (report.text, report.page.html)
  }
}
