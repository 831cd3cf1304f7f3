// How much memory a detector needs for pictures of a size, before it is asked for: not enough of it ends a program
// without a word.

import Anchors
import Boxes
import Kernels
import Text

/// There is less memory than what was asked for needs.
public struct NotEnoughMemoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What needs it: "a training step on 16 pictures of 512 × 512".
  public var what: String
  /// About how many bytes it needs.
  public var needed: Int
  /// How many there are.
  public var available: Int

  /// What was asked for, what there is and what to do.
  public var description: String {
    "\(what): it needs about \(Self.gigabytes(needed)) of memory, and \(Self.gigabytes(available)) are free; take fewer at once, "
      + "or smaller ones"
  }

  /// An error of a need.
  public init(what: String, needed: Int, available: Int) {
    self.what = what
    self.needed = needed
    self.available = available
  }

  private static func gigabytes(_ bytes: Int) -> String {
    "\((Double(bytes) / 1e9).fixed(digits: bytes < 10_000_000_000 ? 1 : 0)) GB"
  }

  /// Throws if there is less memory than a need; what little there always is, is not looked for.
  package static func check(
    _ needed: Int, for what: @autoclosure () -> String, available: @autoclosure () -> Int = AvailableMemory.bytes
  ) throws(NotEnoughMemoryError) {
    guard needed > 100_000_000 else { return }
    let free = available()
    if needed > free { throw NotEnoughMemoryError(what: what(), needed: needed, available: free) }
  }
}

extension RetinaNet.Configuration {
  /// About how many bytes a detector of this configuration needs for a batch, weights included.
  ///
  /// Every map between layers counts once for detection, where memory is used again by maps of one size, and 2.2 times
  /// for a training step, which keeps them and has their gradients. Measured with the small detector on Linux: 130
  /// bytes a pixel for detection and 286 for training, where this says 130 and 286.
  ///
  /// - Returns: `Int.max` if it is more than can be counted.
  package func memoryNeed(pictures: Int, on size: ImageSize, isTraining: Bool) -> Int {
    var weights = 0.0
    forEachTensor { (_, shape: [Int]) throws(Never) in weights += shape.reduce(1.0) { $0 * Double($1) } }
    // The network sees what is padded, too.
    let seen = max(size.height, size.width) > .max / 2 ? size : padded(size)
    let pixels = Double(pictures) * Double(seen.height) * Double(seen.width)
    let maps = pixels * numbersPerPixel(isTraining: isTraining) * (isTraining ? 2.2 : 1)
    // A training step has gradients and the optimizer's two memories, an average and a checkpoint beside the weights.
    let bytes = 4 * (maps + weights * (isTraining ? 6 : 2))
    return Int(exactly: bytes.rounded()) ?? .max
  }

  /// Throws if there is not the memory to detect in so many pictures at once.
  package func checkMemory(forDetectingIn pictures: Int, of size: ImageSize) throws(NotEnoughMemoryError) {
    try NotEnoughMemoryError.check(
      memoryNeed(pictures: pictures, on: size, isTraining: false),
      for: "to detect in \(pictures == 1 ? "a picture" : "\(pictures) pictures") of \(size)")
  }

  /// Throws if there is not the memory for a training step on so many pictures at once.
  package func checkMemory(forTrainingOn pictures: Int, of size: ImageSize) throws(NotEnoughMemoryError) {
    try NotEnoughMemoryError.check(
      memoryNeed(pictures: pictures, on: size, isTraining: true),
      for: "a training step on \(pictures) pictures of \(size)")
  }

  /// The numbers in the maps between layers, for each pixel of a picture.
  private func numbersPerPixel(isTraining: Bool) -> Double {
    let network = architecture
    // The picture, the stem's output at half its height and width.
    var numbers = 3 + Double(network.stemChannels) / 4
    for (stage, channels) in network.stageChannels.enumerated() {
      let area = 1 / Double(16 << (2 * stage))
      guard let shape = network.backbone.resNet, !hasOwnBackbone else {
        numbers += 3 * Double(channels) * area
        continue
      }
      let inside = shape.isBottleneck ? 2 * Double(shape.width(outputs: channels)) : Double(channels)
      // Blocks of a stage have one size, so that they use the same memory when nothing is kept.
      numbers += (Double(channels) + (inside + Double(channels)) * Double(isTraining ? shape.blocks[stage] : 1)) * area
      if stage == 0 { numbers += Double(network.stemChannels) / 16 }
    }
    // Levels of 1/64, 1/256, … of the pixels: a third more than the first.
    let levels = 4.0 / 3 / 64
    let pyramid = Double(network.pyramidChannels) * levels
    let outputs = Double(network.anchors.anchorsPerCell * (classOutputs.count(classes: network.classes) + 4)) * levels
    return numbers + pyramid * 2 + pyramid * 2 * Double(network.headDepth) + outputs
  }
}
