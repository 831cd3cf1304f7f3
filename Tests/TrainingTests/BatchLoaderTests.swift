// Which images a step gets, and what is refused.

import Boxes
import Detector
import Dispatch
import Images
import Kernels
import Shapes
import Synchronization
import Testing
import _TestSupport

@testable import Training

@Suite("Batches")
struct BatchLoaderTests {
  private func loader(
    _ dataset: any Dataset, _ options: TrainingOptions
  ) -> BatchLoader { BatchLoader(dataset, smallConfiguration(), options) }

  @Test("Every pass visits every image exactly once", arguments: [1, 2, 3, 4, 5, 16, 17, 63, 64, 100, 1_000])
  func permutation(count: Int) {
    for (seed, pass) in [(UInt64(0), 0), (0, 1), (1, 0), (9, 1_000)] {
      let order = (0..<count).map { BatchLoader.permuted($0, count: count, seed: seed, pass: pass) }
      #expect(order.sorted() == Array(0..<count), "pass \(pass) of seed \(seed)")
    }
  }

  @Test("Passes differ from each other and from the data's order, and seeds differ")
  func passes() {
    func order(_ pass: Int, seed: UInt64) -> [Int] {
      (0..<100).map { BatchLoader.permuted($0, count: 100, seed: seed, pass: pass) }
    }
    let orders = [order(0, seed: 0), order(1, seed: 0), order(2, seed: 0), order(0, seed: 1), Array(0..<100)]
    #expect(Set(orders).count == 5)
    // Two independent orders agree at one place of 100 on average.
    for (a, b) in zip(orders, orders.dropFirst()) { #expect(zip(a, b).count { $0 == $1 } < 10) }
  }

  @Test("Every image is as often first as any other", arguments: [3, 10])
  func fairness(count: Int) {
    var counts = [Int](repeating: 0, count: count)
    for pass in 0..<(500 * count) { counts[BatchLoader.permuted(0, count: count, seed: 5, pass: pass)] += 1 }
    // 500 expected, standard deviation at most √500 = 22; five of them.
    #expect(counts.allSatisfy { abs($0 - 500) < 112 }, "\(counts)")
  }

  @Test("Batches run through the passes without a gap, also where a pass ends within a batch")
  func sequence() {
    let loader = loader(ShapesDataset(seed: 0, count: 10), options(steps: 100, batchSize: 4))
    let visited = (0..<20).map { loader.index(at: $0) }
    #expect(visited.prefix(10).sorted() == Array(0..<10))
    #expect(visited.suffix(10).sorted() == Array(0..<10))
    #expect(visited.prefix(10) != visited.suffix(10))
  }

  @Test("The batch of a step is a pure function of the step: in any order of asking, made ahead or not")
  func pure() throws {
    let data = ShapesDataset(seed: 0, count: 10, imageSize: 64)
    let options = options(steps: 100, augmentation: .standard)
    let (ahead, plain) = (loader(data, options), loader(data, options))
    let expected = try Threads.with(1) { try (0..<4).map { try plain.batch(step: $0) } }
    for step in [0, 1, 2, 3, 1, 3, 3, 0] {
      // One thread: nothing is made ahead. Two: the next one is, also by a loader that was made where there was one.
      let batch = try Threads.with(2) { try ahead.batch(step: step) }
      let isSame = (
        batch.images == expected[step].images, batch.objects == expected[step].objects,
        batch.targets == expected[step].targets
      )
      #expect(isSame == (true, true, true), "step \(step)")
    }
    #expect(Set(expected.flatMap(\.images)).count == 16, "no picture twice: every visit is augmented anew")
  }

  /// Tells of every picture that is read.
  private final class Watched: Dataset {
    let shapes = ShapesDataset(seed: 0, count: 100, imageSize: 64)
    let reads = Mutex<[Int]>([])
    let read = DispatchSemaphore(value: 0)
    var categories: [String] { shapes.categories }
    var count: Int { shapes.count }
    func example(at index: Int) -> AnnotatedImage {
      reads.withLock { $0.append(index) }
      defer { read.signal() }
      return shapes.example(at: index)
    }
  }

  @Test("While a batch is in use the next one is read, never more than that, and none behind the last step")
  func ahead() throws {
    let data = Watched()
    let loader = loader(data, options(steps: 3, batchSize: 4))
    try Threads.with(2) {
      for step in 0..<3 {
        _ = try loader.batch(step: step)
        // Those of this step and, without their being asked for, of the next one.
        let expected = 4 * min(step + 2, 3)
        let before = step == 0 ? 0 : 4 * (step + 1)
        for _ in before..<expected { #expect(data.read.wait(timeout: .now() + 60) == .success) }
        #expect(data.reads.withLock { $0 } == (0..<expected).map { loader.index(at: $0) }, "step \(step)")
      }
    }
    let alone = Watched()
    let plain = self.loader(alone, options(steps: 3, batchSize: 4))
    _ = try Threads.with(1) { try plain.batch(step: 0) }
    #expect(alone.reads.withLock(\.count) == 4, "one thread has no time for another")
  }

  @Test("Without augmentation a batch is the data's own pictures, with the targets of the detector's matcher")
  func content() throws {
    let data = ShapesDataset(seed: 0, count: 10)
    let loader = loader(data, options(steps: 10))
    let batch = try loader.batch(step: 2)
    let model = RetinaNet(smallConfiguration())
    for place in 0..<4 {
      let example = data.example(at: loader.index(at: 2 * 4 + place))
      let targets = model.targets(objects: example.objects, on: .square(128))
      let isSame = (
        batch.images[place] == example.image, batch.objects[place] == example.objects, batch.targets[place] == targets
      )
      #expect(isSame == (true, true, true), "place \(place)")
    }
  }

  @Test("Pictures that the network pads have targets on the padding too, as it has outputs there")
  func padding() throws {
    var configuration = tinyConfiguration()
    configuration.architecture.sizeDivisor = 32
    let data = ShapesDataset(seed: 0, count: 4, imageSize: 72)
    let options = options(steps: 2, batchSize: 2)
    let model = RetinaNet(configuration)
    let targets = try BatchLoader(data, configuration, options).batch(step: 0).targets
    #expect(targets.map(\.labels.count) == [model.anchors(on: .square(72)).count, targets[0].labels.count])
    #expect(targets[0].labels.count == configuration.architecture.anchors.anchorCount(on: .square(96)))
    #expect(try Trainer(model: model, dataset: data, options: options).trainStep().loss.isFinite)
  }

  /// A dataset that says anything it is told.
  private struct Told: Dataset {
    var categories = ["a", "b", "c"]
    var examples: [AnnotatedImage]
    var count: Int { examples.count }
    func example(at index: Int) -> AnnotatedImage { examples[index] }
  }

  private func example(id: Int, size: Int = 64, label: Int = 0) -> AnnotatedImage {
    AnnotatedImage(
      image: Image(height: size, width: 64, color: Color(red: 1, green: 2, blue: 3)),
      objects: [LabeledBox(box: Box(xMin: 8, yMin: 8, xMax: 30, yMax: 30), label: label)], id: id)
  }

  @Test("A label outside 0 ..< K is refused, by the image's id", arguments: [-1, 3, 90])
  func labels(label: Int) {
    let data = Told(examples: [example(id: 17, label: label)])
    let error = #expect(throws: ExampleError.self) {
      try loader(data, options(steps: 1, batchSize: 1)).batch(step: 0)
    }
    #expect(error?.image == 17)
    #expect(error?.description.hasPrefix("image 17: expected labels in 0 ..< 3, found \(label)") == true)
  }

  @Test("Pictures of two sizes in a batch are refused, with both sizes; of one size each batch is fine")
  func sizes() throws {
    let data = Told(examples: [example(id: 1), example(id: 2, size: 65)])
    let error = #expect(throws: ExampleError.self) {
      try loader(data, options(steps: 1, batchSize: 2)).batch(step: 0)
    }
    #expect(error?.problem.contains("64 × 64") == true && error?.problem.contains("65 × 64") == true)
    #expect(error?.problem.contains("resize") == true)
    let single = loader(data, options(steps: 2, batchSize: 1))
    #expect(try Set((0..<2).map { try single.batch(step: $0).images[0].height }) == [64, 65])
  }

  @Test("What the dataset throws reaches the trainer, also from a batch that was made ahead")
  func errors() throws {
    let data = Told(examples: (0..<4).map { example(id: $0, label: $0 == 2 ? 9 : 0) })
    let trainer = Trainer(
      model: RetinaNet(tinyConfiguration()), dataset: data, options: options(steps: 4, batchSize: 1))
    var ids: [Int] = []
    for _ in 0..<4 where ids.isEmpty {
      do { try trainer.trainStep() } catch let error as ExampleError { ids.append(error.image) }
    }
    #expect(ids == [2])
  }
}
