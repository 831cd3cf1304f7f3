// Annotated pictures to train and measure on: which files, how they are divided, and how they are known again.

import CommandLineTool
import Foundation
import Images

/// Annotated pictures of a run, brought to one size.
struct PictureData: Hashable, Sendable {
  /// A file of annotations, and what it was when the run was begun.
  struct Source: Hashable, Sendable {
    var pictures: AnnotatedPictures
    /// SHA-256 of the file; nil: not read yet.
    var digest: String?
    /// How many pictures it lists.
    var count: Int?
  }

  var training: Source
  /// nil: a part of the training file's pictures, which then are not trained on.
  var validation: Source?
  /// How many pictures are measured on; nil: not known before the file is read.
  var validationImages: Int?
  var size: Int
  var mode: ResizeMode
  /// Decides which pictures are held out.
  var seed: UInt64

  /// Without a number: a fifth of the pictures, at most 500, is held out.
  static func standardShare(of count: Int) -> Int { min(500, max(1, count / 5)) }

  /// How many pictures are trained on, once the file was read.
  var trainingCount: Int { (training.count ?? 0) - (validation == nil ? validationImages ?? 0 : 0) }

  var resizing: Resizing { mode.resizing(height: size, width: size) }

  /// What a command line asks for, if it names annotations.
  init?(_ arguments: ParsedArguments) {
    typealias Table = TrainArguments
    guard let pictures = SceneOptions.pictures(arguments) else { return nil }
    training = Source(pictures: pictures)
    validation = arguments[Table.validationAnnotations].map {
      Source(
        pictures: AnnotatedPictures(
          annotations: $0, images: arguments[Table.validationFolder], dropsUnusable: pictures.dropsUnusable))
    }
    validationImages = arguments.isGiven(Table.validationImages) ? arguments[Table.validationImages] : nil
    size = arguments[Table.size]
    mode = arguments[SceneOptions.resize] ?? .letterbox
    seed = UInt64(arguments[Table.seed])
  }

  /// Reads and divides the files.
  ///
  /// Throws if a file is not the one that the run was begun with, if pictures are missing, or if there are too few.
  mutating func sets(console: Console) throws -> TrainSets {
    let (first, digest) = try training.pictures.checked(console: console)
    try Self.fill(&training, digest: digest, count: first.count)
    guard !first.categories.isEmpty else {
      throw CommandFailure("\(training.pictures.annotations.path) lists no categories: there is nothing to learn")
    }
    var parts = (training: first, validation: first)
    if var source = validation {
      let (second, digest) = try source.pictures.checked(console: console)
      try Self.fill(&source, digest: digest, count: second.count)
      guard second.categories == first.categories else {
        throw CommandFailure(
          "\(source.pictures.annotations.path): expected the classes of \(training.pictures.annotations.path), "
            + "\(first.categories.joined(separator: ", ")), found \(second.categories.joined(separator: ", "))")
      }
      validation = source
      validationImages = second.count
      parts.validation = second
    } else {
      let count = validationImages ?? Self.standardShare(of: first.count)
      guard count < first.count else {
        throw CommandFailure(
          "\(training.pictures.annotations.path) lists \(first.count.counted("picture")): to measure on \(count) leaves "
            + "none to train on; give a smaller --validation-images, or other pictures by --validation-annotations")
      }
      validationImages = count
      let (kept, heldOut) = first.file.split(holdingOut: count, seed: seed)
      parts = (training.pictures.pictures(of: kept), training.pictures.pictures(of: heldOut))
    }
    return TrainSets(
      training: ResizedDataset(parts.training, resizing), validation: ResizedDataset(parts.validation, resizing))
  }

  private static func fill(_ source: inout Source, digest: String, count: Int) throws(CommandFailure) {
    if let old = source.digest, old != digest {
      throw CommandFailure(
        "\(source.pictures.annotations.path): expected the file that the run was begun with, "
          + "\(source.count.map { $0.counted("picture") } ?? "") and SHA-256 \(old), found \(count.counted("picture")) "
          + "and \(digest); give that file by its --annotations, or begin a new run")
    }
    source.digest = digest
    source.count = count
  }

