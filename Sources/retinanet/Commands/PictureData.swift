// Annotated pictures to train and measure on: which files, how they are divided, and how they are known again.

import CommandLineTool
import Foundation
import Images
import Kernels
import Text

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
          annotations: $0, images: arguments[Table.validationFolder], dropsUnusable: pictures.dropsUnusable,
          dropLimit: pictures.dropLimit))
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
      do {
        parts.validation = source.pictures.pictures(of: try second.file.withClasses(first.categories))
      } catch {
        throw CommandFailure(
          "\(source.pictures.annotations.path), beside \(training.pictures.annotations.path): \(error)")
      }
      validation = source
      validationImages = second.count
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
    parts.training = training.pictures.pictures(of: try learnable(parts.training.file, of: first.file))
    return kept(parts)
  }

  /// The sets behind caches: pictures are seen again in every pass and in every measurement, and what decoding and
  /// resizing them made is kept as far as there is room, those that are measured first.
  private func kept(_ parts: (training: COCODataset, validation: COCODataset)) -> TrainSets {
    let room = AvailableMemory.bytes / 4
    let measured = min(room, 3 * size * size * parts.validation.count)
    return TrainSets(
      training: CachedDataset(ResizedDataset(parts.training, resizing), limit: room - measured),
      validation: CachedDataset(ResizedDataset(parts.validation, resizing), limit: measured))
  }

  /// The pictures as they are learnt from; throws if there is nothing to learn in the whole file, or in these of it.
  private func learnable(_ file: COCOFile, of whole: COCOFile) throws(CommandFailure) -> COCOFile {
    let path = training.pictures.annotations.path
    if let reason = Self.nothingToLearn(in: whole) { throw CommandFailure("\(path): no object to learn: \(reason)") }
    if let reason = Self.nothingToLearn(in: file) {
      throw CommandFailure(
        "\(path): no object to learn in the \(file.images.count.counted("picture")) that are not held out: \(reason)")
    }
    return file.forTraining
  }

  private static func nothingToLearn(in file: COCOFile) -> String? {
    guard file.forTraining.annotations.allSatisfy(\.isCrowd) else { return nil }
    let (count, crowds) = (file.annotations.count, file.annotations.count(where: \.isCrowd))
    if count == 0 { return "there are no annotations" }
    if crowds == count { return count == 1 ? "the only annotation is a crowd" : "all \(count) annotations are crowds" }
    return "of \(count.counted("annotation")) \(crowds) are crowds, the others have no width or no height"
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
  /// The same pictures in other places: where the command line says so, files are looked for there.
  mutating func move(by arguments: ParsedArguments) {
    if let pictures = SceneOptions.pictures(arguments) {
      training.pictures.annotations = pictures.annotations
      training.pictures.images = pictures.images
    }
    guard let file = arguments[TrainArguments.validationAnnotations], let drops = validation?.pictures.dropsUnusable
    else { return }
    validation?.pictures = AnnotatedPictures(
      annotations: file, images: arguments[TrainArguments.validationFolder], dropsUnusable: drops,
      dropLimit: drops ? .max : nil)
  }
}

// MARK: - As files say it: paths, counts and digests of the files, and how the pictures are divided and resized

extension PictureData: Codable {
  private enum CodingKeys: String, CodingKey { case training, validation, validationImages, size, mode, seed }

  /// Reads pictures that a run was begun with; throws `DecodingError` for what no run has.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    training = try values.decode(Source.self, forKey: .training)
    validation = try values.decodeIfPresent(Source.self, forKey: .validation)
    validationImages = try values.decodeIfPresent(Int.self, forKey: .validationImages)
    size = try values.decode(Int.self, forKey: .size)
    mode = try values.decode(ResizeMode.self, forKey: .mode)
    seed = try values.decode(UInt64.self, forKey: .seed)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  private var problem: String? {
    typealias Table = TrainArguments
    if let problem = Table.problem(size: size, seed: seed) { return problem }
    guard let validationImages, !Table.validationCounts.contains(validationImages) else { return nil }
    return "validationImages: expected 1 to \(Table.validationCounts.upperBound), found \(validationImages)"
  }
}

extension PictureData.Source: Codable {
  private enum CodingKeys: String, CodingKey { case annotations, images, dropsUnusable, digest, count }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func path(_ key: CodingKeys) throws -> URL {
      let path = try values.decode(String.self, forKey: key)
      guard !path.isEmpty else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "expected a path, found an empty text")
      }
      return URL(fileURLWithPath: path)
    }
    let drops = try values.decode(Bool.self, forKey: .dropsUnusable)
    // How many may be left out was decided when the run was begun, on the same file.
    pictures = AnnotatedPictures(
      annotations: try path(.annotations), images: try path(.images), dropsUnusable: drops,
      dropLimit: drops ? .max : nil)
    digest = try values.decodeIfPresent(String.self, forKey: .digest)
    count = try values.decodeIfPresent(Int.self, forKey: .count)
    if let count, count < 1 {
      throw DecodingError.dataCorruptedError(
        forKey: .count, in: values, debugDescription: "expected at least 1 picture, found \(count)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(pictures.annotations.path, forKey: .annotations)
    try values.encode(pictures.images.path, forKey: .images)
    try values.encode(pictures.dropsUnusable, forKey: .dropsUnusable)
    try values.encodeIfPresent(digest, forKey: .digest)
    try values.encodeIfPresent(count, forKey: .count)
  }
}
