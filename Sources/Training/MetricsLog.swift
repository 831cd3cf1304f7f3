// What a run measured, step by step, in a file of JSON lines that any tool reads. It is not the progress line.

import Formats
import Foundation
import Images
import Text

/// Named numbers of one step.
public struct MetricsRecord: Sendable, Hashable {
  /// How many steps were done.
  public var step: Int
  /// The numbers by name; any value, also NaN and the infinities.
  public var values: [String: Double]

  /// The numbers of one step.
  ///
  /// - Precondition: No number is named `step`.
  public init(step: Int, values: [String: Double]) {
    precondition(values["step"] == nil, "values: the name step is taken")
    self.step = step
    self.values = values
  }
}

/// An append-only file with one JSON object a line: `{"step":1,"box":0.5,"class":1.25}`.
///
/// Numbers are written with as many digits as it takes to read back the same bits; NaN and the infinities, which JSON
/// lacks, as the strings "nan", "inf" and "-inf".
///
/// Properties:
/// - A record is written in one piece; a line that a killed run left unfinished is dropped on resuming.
/// - Resuming at step n leaves exactly the records of the steps up to n.
public struct MetricsLog: Sendable, Hashable {
  /// The file.
  public let url: URL

  private init(url: URL) { self.url = url }

  /// Starts an empty log, replacing the file.
  public static func started(at url: URL) throws(MetricsLogError) -> MetricsLog {
    try replace(url, with: Data())
    return MetricsLog(url: url)
  }

  /// Continues the log of a run that goes on after `step`.
  ///
  /// Later records are dropped; a missing file is an empty log.
  public static func resumed(at url: URL, afterStep step: Int) throws(MetricsLogError) -> MetricsLog {
    guard FileManager.default.fileExists(atPath: url.path) else { return try started(at: url) }
    let kept = try read(from: url).filter { $0.step <= step }
    try replace(url, with: Data(kept.map(\.line).joined().utf8))
    return MetricsLog(url: url)
  }

  /// Adds a record at the end.
  public func append(_ record: MetricsRecord) throws(MetricsLogError) {
    do {
      let file = try FileHandle(forWritingTo: url)
      defer { try? file.close() }
      try file.seekToEnd()
      try file.write(contentsOf: Data(record.line.utf8))
    } catch {
      throw MetricsLogError(path: url.path, line: nil, problem: "cannot be written: \(fileReason(error))")
    }
  }

  /// All complete records of a file in order; an unfinished last line is left out.
  public static func read(from url: URL) throws(MetricsLogError) -> [MetricsRecord] {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw MetricsLogError(path: url.path, line: nil, problem: "cannot be read: \(fileReason(error))")
    }
    var records: [MetricsRecord] = []
    // What follows the last newline is empty or unfinished, perhaps in the middle of a letter: lines are cut as bytes.
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    for (index, line) in lines.enumerated() {
      guard let record = MetricsRecord(line: line) else {
        throw MetricsLogError(
          path: url.path, line: index + 1,
          problem: "expected a JSON object with an integer \"step\" and numbers, found "
            + "'\(String(decoding: line, as: UTF8.self).prefix(60))'")
      }
      records.append(record)
    }
    return records
  }

  private static func replace(_ url: URL, with data: Data) throws(MetricsLogError) {
    do {
      try data.write(to: url, options: .atomic)
    } catch {
      throw MetricsLogError(path: url.path, line: nil, problem: "cannot be written: \(fileReason(error))")
    }
  }
}

/// Why a log was refused.
public struct MetricsLogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The line, counted from 1, if it is one line's fault.
  public var line: Int?
  /// What is wrong.
  public var problem: String

  /// One sentence for the user.
  public var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}

// MARK: - One line

extension MetricsRecord {
  fileprivate var line: String {
    let fields = values.sorted { $0.key < $1.key }.map { "\($0.key.jsonQuoted):\(number($0.value))" }
    return "{" + (["\"step\":\(step)"] + fields).joined(separator: ",") + "}\n"
  }

  fileprivate init?(line: Data) {
    guard let fields = try? JSONDecoder().decode([String: Field].self, from: line),
      let step = fields["step"].flatMap({ Int(exactly: $0.value) })
    else { return nil }
    self.init(step: step, values: fields.filter { $0.key != "step" }.mapValues(\.value))
  }

  private func number(_ value: Double) -> String {
    if value.isFinite { return "\(value)" }
    return value.isNaN ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\""
  }
}

/// A number, or one of the three strings for what JSON lacks.
private struct Field: Decodable {
  var value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
      return
    }
    let special: [String: Double] = ["nan": .nan, "inf": .infinity, "-inf": -.infinity]
    guard let number = special[try container.decode(String.self)] else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither a number nor nan, inf, -inf")
    }
    value = number
  }
}
