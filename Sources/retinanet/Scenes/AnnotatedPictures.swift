// Pictures of the user's own: a COCO file and the folder of its pictures, and the size at which they are looked at.

import CommandLineTool
import Formats
import Foundation
import Images

/// How pictures become those that the detector sees, as the command line calls it.
enum ResizeMode: String, CaseIterable, Codable, Sendable {
  case letterbox, stretch

  func resizing(height: Int, width: Int) -> Resizing {
    switch self {
    case .letterbox: .letterbox(height: height, width: width)
    case .stretch: .stretch(height: height, width: width)
    }
  }
}

/// Where annotated pictures are.
struct AnnotatedPictures: Hashable, Sendable {
  /// The COCO file.
  var annotations: URL
  /// The folder of its pictures.
  var images: URL
  /// Whether annotations that cannot be used are left out.
  var dropsUnusable: Bool
  /// At most how many are left out; nil: one in twenty.
  var dropLimit: Int?

  /// - Parameter images: nil: the folder `images` beside the file.
  init(annotations: URL, images: URL?, dropsUnusable: Bool, dropLimit: Int? = nil) {
    self.annotations = annotations
    self.images = images ?? annotations.deletingLastPathComponent().appendingPathComponent("images")
    self.dropsUnusable = dropsUnusable
    self.dropLimit = dropLimit
  }

  /// The file's content, and the digest by which it is known again; errors name its path, and what is left out and what
  /// is noteworthy is told.
  func read(
    for purpose: AnnotationPurpose = .training, console: Console
  ) throws(CommandFailure) -> (file: COCOFile, digest: String) {
    let data: Data
    let file: COCOFile
    do {
      data = try COCOFile.data(of: annotations)
      file = try COCOFile(decoding: data, policy: dropsUnusable ? .drop : .refuse, purpose: purpose)
    } catch COCOError.annotation(let id, let index, let problem, let found) {
      let error = COCOError.annotation(id: id, index: index, problem: problem, found: found)
      throw CommandFailure("\(annotations.path): \(error) by --drop-unusable")
    } catch {
      throw CommandFailure(error.description(in: annotations.path))
    }
    guard !file.images.isEmpty else { throw CommandFailure("\(annotations.path) lists no images") }
    try checkDropped(file)
    for text in [file.droppedText].compactMap(\.self) + file.notes.map(\.description) {
      console.error("Note: \(annotations.path): \(text).\n")
    }
    return (file, SHA256.digest(data))
  }

  /// Throws if more is left out than was asked for: what one in twenty has is no slip, but a fault of the whole file.
  private func checkDropped(_ file: COCOFile) throws(CommandFailure) {
    let dropped = file.dropped.values.reduce(0, +)
    let total = file.annotations.count + dropped
    guard dropped > 0 else { return }
    if let dropLimit {
      guard dropped > dropLimit else { return }
    } else {
      guard dropped * 20 > total else { return }
    }
    throw CommandFailure(
      "\(annotations.path): \(file.droppedText ?? ""), of \(total): more than "
        + "\(dropLimit.map { "the \($0) of --drop-limit" } ?? "one in twenty"); look at the file with 'retinanet inspect', "
        + "and if it is right that they are left out, say how many: --drop-limit \(dropped)")
  }

  /// The pictures of a file that was read.
  func pictures(of file: COCOFile) -> COCODataset { COCODataset(file: file, pictures: images) }

  /// All pictures, each looked at so far as to know that it is there and whole.
  func checked(console: Console) throws -> (dataset: COCODataset, digest: String) {
    let (file, digest) = try read(console: console)
    return (try sized(looked(at: pictures(of: file), console: console)), digest)
  }

  /// The set, of which every picture is there, whole and of the annotated size; others are an error, or, if that was
  /// asked for, missing, cut and damaged ones are left out.
  func looked(at dataset: COCODataset, console: Console) throws -> COCODataset {
    if dropsUnusable { return try withoutUnusable(dataset, console: console) }
    try named { try dataset.check() }
    return dataset
  }

  /// The set with sizes from the pictures where the file has none.
  func sized(_ dataset: COCODataset) throws -> COCODataset {
    try named { try dataset.withSizes() }
  }

  /// Errors of annotations with the path of their file.
  private func named<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as COCOError {
      throw CommandFailure("\(annotations.path): \(error)")
    }
  }
}
