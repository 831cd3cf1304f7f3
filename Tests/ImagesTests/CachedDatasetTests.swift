// A cache before a set: the same pictures, read once, within its bounds.

import Boxes
import Images
import Shapes
import Synchronization
import Testing

/// Counts how often its pictures are asked for; the third cannot be read.
private final class CountingDataset: Dataset {
  struct Unreadable: Error {}
  let shapes = ShapesDataset(seed: 4, count: 4, imageSize: 32)
  let reads = Mutex<[Int]>([])
  var categories: [String] { shapes.categories }
  var count: Int { shapes.count }

  func example(at index: Int) throws -> AnnotatedImage {
    reads.withLock { $0.append(index) }
    if index == 2 { throw Unreadable() }
    return shapes.example(at: index)
  }
}

@Suite("Pictures kept in memory")
struct CachedDatasetTests {
  private let original = CountingDataset()
  private let bytesOfOne = 32 * 32 * 3

  @Test("Every picture is read once, and is the same each time")
  func once() throws {
    let cached = CachedDataset(original, limit: 3 * bytesOfOne)
    for index in [1, 0, 1, 3, 0, 3, 1] { #expect(try cached.example(at: index) == original.shapes.example(at: index)) }
    #expect(original.reads.withLock { $0 } == [1, 0, 3])
    #expect(cached.bytes == 3 * bytesOfOne)
    #expect(cached.categories == original.categories && cached.count == 4)
  }

  @Test("At the limit nothing more is kept, and nothing gives way", arguments: [0, 1])
  func limit(missing: Int) throws {
    // Two pictures fit, or one and all but a byte of the second.
    let cached = CachedDataset(original, limit: 2 * bytesOfOne - missing)
    for index in [0, 1, 3, 0, 1, 3] { _ = try cached.example(at: index) }
    #expect(original.reads.withLock { $0 } == (missing == 0 ? [0, 1, 3, 3] : [0, 1, 3, 1, 3]))
    #expect(cached.bytes == (2 - missing) * bytesOfOne)
  }

  @Test("No bytes at all: every picture is read anew")
  func none() throws {
    let cached = CachedDataset(original, limit: 0)
    for _ in 0..<2 { _ = try cached.example(at: 0) }
    #expect(original.reads.withLock { $0 } == [0, 0] && cached.bytes == 0)
  }

  @Test("An error is passed on each time, and not kept")
  func errors() {
    let cached = CachedDataset(original, limit: .max)
    for _ in 0..<2 { #expect(throws: CountingDataset.Unreadable.self) { try cached.example(at: 2) } }
    #expect(original.reads.withLock { $0 } == [2, 2])
  }

  @Test("What is measured is the original, with the way to what is seen; it is read once, and originals each time")
  func measured() throws {
    let resized = ResizedDataset(original, .letterbox(height: 16, width: 48))
    let cached = CachedDataset(resized, limit: .max)
    let expected = try MeasuredExample(resized.seen(at: 1))
    #expect(expected.objects == original.shapes.example(at: 1).objects && expected.transform != nil)
    original.reads.withLock { $0 = [] }
    for _ in 0..<3 { #expect(try cached.measured(at: 1) == expected) }
    #expect(original.reads.withLock { $0 } == [1])
    #expect(cached.bytes == 16 * 48 * 3)
    let seen = try cached.seen(at: 1)
    #expect(seen.original == original.shapes.example(at: 1))
    #expect(seen.image == expected.image && seen.transform == expected.transform)
    #expect(original.reads.withLock { $0 } == [1, 1])
    // What is learnt from is another picture than what is measured: its objects are resized.
    #expect(try cached.example(at: 1) == resized.example(at: 1) && cached.bytes == 2 * 16 * 48 * 3)
  }

  @Test("What is measured and what is learnt from share one limit; an error is passed on each time")
  func measuredLimit() throws {
    let cached = CachedDataset(original, limit: 2 * bytesOfOne)
    _ = try cached.example(at: 0)
    for index in [0, 1, 0, 1] {
      #expect(try cached.measured(at: index).image == original.shapes.example(at: index).image)
    }
    #expect(original.reads.withLock { $0 } == [0, 0, 1, 1] && cached.bytes == 2 * bytesOfOne)
    for _ in 0..<2 { #expect(throws: CountingDataset.Unreadable.self) { try cached.measured(at: 2) } }
  }
}
