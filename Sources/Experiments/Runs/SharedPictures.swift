// Pictures that are drawn once, however many trainings see them.

import Images
import Synchronization

/// A set that remembers the pictures that it was asked for.
///
/// Trainings of one seed see the same pictures in the same order. The first one draws them, the others take them from
/// memory, up to a limit.
final class SharedPictures: Dataset {
  let categories: [String]
  let count: Int
  private let source: any Dataset
  private let capacity: Int
  private let kept = Mutex<[Int: AnnotatedImage]>([:])

  /// - Parameter bytes: how much memory the pictures may take; what comes after that is drawn each time.
  init(_ source: any Dataset, pictureBytes: Int, bytes: Int = 400 << 20) {
    self.source = source
    categories = source.categories
    count = source.count
    capacity = bytes / max(1, pictureBytes)
  }

  func example(at index: Int) throws -> AnnotatedImage {
    if let example = kept.withLock({ $0[index] }) { return example }
    let example = try source.example(at: index)
    kept.withLock { if $0.count < capacity { $0[index] = example } }
    return example
  }

  /// How many pictures are in memory.
  var keptCount: Int { kept.withLock { $0.count } }
}
