// Batches of images with their targets, made on another thread while the network computes.

import Boxes
import Detector
import Dispatch
import Images
import Kernels
import Matching
import Randomness
import Synchronization

/// The images of one step and what the network should say of them.
public struct Batch: Sendable {
  /// All of one size.
  public var images: [Image]
  /// The boxes and labels, after augmentation.
  public var objects: [[LabeledBox]]
  /// For each image, its anchors' targets.
  public var targets: [Targets]
  /// The anchors of each image.
  public var anchors: [Box]
}

/// Makes the batch of any step of a run; the batch of a step is a pure function of the options and the step.
///
/// Every pass over the data has a new order. Where the caller has more than one thread (`Threads.with`) the next batch
/// is made while the current one is in use.
public final class BatchLoader: Sendable {
  private let dataset: any Dataset
  private let configuration: RetinaNet.Configuration
  private let pieces: RetinaNet.UsedPieces
  private let options: TrainingOptions
  private let pending = Mutex<Pending?>(nil)

  private final class Pending: Sendable {
    let step: Int
    let result = Mutex<Result<Batch, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    init(step: Int) { self.step = step }
  }

  /// A loader for a run.
  ///
  /// - Parameters:
  ///   - dataset: the pictures to learn from.
  ///   - configuration: the detector's, for anchors and targets.
  ///   - options: batch size, augmentation and seed.
  ///   - pieces: an assigner or a coding from outside this package, in place of the configuration's.
  public init(
    _ dataset: any Dataset, _ configuration: RetinaNet.Configuration, _ options: TrainingOptions,
    pieces: RetinaNet.Pieces = RetinaNet.Pieces()
  ) {
    self.dataset = dataset
    self.configuration = configuration
    self.pieces = RetinaNet.UsedPieces(configuration, pieces)
    self.options = options
  }

  /// The batch of a step, counted from 0.
  ///
  /// - Throws: `EmptyDatasetError`, `ExampleError` for an image of another size than the batch's first or an object of
  ///   a class that the model does not have, and what the dataset throws.
  public func batch(step: Int) throws -> Batch {
    let ready = pending.withLock { slot in
      defer { slot = nil }
      return slot
    }
    var batch: Batch
    if let ready, ready.step == step {
      ready.done.wait()
      guard let result = ready.result.withLock({ $0 }) else { return try make(step: step) }
      batch = try result.get()
    } else {
      batch = try make(step: step)
    }
    if Threads.count > 1, step + 1 < options.steps { prepare(step: step + 1) }
    return batch
  }

  private func prepare(step: Int) {
    let next = Pending(step: step)
    pending.withLock { $0 = next }
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let result = Result { try make(step: step) }
      next.result.withLock { $0 = result }
      next.done.signal()
    }
  }

  private func make(step: Int) throws -> Batch {
    guard dataset.count > 0 else { throw EmptyDatasetError() }
    var batch = Batch(images: [], objects: [], targets: [], anchors: [])
    // All images of a batch have one size, and so one grid of anchors.
    var anchors: GriddedAnchors?
    for place in 0..<options.batchSize {
      let position = step * options.batchSize + place
      var example = try dataset.example(at: index(at: position))
      var generator = SeededGenerator(seed: options.seed, 2, UInt64(position))
      example = options.augmentation.apply(to: example, using: &generator)
      try check(example, first: batch.images.first)
      let gridded = anchors ?? grid(on: example.image.size)
      anchors = gridded
      batch.anchors = gridded.anchors
      batch.targets.append(
        Targets(
          gridded, objects: example.objects, assigner: pieces.assigner, image: example.image.size, coding: pieces.coding
        ))
      batch.images.append(example.image)
      batch.objects.append(example.objects)
    }
    return batch
  }

  /// The anchors of an image of a size, on its padding too.
  private func grid(on size: ImageSize) -> GriddedAnchors {
    GriddedAnchors(
      configuration.architecture.anchors, size: configuration.padded(size))
  }

  private func check(_ example: AnnotatedImage, first: Image?) throws {
    if let first, first.size != example.image.size {
      throw ExampleError(
        image: example.id,
        problem: "expected \(first.height) × \(first.width) pixels as the batch's first image, found "
          + "\(example.image.height) × \(example.image.width); resize the images to one size")
    }
    try ExampleError.checkLabels(of: example.objects, in: example.id, classes: configuration.architecture.classes)
  }

  /// Which example stands at a position of the endless sequence of all passes over the data.
  func index(at position: Int) -> Int {
    let (pass, place) = (position / dataset.count, position % dataset.count)
    return Self.permuted(place, count: dataset.count, seed: options.seed, pass: pass)
  }

  /// A place's image in a pseudo-random permutation of 0 ..< count, computed alone: a four-round Feistel network on
  /// the next power of four, walked until it falls into the range (Black and Rogaway, 2002).
  static func permuted(_ place: Int, count: Int, seed: UInt64, pass: Int) -> Int {
    let bits = max(1, (Int.bitWidth - (count - 1).leadingZeroBitCount + 1) / 2)
    let mask = UInt64(1) << UInt64(bits) - 1
    var value = UInt64(place)
    repeat {
      var (left, right) = (value >> UInt64(bits), value & mask)
      for round in 0..<UInt64(4) {
        var generator = SeededGenerator(seed: seed, 1, UInt64(pass), round, right)
        (left, right) = (right, left ^ (generator.next() & mask))
      }
      value = left << UInt64(bits) | right
    } while value >= UInt64(count)
    return Int(value)
  }
}
