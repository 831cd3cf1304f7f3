// Digests of many pictures: whatever is done to draw them faster, no bit of them may change.

import Formats
import Foundation
import Images
import Shapes
import Testing

@Suite("Pinned shapes")
struct PinnedShapesTests {
  /// The first 16 digits of the SHA-256 of all pixels, boxes' bits and labels, in order.
  private func digest(_ set: ShapesDataset) -> String {
    var data = Data()
    for index in 0..<set.count {
      let example = set.example(at: index)
      data += example.image.pixels
      for object in example.objects {
        for edge in [object.box.xMin, object.box.yMin, object.box.xMax, object.box.yMax] {
          for shift in stride(from: 0, to: 64, by: 8) { data.append(UInt8(edge.bitPattern >> UInt64(shift) & 255)) }
        }
        data.append(UInt8(object.label))
      }
    }
    return String(SHA256.digest(data).prefix(16))
  }

  // Swift 6.3.1, x86-64 with and without fused multiply-add, November 2026.
  @Test(
    "The first 200 pictures of every preset, of seed 5",
    arguments: [
      (ShapesDataset.Preset.easy, "69dd9c02deb83363"), (.standard, "a9d3d28356a875fb"), (.tiny, "21c3f68aac843bf2"),
      (.crowded, "202725d4cc88a1d3"), (.longTailed, "c871c12719e5751a"), (.jittered, "d878900d848ac944"),
    ])
  func presets(preset: ShapesDataset.Preset, expected: String) {
    #expect(digest(ShapesDataset(preset: preset, seed: 5, count: 200)) == expected)
  }

  @Test(
    "The first 100 pictures of other sizes: whole or no multiples of anything, smaller than objects and lines",
    arguments: [(8, "cecab9e703a5e980"), (37, "0443f39ebd064b9e"), (64, "76ba0d5c225b650c"), (150, "176e4603e9d92fc8")])
  func sizes(size: Int, expected: String) {
    #expect(digest(ShapesDataset(seed: 6, count: 100, imageSize: size)) == expected)
  }

  @Test("The first 100 pictures without noise, with the most of it, and with thick lines and many objects")
  func recipes() {
    var plain = ShapesDataset.Recipe.standard
    plain.noise = 0
    #expect(digest(ShapesDataset(recipe: plain, seed: 7, count: 100)) == "c3d615d0ecc33c30")
    var loud = plain
    loud.noise = 1
    #expect(digest(ShapesDataset(recipe: loud, seed: 7, count: 100)) == "d512ac7d33363c16")
    var full = ShapesDataset.Recipe.standard
    full.objects = 0...40
    full.size = 2...100
    full.greatestIoU = 1
    full.clutterLines = 10...30
    full.clutterThickness = 1...60
    full.emptyFraction = 0.2
    #expect(digest(ShapesDataset(recipe: full, seed: 7, count: 100)) == "f91ba262b17f676c")
  }
}
