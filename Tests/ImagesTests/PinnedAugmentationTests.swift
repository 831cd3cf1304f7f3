// Digests of many augmented pictures: whatever is done to make them faster, no bit of them may change.

import Formats
import Foundation
import Images
import Randomness
import Shapes
import Testing

@Suite("Pinned augmentation")
struct PinnedAugmentationTests {
  /// The first 16 digits of the SHA-256 of the pixels of pictures of several sizes, each augmented at random.
  private func digest(_ augmentation: Augmentation, sizes: [Int]) -> String {
    var data = Data()
    for (number, size) in sizes.enumerated() {
      let shapes = ShapesDataset(seed: 8, count: 100, imageSize: size)
      for index in 0..<shapes.count {
        var generator = SeededGenerator(seed: 9, UInt64(number), UInt64(index))
        data += augmentation.apply(to: shapes.example(at: index), using: &generator).image.pixels
      }
    }
    return String(SHA256.digest(data).prefix(16))
  }

  // Swift 6.3.1, x86-64 with and without fused multiply-add, November 2026.
  @Test(
    "Mirrored, recolored, shifted and scaled, each alone, all together, and further than usual",
    arguments: [
      (Augmentation(horizontalFlip: 1), "abaaee788161cf7b"), (Augmentation(colorJitter: 0.5), "a5dd8da7547a325b"),
      (Augmentation(shift: 0.3), "138e15cfde153d84"),
      (Augmentation(scale: 0.5...2), "b9380cce1d0aaddf"), (.standard, "ab194315f79cdc77"),
      (Augmentation(horizontalFlip: 0.5, colorJitter: 1, shift: 1, scale: 0.1...10), "cc29f3e1c167049c"),
    ])
  func pictures(augmentation: Augmentation, expected: String) {
    #expect(digest(augmentation, sizes: [128, 64, 37, 8]) == expected)
  }
}
