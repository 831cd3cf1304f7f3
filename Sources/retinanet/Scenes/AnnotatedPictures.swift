// Pictures of the user's own: a COCO file and the folder of its pictures, and the size at which they are looked at.

import CommandLineTool
import Formats
import Foundation
import Images

/// How pictures become those that the detector sees, as the command line calls it.
enum ResizeMode: String, CaseIterable, Sendable {
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

  /// - Parameter images: nil: the folder `images` beside the file.
  init(annotations: URL, images: URL?, dropsUnusable: Bool) {
    self.annotations = annotations
    self.images = images ?? annotations.deletingLastPathComponent().appendingPathComponent("images")
    self.dropsUnusable = dropsUnusable
  }

  /// The file's content, and the digest by which it is known again; errors name its path, and what is left out is told.
  func read(console: Console) throws(CommandFailure) -> (file: COCOFile, digest: String) {
    guard let data = try? Data(contentsOf: annotations) else {
      throw CommandFailure("\(COCOError.unreadable(path: annotations.path))")
    }
    let file: COCOFile
    do {
      file = try COCOFile(decoding: data, policy: dropsUnusable ? .drop : .refuse)
    } catch COCOError.annotation(let id, let index, let problem, let found) {
      let error = COCOError.annotation(id: id, index: index, problem: problem, found: found)
      throw CommandFailure(
        "\(annotations.path): \(error)".replacing(
          "or read with the option that drops such annotations", with: "or leave such out by --drop-unusable"))
    } catch {
      throw CommandFailure("\(annotations.path): \(error)")
    }
    guard !file.images.isEmpty else { throw CommandFailure("\(annotations.path) lists no images") }
    if let text = file.droppedText { console.error("Note: \(annotations.path): \(text).\n") }
    return (file, SHA256.digest(data))
  }

  /// The pictures of a file that was read.
  func pictures(of file: COCOFile) -> COCODataset { COCODataset(file: file, pictures: images) }

  /// All pictures, each looked at so far as to know that it is there and whole.
  func checked(console: Console) throws -> (dataset: COCODataset, digest: String) {
    let (file, digest) = try read(console: console)
    let dataset = pictures(of: file)
    try check(dataset)
    return (dataset, digest)
  }

  /// Throws for a picture that is missing, cut or of another size than annotated.
  func check(_ dataset: COCODataset) throws {
    do {
      try dataset.check()
    } catch let error as COCOError {
      throw CommandFailure("\(annotations.path): \(error)")
    }
  }
}
