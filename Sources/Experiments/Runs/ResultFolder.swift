// Where results are kept, one file for each experiment under its key, so that no work is ever done twice.

import Formats
import Foundation

/// Why the file of a result cannot be used.
public struct ResultFileError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was expected and what was found.
  public var problem: String

  /// An error of a file.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// Where, what, and what to do.
  public var description: String { "\(path): \(problem). Delete the file; its experiment is then made again." }
}

/// The results of a folder.
///
/// A file is written as a whole or not at all: a program that is stopped loses the training that it was at, and nothing
/// else.
///
/// Properties:
/// - What is written reads back as an equal result.
/// - A file of another experiment, or one that was changed, is refused and not believed.
public struct ResultFolder: Hashable, Sendable {
  /// The folder.
  public let directory: URL

  /// The results in a folder, which is made when the first one is written.
  public init(_ directory: URL) { self.directory = directory }

  /// The file of an experiment.
  public func file(of experiment: Experiment) throws -> URL {
    directory.appendingPathComponent("\(try experiment.key()).json")
  }

  /// The result of an experiment; nil if it is not there yet.
  ///
  /// - Throws: `ResultFileError` for a file that is not the result of this experiment.
  public func result(of experiment: Experiment) throws -> ExperimentResult? {
    let file = try file(of: experiment)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let result: ExperimentResult
    do {
      result = try CodedJSON.decode(String(decoding: try Data(contentsOf: file), as: UTF8.self))
    } catch {
      let reason = (error as? CodedJSONError).map { "\($0)" } ?? fileReason(error)
      throw ResultFileError(path: file.relativePath, problem: "expected the result of an experiment, found: \(reason)")
    }
    guard result.schema == Experiment.schema, result.experiment == experiment else {
      throw ResultFileError(
        path: file.relativePath, problem: "expected the result of the experiment of its name, found that of another")
    }
    return result
  }

  /// Writes a result, all of it or nothing.
  public func write(_ result: ExperimentResult) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(try CodedJSON.encode(result).utf8).write(to: file(of: result.experiment), options: .atomic)
  }
}
