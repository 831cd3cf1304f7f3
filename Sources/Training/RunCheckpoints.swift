// The two checkpoints of a run's folder: the last one and the one before, of which one is always whole.
// What a checkpoint says is Checkpoint's business.

import Detector
import Formats
import Foundation

extension TrainingRunFiles {
  /// A checkpoint as it was read.
  public struct ReadCheckpoint: Sendable {
    /// Its content, whose digest is right.
    public var file: SafetensorsFile
    /// What it says of itself.
    public var description: FileDescription
    /// Where it was read.
    public var url: URL
    /// Why the last one could not be used; nil: this is the last one.
    public var problem: String?

    /// What the user should know: nothing if this is the last one.
    public var note: String? {
      problem.map {
        "\($0). The run goes on from the checkpoint before it, \(url.lastPathComponent), of step \(description.step)"
      }
    }
  }

  /// The last checkpoint, or the one before if the last is missing, cut or damaged.
  ///
  /// - Throws: what is wrong with the last one, if there is none before it, or that is not whole either.
  public func readCheckpoint() throws -> ReadCheckpoint {
    do {
      return try read(checkpoint)
    } catch {
      guard FileManager.default.fileExists(atPath: previousCheckpoint.path), var before = try? read(previousCheckpoint)
      else {
        throw hasBegun ? error : NoCheckpointError(path: directory.path)
      }
      before.problem = "\(error)"
      return before
    }
  }

  private func read(_ url: URL) throws -> ReadCheckpoint {
    let file = try SafetensorsFile(contentsOf: url)
    return ReadCheckpoint(file: file, description: try Checkpoint.description(of: file, path: url.path), url: url)
  }

  /// Writes a checkpoint as a whole or not at all, with its digest.
  ///
  /// - Parameter isKept: whether the one that it replaces becomes the one before.
  func write(_ file: SafetensorsFile, keepingLast isKept: Bool) throws {
    if isKept, FileManager.default.fileExists(atPath: checkpoint.path) {
      try? FileManager.default.removeItem(at: previousCheckpoint)
      do {
        // A second name, and not another: there is a last checkpoint at every moment.
        try FileManager.default.linkItem(at: checkpoint, to: previousCheckpoint)
      } catch {
        // Not every file system knows two names of one file.
        try? FileManager.default.moveItem(at: checkpoint, to: previousCheckpoint)
      }
    }
    try file.withDigest.write(to: checkpoint)
  }

  /// Whether anything is there to go on from: a run that was killed before its first checkpoint left nothing.
  public var hasBegun: Bool {
    [checkpoint, previousCheckpoint, weights].contains { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Whether a new run may take the folder: there is nothing in it, or no more than a start that was killed left.
  public var isFree: Bool {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path) else { return true }
    if hasBegun
      || !names.allSatisfy({ Self.isUnfinished($0) || [metrics, lock].map(\.lastPathComponent).contains($0) })
    {
      return false
    }
    // A log of steps is worth keeping, even without the checkpoint that it belongs to.
    guard names.contains(metrics.lastPathComponent) else { return true }
    return (try? MetricsLog.read(from: metrics))?.allSatisfy { if case .run = $0 { true } else { false } } ?? false
  }

  /// Removes what writes left that a kill cut short.
  ///
  /// - Returns: how many files and bytes that were.
  @discardableResult
  func removeUnfinished() -> (files: Int, bytes: Int) {
    let manager = FileManager.default
    var removed = (files: 0, bytes: 0)
    for name in (try? manager.contentsOfDirectory(atPath: directory.path)) ?? [] where Self.isUnfinished(name) {
      let url = directory.appendingPathComponent(name)
      let bytes = (try? manager.attributesOfItem(atPath: url.path)[.size] as? NSNumber)?.intValue ?? 0
      guard (try? manager.removeItem(at: url)) != nil else { continue }
      removed = (removed.files + 1, removed.bytes + bytes)
    }
    return removed
  }

  /// How Foundation calls a file while it writes it.
  private static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".dat.nosync") }
}

/// A folder without a checkpoint.
public struct NoCheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The folder.
  public var path: String
  /// What was expected, what was found and what to do.
  public var description: String {
    "\(path): expected the folder of a run, found no checkpoint in it; a run that was ended before its first one is begun "
      + "again: give the folder as that of a new run"
  }
}
