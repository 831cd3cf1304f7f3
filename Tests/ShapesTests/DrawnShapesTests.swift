// Scenes as they are drawn: purity, pixels that fill their boxes, noise.

import Boxes
import Foundation
import Images
import Shapes
import Testing

@Suite("Drawn shapes")
struct DrawnShapesTests {
  /// FNV-1a over the pixels and the boxes' bits and labels.
  private func hash(_ example: AnnotatedImage) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    example.image.pixels.forEach(add)
    for object in example.objects {
      for edge in [object.box.xMin, object.box.yMin, object.box.xMax, object.box.yMax] {
        for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(edge.bitPattern >> UInt64(shift) & 255)) }
      }
      add(UInt8(object.label))
    }
    return hash
  }

  @Test("The same seed gives the same bits: image 0 of seed 0, and image 123 of seed 7, in hexadecimal")
  func golden() {
    // Swift 6.3.1, x86-64. These change only if the standard set changes, and then old figures compare no longer.
    #expect(String(hash(ShapesDataset(seed: 0, count: 1).example(at: 0)), radix: 16) == "f8a59a64c54bd8f3")
    #expect(String(hash(ShapesDataset(seed: 7, count: 200).example(at: 123)), radix: 16) == "c2c55d210c643ec")
  }

  @Test("Image i depends on seed and i alone: not on the order, the count or what was asked before")
  func purity() {
    let set = ShapesDataset(seed: 1, count: 20)
    let forwards = (0..<20).map { set.example(at: $0) }
    let backwards = (0..<20).reversed().map { ShapesDataset(seed: 1, count: $0 + 1).example(at: $0) }
    #expect(Array(backwards.reversed()) == forwards)
    #expect(Set(forwards.map(\.image)).count == 20)
    let other = ShapesDataset(seed: 2, count: 20)
    #expect((0..<20).allSatisfy { other.example(at: $0).image != forwards[$0].image })
  }

  @Test("Any number of threads gives the same pictures")
  func threads() async {
    let set = ShapesDataset(seed: 3, count: 16)
    let parallel = await withTaskGroup(of: (Int, UInt64).self) { group in
      for index in 0..<16 { group.addTask { (index, self.hash(set.example(at: index))) } }
      return await group.reduce(into: [Int: UInt64]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<16 { #expect(parallel[index] == hash(set.example(at: index))) }
  }

  /// One object on a plain background without noise.
  private func single(_ seed: UInt64) -> (image: Image, object: LabeledBox, scene: Scene) {
    var recipe = ShapesDataset.Recipe.standard
    recipe.objects = 1...1
    recipe.clutterLines = 0...0
    recipe.noise = 0
    let set = ShapesDataset(recipe: recipe, seed: seed, count: 1)
    let example = set.example(at: 0)
    return (example.image, example.objects[0], set.scene(at: 0))
  }

  @Test("A shape touches each side of its box and nothing outside it", arguments: 0..<150 as Range<UInt64>)
  func tightBoxes(seed: UInt64) {
    let (image, object, scene) = single(seed)
    var seen = Box(xMin: .infinity, yMin: .infinity, xMax: -.infinity, yMax: -.infinity)
    for y in 0..<128 {
      for x in 0..<128 where image[y, x] != scene.background {
        seen = Box(
          xMin: min(seen.xMin, Double(x)), yMin: min(seen.yMin, Double(y)), xMax: max(seen.xMax, Double(x + 1)),
          yMax: max(seen.yMax, Double(y + 1)))
      }
    }
    let box = object.box
    // Pixels that the box only touches may be drawn, none beyond; and the outermost drawn are at most 1 px inside
    // (a triangle's tip is narrower than a sample for up to 2 px).
    let tip = object.label == 2 ? 2.0 : 1.0
    #expect(-1 < seen.xMin - box.xMin && seen.xMin - box.xMin < 1, "\(seen) in \(box)")
    #expect(-1 < box.xMax - seen.xMax && box.xMax - seen.xMax < 1, "\(seen) in \(box)")
    #expect(-1 < seen.yMin - box.yMin && seen.yMin - box.yMin < tip, "\(seen) in \(box)")
    #expect(-1 < box.yMax - seen.yMax && box.yMax - seen.yMax < 1, "\(seen) in \(box)")
  }

  @Test(
    "The painted area is the shape's: π/4 of an ellipse's box, all of a rectangle's, half of a triangle's",
    arguments: 0..<150 as Range<UInt64>)
  func paintedArea(seed: UInt64) {
    let (image, object, scene) = single(seed)
    // The channel in which object and background differ most says how much of each pixel is painted.
    let color = scene.objects[0].color
    let channel = [
      abs(Int(color.red) - Int(scene.background.red)), abs(Int(color.green) - Int(scene.background.green)),
      abs(Int(color.blue) - Int(scene.background.blue)),
    ]
    let c = channel.indices.max { channel[$0] < channel[$1] } ?? 0
    let (from, to) = (
      [scene.background.red, scene.background.green, scene.background.blue][c], [color.red, color.green, color.blue][c]
    )
    let painted = stride(from: c, to: image.pixels.count, by: 3).reduce(0.0) {
      $0 + (Double(image.pixels[$1]) - Double(from)) / (Double(to) - Double(from))
    }
    let expected = object.box.area * [Double.pi / 4, 1, 0.5][object.label]
    // Samples stand half a pixel apart, so an edge is drawn at most a quarter beside its place.
    let outline = 2 * (object.box.width + object.box.height)
    #expect(abs(painted - expected) <= 0.25 * outline, "\(painted) px of \(expected)")
  }

  @Test("Without clutter, noise and overlap there are only mixtures of background and object in quarters")
  func antialiasing() {
    let (image, _, scene) = single(4)
    let (a, b) = (Double(scene.background.red), Double(scene.objects[0].color.red))
    let allowed = Set((0...4).map { UInt8((a + (b - a) * Double($0) / 4 + 0.5).rounded(.down)) })
    #expect(stride(from: 0, to: image.pixels.count, by: 3).allSatisfy { allowed.contains(image.pixels[$0]) })
  }

  @Test("Lines lie under objects, and larger objects under smaller ones: the center of the smallest shows its color")
  func order() {
    var recipe = ShapesDataset.Recipe.preset(.crowded)
    recipe.noise = 0
    let set = ShapesDataset(recipe: recipe, seed: 2, count: 100)
    for index in 0..<100 {
      let scene = set.scene(at: index)
      let image = set.example(at: index).image
      guard let smallest = scene.objects.min(by: { $0.box.area < $1.box.area }) else { continue }
      #expect(image[Int(smallest.box.centerY), Int(smallest.box.centerX)] == smallest.color, "scene \(index)")
    }
  }

  @Test("Noise has standard deviation 0.03 · 255 = 7.65, mean 0, and its channels are independent")
  func noise() {
    var recipe = ShapesDataset.Recipe.standard
    recipe.emptyFraction = 1
    recipe.clutterLines = 0...0
    var (count, sum, squares, products) = (0.0, 0.0, 0.0, 0.0)
    let set = ShapesDataset(recipe: recipe, seed: 0, count: 60)
    for index in 0..<60 {
      let background = set.scene(at: index).background
      // Where the noise cannot be clamped.
      guard [background.red, background.green, background.blue].allSatisfy({ 40...215 ~= $0 }) else { continue }
      let pixels = set.example(at: index).image.pixels
      for i in stride(from: 0, to: pixels.count, by: 3) {
        let (r, g) = (Double(pixels[i]) - Double(background.red), Double(pixels[i + 1]) - Double(background.green))
        count += 1
        sum += r
        squares += r * r
        products += r * g
      }
    }
    #expect(count > 50_000)
    #expect(abs(sum / count) < 0.1)
    // Rounding to whole levels adds a variance of 1/12.
    #expect(abs((squares / count - 1.0 / 12).squareRoot() - 7.65) < 0.05)
    #expect(abs(products / count) < 0.5, "of a variance of 58.5")
  }
}
