// What a training run leaves: its files' places, the log's numbers by name, and what the files say of themselves.

import Detector
import Evaluation
import Formats
import Foundation

/// The places of a run's files.
public struct TrainingRunFiles: Hashable, Sendable {
  /// The run's folder.
  public let directory: URL

  /// The files of a run in a folder.
  public init(directory: URL) { self.directory = directory }

  /// The whole state of the run.
  public var checkpoint: URL { directory.appendingPathComponent("checkpoint.safetensors") }
  /// The result.
  public var weights: URL { directory.appendingPathComponent("weights.safetensors") }
  /// A line of JSON for every step and every evaluation.
  public var metrics: URL { directory.appendingPathComponent("metrics.jsonl") }
  /// The report, if one is written.
  public var report: URL { directory.appendingPathComponent("report.html") }
}

/// The numbers of a run's log by name.
///
/// A step: `loss`, `class` and `box` (its two parts), `positives` (anchors per image), `rate` (the learning rate).
/// An evaluation: COCO's twelve, from `ap`, `ap50` to `arLarge`, and `ap.` and `ap50.` with each class's name; a number
/// that has no object to be measured on is left out.
public enum TrainingMetrics {
  static func record(of report: StepReport, rate: Double) -> MetricsRecord {
    MetricsRecord(
      step: report.step,
      values: [
        "loss": report.loss, "class": report.classLoss, "box": report.boxLoss,
        "positives": report.positivesPerImage, "rate": rate,
      ])
  }

  static func record(of summary: COCOSummary, step: Int) -> MetricsRecord {
    let names = [
      "ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "ar1", "ar10", "ar100", "arSmall", "arMedium", "arLarge",
    ]
    var values: [String: Double] = [:]
    for (name, number) in zip(names, summary.numbers) { values[name] = number.value }
    for result in summary.perClass {
      values["ap.\(result.category)"] = result.ap
      values["ap50.\(result.category)"] = result.ap50
    }
    return MetricsRecord(step: step, values: values)
  }
}

extension TrainingRun.Intervals {
  private static let keys = (evaluation: "evaluate-every", checkpoint: "checkpoint-every")

  /// As a checkpoint says it: 0 for an evaluation at the end only.
  var metadata: [String: String] {
    [Self.keys.evaluation: "\(evaluation ?? 0)", Self.keys.checkpoint: "\(checkpoint)"]
  }

  /// The intervals of the run that wrote a checkpoint; the default for what it does not say.
  public init(recordedIn file: SafetensorsFile) {
    self.init()
    if let steps = file.metadata[Self.keys.evaluation].flatMap({ Int($0) }) { evaluation = steps < 1 ? nil : steps }
    if let steps = file.metadata[Self.keys.checkpoint].flatMap({ Int($0) }), steps >= 1 { checkpoint = steps }
  }
}

extension RetinaNet.Configuration {
  /// Every field by name, as text: for a file that says what it was made with, and for a report.
  public var fields: [(name: String, value: String)] {
    [architecture as Any, preprocessing, learning].flatMap { part in
      Mirror(reflecting: part).children.map { ($0.label ?? "", "\($0.value)") }
    } + [("inference", "\(inference)")]
  }

  /// The fields as a JSON object.
  var json: String { TrainingRun.json(Dictionary(fields.map { ($0.name, $0.value) }) { $1 }) }
}

extension TrainingRun {
  /// What checkpoint and weights say of themselves beside the step: `model` (`small`, `resNet50` or `custom`), `classes`,
  /// `categories` (JSON), `configuration` (JSON, every field as text), and what the caller adds.
  static func metadata(
    of trainer: Trainer, categories: [String], adding: [String: String]
  ) throws(CategoriesError) -> [String: String] {
    let configuration = trainer.model.configuration
    try CategoriesError.check(categories, for: configuration)
    let classes = configuration.architecture.classes
    let models = ["small": RetinaNet.Configuration(classes: classes), "resNet50": .resNet50(classes: classes)]
    let own = [
      "model": models.first { $0.value == configuration }?.key ?? "custom",
      "classes": "\(configuration.architecture.classes)", "categories": json(categories),
      "configuration": configuration.json,
    ]
    return own.merging(adding) { $1 }
  }

  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts can always be encoded.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension Trainer {
  /// A parameter or running statistic that is no longer a number, the first in the model's order.
  var firstTensorThatIsNotFinite: String? {
    if let bad = model.parameters.first(where: { !$0.value.isFinite }) { return "parameter \(bad.name)" }
    return model.buffers.first { !$0.value.isFinite }.map { "running statistic \($0.name)" }
  }
}