  /// By their names on the command line.
  var rows: [(argument: any AnyArgument, value: String)] {
    typealias Table = TrainArguments
    var rows: [(argument: any AnyArgument, value: String)] = [
      (SceneOptions.annotations, training.pictures.annotations.path),
      (SceneOptions.images, training.pictures.images.path),
    ]
    if let validation {
      rows += [
        (Table.validationAnnotations, validation.pictures.annotations.path),
        (Table.validationFolder, validation.pictures.images.path),
      ]
    } else {
      rows.append((Table.validationImages, validationImages.map(String.init) ?? "a fifth"))
    }
    return rows + [
      (SceneOptions.dropsUnusable, training.pictures.dropsUnusable ? "yes" : "no"),
      (Table.size, "\(size)"), (SceneOptions.resize, mode.rawValue), (Table.seed, "\(seed)"),
    ]
  }
}

extension PictureData {
  private enum Key {
    static let seed = "seed"
    static let size = "size"
    static let resize = "resize"
    static let drops = "drop-unusable"
    static let validationImages = "validation-images"
    static let training = (file: "annotations", folder: "images", digest: "annotations-sha256", count: "pictures")
    static let validation = (
      file: "validation-annotations", folder: "validation-folder", digest: "validation-sha256",
      count: "validation-pictures"
    )
  }

  /// As a weights file says it: paths, counts and digests of the files, and how the pictures are divided and resized.
  var metadata: [String: String] {
    var result = [
      Key.size: "\(size)", Key.resize: mode.rawValue, Key.seed: "\(seed)",
      Key.drops: "\(training.pictures.dropsUnusable)",
    ]
    result[Key.validationImages] = validationImages.map(String.init)
    for (source, keys) in [(training, Key.training)] + (validation.map { [($0, Key.validation)] } ?? []) {
      result[keys.file] = source.pictures.annotations.path
      result[keys.folder] = source.pictures.images.path
      result[keys.digest] = source.digest
      result[keys.count] = source.count.map(String.init)
    }
    return result
  }

  /// What a weights file says, if it says it.
  init?(metadata: [String: String]) {
    func source(_ keys: (file: String, folder: String, digest: String, count: String)) -> Source? {
      guard let file = metadata[keys.file], !file.isEmpty, let folder = metadata[keys.folder], !folder.isEmpty,
        let digest = metadata[keys.digest], let count = metadata[keys.count].flatMap({ Int($0) }), count >= 1,
        let drops = metadata[Key.drops].flatMap({ Bool($0) })
      else { return nil }
      let pictures = AnnotatedPictures(
        annotations: URL(fileURLWithPath: file), images: URL(fileURLWithPath: folder), dropsUnusable: drops)
      return Source(pictures: pictures, digest: digest, count: count)
    }
    guard let training = source(Key.training),
      let size = metadata[Key.size].flatMap({ Int($0) }), 1...8192 ~= size,
      let mode = metadata[Key.resize].flatMap(ResizeMode.init(rawValue:)),
      let seed = metadata[Key.seed].flatMap({ UInt64($0) }), seed <= TrainArguments.seeds.upperBound,
      let count = metadata[Key.validationImages].flatMap({ Int($0) }), count >= 1
    else { return nil }
    let validation = metadata[Key.validation.file] == nil ? nil : source(Key.validation)
    if validation == nil && metadata[Key.validation.file] != nil { return nil }
    self.training = training
    self.validation = validation
    validationImages = count
    self.size = size
    self.mode = mode
    self.seed = seed
  }

  /// The same pictures in other places: where the command line says so, files are looked for there.
  mutating func move(by arguments: ParsedArguments) {
    if let pictures = SceneOptions.pictures(arguments) {
      training.pictures.annotations = pictures.annotations
      training.pictures.images = pictures.images
    }
    guard let file = arguments[TrainArguments.validationAnnotations], let drops = validation?.pictures.dropsUnusable
    else { return }
    validation?.pictures = AnnotatedPictures(
      annotations: file, images: arguments[TrainArguments.validationFolder], dropsUnusable: drops)
  }
}
