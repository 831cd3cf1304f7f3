// A set that keeps its pictures in memory once they were read: files are read, decoded and resized one time, and not
// in every pass over them.

import Synchronization

/// A set before another one, whose pictures it keeps as long as they fit into a number of bytes.
///
/// To decode and resize a photograph of 480 × 640 pixels costs milliseconds, as much as a large part of the network's
/// own step on it. So a set of photographs goes behind a `ResizedDataset` and a cache: the first pass over it reads
/// files, all others memory; and so do all measurements but the first.
///
/// Properties:
/// - Its pictures are those of the set behind it, bit for bit.
/// - Of pictures that do not all fit those stay that came first: passes in random order would find no more of them if
///   others gave way.
/// - Originals are large and not kept: `seen(at:)` comes from the set behind it.
public final class CachedDataset: Dataset {
  /// The set whose pictures are kept.
  public let original: any Dataset
  /// How many bytes of pixels are kept at most.
  public let limit: Int

  private struct Kept {
    var examples: [Int: AnnotatedImage] = [:]
    var measured: [Int: MeasuredExample] = [:]
    var bytes = 0

    /// Whether there is room for a picture; if so, it is taken.
    mutating func take(_ image: Image, limit: Int) -> Bool {
      guard image.pixels.count <= limit - bytes else { return false }
      bytes += image.pixels.count
      return true
    }
  }
  private let kept = Mutex(Kept())

  /// A cache before a set.
  ///
  /// - Precondition: `limit` is not negative.
  public init(_ original: any Dataset, limit: Int) {
    precondition(limit >= 0, "limit must not be negative, found \(limit)")
    (self.original, self.limit) = (original, limit)
  }

  /// The classes' names.
  public var categories: [String] { original.categories }
  /// How many pictures there are.
  public var count: Int { original.count }
  /// How many bytes of pixels are in memory.
  public var bytes: Int { kept.withLock(\.bytes) }

  /// Picture `index`, from memory if it was read before.
  public func example(at index: Int) throws -> AnnotatedImage {
    if let example = kept.withLock({ $0.examples[index] }) { return example }
    let example = try original.example(at: index)
    kept.withLock { kept in
      // Another thread may have read it meanwhile.
      guard kept.examples[index] == nil, kept.take(example.image, limit: limit) else { return }
      kept.examples[index] = example
    }
    return example
  }

  /// Picture `index` as it is measured, from memory if it was measured before.
  public func measured(at index: Int) throws -> MeasuredExample {
    if let measured = kept.withLock({ $0.measured[index] }) { return measured }
    let measured = try original.measured(at: index)
    kept.withLock { kept in
      guard kept.measured[index] == nil, kept.take(measured.image, limit: limit) else { return }
      kept.measured[index] = measured
    }
    return measured
  }

  /// Picture `index` of the original set as it is measured.
  public func seen(at index: Int) throws -> SeenExample { try original.seen(at: index) }
}
