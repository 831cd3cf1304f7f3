// What a line of a run's log says: which run it is, a step, or an evaluation. The file is MetricsLog's business.

import Detector
import Evaluation
import Formats
import Foundation

/// One line of a run's log.
public enum MetricsRecord: Sendable, Hashable {
  /// Which run it is: the first line.
  case run(FileDescription)
  /// A step was made.
  case step(StepRecord)
  /// The weights were evaluated.
  case evaluation(EvaluationRecord)

  /// How many steps were done; 0 for the first line.
  public var step: Int {
    switch self {
    case .run: 0
    case .step(let record): record.step
    case .evaluation(let record): record.step
    }
  }
}

/// The numbers of one step.
public struct StepRecord: Sendable, Hashable, Codable {
  /// How many steps were done, this one included.
  public var step: Int
  /// The loss that is minimized: the sum of its parts.
  public var loss: Double
  /// The classification part.
  public var classification: Double
  /// The box part.
  public var box: Double
  /// Positive anchors per image, mean over the batch.
  public var positives: Double
  /// The learning rate.
  public var rate: Double

  private enum CodingKeys: String, CodingKey { case step, loss, classification = "class", box, positives, rate }

  /// What came of a step, and the rate of its update.
  public init(_ result: StepResult, rate: Double) {
    step = result.step
    loss = result.loss
    classification = result.classLoss
    box = result.boxLoss
    positives = result.positivesPerImage
    self.rate = rate
  }
}

/// COCO's numbers after a step; one that had no object to be measured on is nil.
public struct EvaluationRecord: Sendable, Hashable, Codable {
  /// How many steps were done.
  public var step: Int
  /// Mean over IoU thresholds 0.50 … 0.95.
  public var ap: Double?
  /// At IoU 0.50.
  public var ap50: Double?
  /// At IoU 0.75.
  public var ap75: Double?
  /// Objects of at most 32² px.
  public var apSmall: Double?
  /// Objects of 32² … 96² px.
  public var apMedium: Double?
  /// Objects of at least 96² px.
  public var apLarge: Double?
  /// Average recall with one detection of a class in an image.
  public var ar1: Double?
  /// Average recall with ten.
  public var ar10: Double?
  /// Average recall with a hundred.
  public var ar100: Double?
  /// Average recall of objects of at most 32² px.
  public var arSmall: Double?
  /// Average recall of objects of 32² … 96² px.
  public var arMedium: Double?
  /// Average recall of objects of at least 96² px.
  public var arLarge: Double?
  /// AP on pictures that were trained on, if a run measures some; see `GeneralizationGap`.
  public var trainingAP: Double?
  /// Each class by itself, in the order of the categories.
  public var classes: [ClassRecord]

  /// One class by itself.
  public struct ClassRecord: Sendable, Hashable, Codable {
    /// Its name.
    public var category: String
    /// Mean over IoU thresholds 0.50 … 0.95.
    public var ap: Double?
    /// At IoU 0.50.
    public var ap50: Double?
  }

  /// What an evaluation found.
  public init(_ summary: COCOSummary, step: Int) {
    self.step = step
    ap = summary.ap
    ap50 = summary.ap50
    ap75 = summary.ap75
    apSmall = summary.apSmall
    apMedium = summary.apMedium
    apLarge = summary.apLarge
    ar1 = summary.ar1
    ar10 = summary.ar10
    ar100 = summary.ar100
    arSmall = summary.arSmall
    arMedium = summary.arMedium
    arLarge = summary.arLarge
    classes = summary.perClass.map { ClassRecord(category: $0.category, ap: $0.ap, ap50: $0.ap50) }
  }
}

// MARK: - One line

extension MetricsRecord: Codable {
  private enum CodingKeys: String, CodingKey { case kind, run }
  private enum Kind: String, Codable { case run, step, evaluation }

  /// Reads a record by its kind.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .run: self = .run(try values.decode(FileDescription.self, forKey: .run))
    case .step: self = .step(try StepRecord(from: decoder))
    case .evaluation: self = .evaluation(try EvaluationRecord(from: decoder))
    }
  }

  /// Writes the kind, and the record's numbers beside it.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .run(let description):
      try values.encode(Kind.run, forKey: .kind)
      try values.encode(description, forKey: .run)
    case .step(let record):
      try values.encode(Kind.step, forKey: .kind)
      try record.encode(to: encoder)
    case .evaluation(let record):
      try values.encode(Kind.evaluation, forKey: .kind)
      try record.encode(to: encoder)
    }
  }
}

extension MetricsRecord {
  /// The record as a line of JSON.
  func line() throws(CodedJSONError) -> String { try CodedJSON.encode(self) + "\n" }

  /// The record of a line; nil if it is none.
  init?(line: Data) {
    guard let tree = try? JSONValue(line) else { return nil }
    guard tree["kind"] != nil else {
      self.init(ofBefore: tree)
      return
    }
    guard let record = try? JSONReader.decode(MetricsRecord.self, from: tree, readsWords: true) else { return nil }
    self = record
  }

  /// The record of a line from before lines said what they are: a step has a loss, and all numbers stand beside each
  /// other, those of classes as `ap.name` and `ap50.name`.
  private init?(ofBefore tree: JSONValue) {
    let words = ["nan": Double.nan, "inf": .infinity, "-inf": -.infinity]
    guard case .object(let members) = tree, case .number(let number)? = members["step"], let step = number.int else {
      return nil
    }
    var values: [String: Double] = [:]
    for (name, value) in members {
      switch value {
      case .number(let number): values[name] = number.double
      case .string(let word):
        guard let number = words[word] else { return nil }
        values[name] = number
      default: return nil
      }
    }
    if let loss = values["loss"] {
      self = .step(
        StepRecord(
          StepResult(
            step: step, loss: loss, classLoss: values["class"] ?? .nan, boxLoss: values["box"] ?? .nan,
            positivesPerImage: values["positives"] ?? .nan), rate: values["rate"] ?? .nan))
      return
    }
    var record = EvaluationRecord(step: step, classes: [])
    let places: [(String, WritableKeyPath<EvaluationRecord, Double?>)] = [
      ("ap", \.ap), ("ap50", \.ap50), ("ap75", \.ap75), ("apSmall", \.apSmall), ("apMedium", \.apMedium),
      ("apLarge", \.apLarge), ("ar1", \.ar1), ("ar10", \.ar10), ("ar100", \.ar100), ("arSmall", \.arSmall),
      ("arMedium", \.arMedium), ("arLarge", \.arLarge),
    ]
    for (name, place) in places { record[keyPath: place] = values[name] }
    let names = Set(values.keys.compactMap { $0.hasPrefix("ap.") ? String($0.dropFirst(3)) : nil }).sorted()
    record.classes = names.map { .init(category: $0, ap: values["ap.\($0)"], ap50: values["ap50.\($0)"]) }
    self = .evaluation(record)
  }
}

extension EvaluationRecord {
  fileprivate init(step: Int, classes: [ClassRecord]) {
    self.step = step
    self.classes = classes
  }
}
