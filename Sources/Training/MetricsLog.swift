// What a run measured, step by step, in a file of JSON lines that any tool reads. It is not the progress line.

import Detector
import Formats
import Foundation

/// An append-only file with one JSON object on each line: first which run it is, then its steps and evaluations.
///
/// ```
/// {"kind":"run","run":{"categories":["cat"],"configuration":{…},"notes":{…},"schema":1,"step":0}}
/// {"box":0.5,"class":1.25,"kind":"step","loss":1.75,"positives":22.5,"rate":0.008,"step":1}
/// {"ap":0.25,…,"classes":[{"ap":0.25,"ap50":0.5,"category":"cat"}],"kind":"evaluation","step":1}
/// ```
///
/// Numbers are written with as many digits as it takes to read back the same bits; NaN and the infinities, which JSON
/// lacks, as the texts "nan", "infinity" and "-infinity". Lines from before there were kinds are read, too.
///
/// Properties:
/// - A record is written in one piece; a line that a killed run left unfinished is dropped on resuming, and so is a
///   last line that is no record, with a word.
/// - Resuming at step n leaves exactly the records of the steps up to n, and the first line.
public struct MetricsLog: Sendable, Hashable {
  /// The file.
  public let url: URL

  private init(url: URL) { self.url = url }

  /// Starts the log of a run with its first line, replacing the file.
  public static func started(at url: URL, of run: FileDescription) throws(MetricsLogError) -> MetricsLog {
    try replace(url, with: [.run(run)])
    return MetricsLog(url: url)
  }

  /// Continues the log of a run that goes on after `step`.
  ///
  /// Later records are dropped; a missing file is an empty log. Logs from before there was a first line get one.
  ///
  /// - Returns: the log, and what was mended in it, in a sentence for the user.
  public static func resumed(
    at url: URL, afterStep step: Int, of run: FileDescription
  ) throws(MetricsLogError) -> (log: MetricsLog, mended: String?) {
    guard FileManager.default.fileExists(atPath: url.path) else { return (try started(at: url, of: run), nil) }
    let found = try lines(of: url)
    var kept = found.records.filter { $0.step <= step }
    if case .run? = kept.first {} else { kept.insert(.run(run), at: 0) }
    try replace(url, with: kept)
    let isLost = (kept.last?.step ?? 0) < step
    let mended = found.broken.map {
      "\($0), in the last line, which is left out\(isLost ? "; the log lacks step \(step)" : "")"
    }
    return (MetricsLog(url: url), mended)
  }

  /// Adds a record at the end.
  public func append(_ record: MetricsRecord) throws(MetricsLogError) {
    do {
      let file = try FileHandle(forWritingTo: url)
      defer { try? file.close() }
      try file.seekToEnd()
      try file.write(contentsOf: Data(record.line().utf8))
    } catch {
      throw MetricsLogError(path: url.path, line: nil, problem: "cannot be written: \(fileReason(error))")
    }
  }

  /// All complete records of a file in order; an unfinished last line is left out, and so is a last line that is no
  /// record; empty lines are passed over.
  ///
  /// - Throws: `MetricsLogError` for a line that is no record and has others behind it.
  public static func read(from url: URL) throws(MetricsLogError) -> [MetricsRecord] { try lines(of: url).records }

  /// The records, and what is wrong with the last line.
  private static func lines(
    of url: URL
  ) throws(MetricsLogError) -> (records: [MetricsRecord], broken: MetricsLogError?) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw MetricsLogError(path: url.path, line: nil, problem: "cannot be read: \(fileReason(error))")
    }
    var records: [MetricsRecord] = []
    // What follows the last newline is empty or unfinished, perhaps in the middle of a letter: lines are cut as bytes.
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    for (index, line) in lines.enumerated() where !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      guard let record = MetricsRecord(line: line) else {
        let error = MetricsLogError(
          path: url.path, line: index + 1,
          problem: "expected a JSON object of a run, a step or an evaluation, found '\(shown(bytes: line))'")
        // A disk that was full or a machine that went off leaves such an end.
        guard index > 0, index == lines.count - 1 else { throw error }
        return (records, error)
      }
      records.append(record)
    }
    return (records, nil)
  }

  /// The complete lines of a text that are records.
  package static func records(in text: Data) -> [MetricsRecord] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { MetricsRecord(line: $0) }
  }

  private static func replace(_ url: URL, with records: [MetricsRecord]) throws(MetricsLogError) {
    do {
      try Data(records.map { try $0.line() }.joined().utf8).write(to: url, options: .atomic)
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
