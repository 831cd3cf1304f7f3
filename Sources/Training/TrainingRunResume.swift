// Whether a run may go on with the options given: only with those it was begun with, for else its bits would be others.

import Detector
import Formats
import Foundation

/// An option that differs from what a run was begun with.
public struct ResumeConflict: Error, Hashable, CustomStringConvertible {
  /// The checkpoint's file.
  public var path: String
  /// The option's name.
  public var option: String
  /// What the run was begun with.
  public var checkpoint: String
  /// What was asked for now.
  public var given: String

  /// A conflict of one option.
  public init(path: String, option: String, checkpoint: String, given: String) {
    self.path = path
    self.option = option
    self.checkpoint = checkpoint
    self.given = given
  }

  /// Where, what was expected, what was found and what to do.
  public var description: String {
    let isLength = option.hasSuffix("steps")
    let reason =
      isLength
      ? "the learning rate of every step depends on the number of steps, so that a run cannot be made longer or shorter"
      : "a resumed run has the options that it was begun with"
    return "\(path): \(option): the run was begun with \(checkpoint), found \(given); \(reason). Leave the option out, "
      + "or begin a new run."
  }

  ///
  /// - Throws: the first conflict between a checkpoint and what a run is to be resumed with.
  static func check(
    _ file: SafetensorsFile, path: String, options: TrainingOptions, metadata: [String: String]
  ) throws {
    let recorded = fields(of: try Checkpoint.options(of: file, path: path))
    for (old, new) in zip(recorded, fields(of: options)) where old.value != new.value {
      throw ResumeConflict(path: path, option: old.name, checkpoint: old.value, given: new.value)
    }
    for key in metadata.keys.sorted() {
      let (old, new) = (file.metadata[key], metadata[key])
      if old == new { continue }
      if key == "configuration", old != nil {
        guard let field = firstDifference(old, new) else { continue }
        throw ResumeConflict(
          path: path, option: "configuration's \(field.name)", checkpoint: field.old, given: field.new)
      }
      throw ResumeConflict(path: path, option: key, checkpoint: old ?? "none", given: new ?? "none")
    }
  }

  /// The options by name, in their order, as text.
  private static func fields(of options: TrainingOptions) -> [(name: String, value: String)] {
    Mirror(reflecting: options).children.map { ($0.label ?? "", "\($0.value)") }
  }

  /// The first field, by name, in which two configurations differ.
  ///
  /// A field that the old one does not have was not yet an option then, when every detector had what is the default now.
  static func firstDifference(
    _ old: String?, _ new: String?, ignoring ignored: Set<String> = []
  ) -> (name: String, old: String, new: String)? {
    func fields(_ text: String?) -> [String: String] {
      (try? JSONDecoder().decode([String: String].self, from: Data((text ?? "").utf8))) ?? [:]
    }
    let former = RetinaNet.Configuration(classes: 1).fields.map { ($0.name, $0.value) }
    let old = Dictionary(former) { $1 }.merging(fields(old)) { $1 }
    let new = fields(new)
    let name = Set(old.keys).union(new.keys).subtracting(ignored).sorted().first { old[$0] != new[$0] }
    return name.map { ($0, old[$0] ?? "none", new[$0] ?? "none") }
  }
}
