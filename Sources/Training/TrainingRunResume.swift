// Whether a run may go on with what is given: only with what it was begun with; with anything else its bits would be
// others.

import Detector
import Formats

/// Something that differs from what a run was begun with.
public struct ResumeConflict: Error, Hashable, CustomStringConvertible {
  /// Why it must not differ.
  public enum Reason: Hashable, Sendable {
    /// The learning rates of a run follow from its length.
    case length
    /// The result follows from everything that decides the bits.
    case bits
  }

  /// The checkpoint's file.
  public var path: String
  /// What it is: an option's name, or the way to it in what the files say: `configuration.learning.prior`.
  public var option: String
  /// What the run was begun with.
  public var checkpoint: String
  /// What was asked for now.
  public var given: String
  /// Why it must not differ.
  public var reason: Reason

  /// A conflict of one option.
  public init(path: String, option: String, checkpoint: String, given: String, reason: Reason = .bits) {
    self.path = path
    self.option = option
    self.checkpoint = checkpoint
    self.given = given
    self.reason = reason
  }

  /// Where, what was expected, what was found and what to do.
  public var description: String {
    let reason =
      switch reason {
      case .length:
        "the learning rate of every step depends on the number of steps, so that a run cannot be made longer or shorter"
      case .bits: "a resumed run has the options that it was begun with"
      }
    return "\(path): \(option): the run was begun with \(checkpoint), found \(given); \(reason). Leave the option out, "
      + "or begin a new run."
  }

  /// Compares what a checkpoint says with what a run is to be resumed with.
  ///
  /// - Throws: the first conflict between what a checkpoint says and what a run is to be resumed with.
  static func check(
    _ recorded: FileDescription, path: String, options: TrainingOptions, description: FileDescription
  ) throws {
    let old = try Checkpoint.options(of: recorded, path: path)
    if old.steps != options.steps {
      throw ResumeConflict(
        path: path, option: "steps", checkpoint: "\(old.steps)", given: "\(options.steps)", reason: .length)
    }
    try check(old, options, path: path, at: "")
    try check(recorded.configuration, description.configuration, path: path, at: "configuration")
    try check(recorded.categories, description.categories, path: path, at: "categories")
    let own = [RunNotes.options, RunNotes.intervals]
    let notes = (recorded.notes.leaving(out: own), description.notes.leaving(out: own))
    try check(notes.0, notes.1, path: path, at: "")
  }

  private static func check<Value: Codable & Equatable>(
    _ old: Value, _ new: Value, path: String, at place: String
  ) throws {
    guard old != new else { return }
    let (oldTree, newTree) = (try CodedJSON.tree(encoding: old), try CodedJSON.tree(encoding: new))
    guard let difference = oldTree.firstDifference(from: newTree, at: place) else { return }
    throw ResumeConflict(
      path: path, option: difference.place, checkpoint: difference.old, given: difference.new)
  }
}
