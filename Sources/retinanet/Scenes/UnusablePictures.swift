// Pictures that cannot be read, left out before a training instead of ending it in its middle.

import CommandLineTool
import Foundation
import Images

extension AnnotatedPictures {
  /// The set without pictures that are missing, cut or damaged; which they are, is told.
  ///
  /// Throws if they are more than `dropLimit`, or without one more than one in twenty, and for whatever else is wrong
  /// with a picture, such as another size than annotated.
  func withoutUnusable(_ dataset: COCODataset, console: Console) throws -> COCODataset {
    let unusable: [Int: ImageFileError]
    do {
      unusable = try dataset.unusable()
    } catch let error as COCOError {
      throw CommandFailure("\(annotations.path): \(error)")
    }
    guard !unusable.isEmpty else { return dataset }
    let indices = unusable.keys.sorted()
    let first = indices.prefix(3).compactMap { unusable[$0]?.description }.joined(separator: "; ")
    let text =
      "\(indices.count.counted("picture")) of \(dataset.count) left out: \(first)\(indices.count > 3 ? "; …" : "")"
    guard indices.count < dataset.count,
      dropLimit.map({ indices.count <= $0 }) ?? (indices.count * 20 <= dataset.count)
    else {
      throw CommandFailure(
        "\(annotations.path): \(text): more than \(dropLimit.map { "the \($0) of --drop-limit" } ?? "one in twenty"); "
          + "look for the right folder of pictures, and if it is right that they are left out, say how many: --drop-limit "
          + "\(indices.count)")
    }
    console.error("Note: \(annotations.path): \(text).\n")
    return pictures(of: dataset.file.withoutPictures(at: Set(indices)))
  }
}
