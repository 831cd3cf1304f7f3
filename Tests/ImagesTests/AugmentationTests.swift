// Augmentation: pictures and boxes change together.

import Boxes
import Images
import Randomness
import Shapes
import Testing

@Suite("Augmentation")
struct AugmentationTests {
  private func bright(_ box: Box, size: Int = 64, label: Int = 0) -> AnnotatedImage {
    var image = Image(height: size, width: size, color: .black)
    image.fill(rows: Int(box.yMin)..<Int(box.yMax), columns: Int(box.xMin)..<Int(box.xMax), color: .white)
    return AnnotatedImage(image: image, objects: [LabeledBox(box: box, label: label)])
  }

  /// The extent of the pixels that are at least half bright.
  private func extent(_ image: Image) -> Box {
    var box = Box(xMin: .infinity, yMin: .infinity, xMax: -.infinity, yMax: -.infinity)
    for y in 0..<image.height {
      for x in 0..<image.width where image[y, x].red >= 128 {
        box.xMin = min(box.xMin, Double(x))
        box.yMin = min(box.yMin, Double(y))
        box.xMax = max(box.xMax, Double(x + 1))
        box.yMax = max(box.yMax, Double(y + 1))
      }
    }
    return box
  }

  @Test("None changes nothing")
  func none() {
    var generator = SeededGenerator(seed: 0)
    let example = bright(Box(xMin: 10, yMin: 20, xMax: 30, yMax: 28))
    #expect(Augmentation.none.apply(to: example, using: &generator) == example)
    #expect(generator == SeededGenerator(seed: 0), "and draws nothing")
  }

  @Test("A mirror image moves a box at 10…30 of 64 to 34…54")
  func flip() {
    let example = bright(Box(xMin: 10, yMin: 20, xMax: 30, yMax: 28))
    let flipped = example.flippedHorizontally()
    #expect(flipped.objects[0].box == Box(xMin: 34, yMin: 20, xMax: 54, yMax: 28))
    #expect(extent(flipped.image) == flipped.objects[0].box)
    #expect(flipped.flippedHorizontally() == example)
  }

  @Test("A probability of 0.5 mirrors about half of 400 pictures")
  func flipProbability() {
    let example = bright(Box(xMin: 1, yMin: 2, xMax: 3, yMax: 4), size: 8)
    var generator = SeededGenerator(seed: 1)
    let count = (0..<400).count { _ in
      Augmentation(horizontalFlip: 0.5).apply(to: example, using: &generator) != example
    }
    #expect(160...240 ~= count, "±4 standard deviations of 10")
  }

  @Test("A shift by whole pixels moves pixels unchanged and fills with the border's mean")
  func shift() {
    let moved = digits("0000 0190 0280 0000").placed(Placement(shiftX: 1, shiftY: -1))
    #expect(moved == digits("0019 0028 0000 0000"))
    let filled = digits("444 494 444").placed(Placement(shiftX: -2))
    #expect(filled == digits("444 444 444"))
  }

  @Test("Half a pixel to the right is the mean of neighbors: (2 + 4) / 2 = 3")
  func halfPixel() {
    #expect(digits("000000 002400 000000").placed(Placement(shiftX: 0.5)).pixels[18 + 9] == 75)
  }

  @Test("Without scale and shift the picture is the same")
  func identity() {
    var generator = SeededGenerator(seed: 3)
    for (height, width) in someSizes {
      let image = noise(height: height, width: width, using: &generator)
      #expect(image.placed(Placement()) == image)
    }
  }

  @Test("Scaled about the center: 16…48 of 64 at scale 1.5 is 8…56, at 0.5 it is 24…40")
  func scale() {
    let example = bright(Box(xMin: 16, yMin: 16, xMax: 48, yMax: 48))
    for (scale, low, high) in [(1.5, 8.0, 56.0), (0.5, 24, 40)] {
      let result = example.placed(Placement(scale: scale), leastVisible: 0.5)
      let box = Box(xMin: low, yMin: low, xMax: high, yMax: high)
      #expect(result.objects == [LabeledBox(box: box, label: 0)])
      #expect(extent(result.image) == box)
    }
  }

  @Test("Boxes follow their objects to within a pixel", arguments: 0..<30 as Range<UInt64>)
  func boxesFollow(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let x = Double(generator.integer(in: 20...30))
    let y = Double(generator.integer(in: 20...30))
    let example = bright(Box(xMin: x, yMin: y, xMax: x + 14, yMax: y + 9))
    let augmentation = Augmentation(horizontalFlip: 0.5, shift: 0.15, scale: 0.8...1.25)
    let result = augmentation.apply(to: example, using: &generator)
    let box = try #require(result.objects.first).box
    let seen = extent(result.image)
    for (ours, drawn) in [(box.xMin, seen.xMin), (box.yMin, seen.yMin), (box.xMax, seen.xMax), (box.yMax, seen.yMax)] {
      #expect(abs(ours - drawn) <= 1, "\(box) beside \(seen)")
    }
  }

  @Test(
    "Boxes stay inside, areas positive, labels theirs; a picture without objects stays one",
    arguments: 0..<20 as Range<UInt64>)
  func bounds(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let shapes = ShapesDataset(seed: seed, count: 5)
    let augmentation = Augmentation(horizontalFlip: 0.5, colorJitter: 0.2, shift: 0.4, scale: 0.5...2)
    for index in 0..<5 {
      let example = shapes.example(at: index)
      let result = augmentation.apply(to: example, using: &generator)
      #expect(result.image.height == 128 && result.image.width == 128)
      #expect(result.objects.count <= example.objects.count)
      for object in result.objects {
        #expect(object.box == object.box.clipped(to: .square(128)))
        #expect(object.box.width >= 1 && object.box.height >= 1)
        #expect(abs(object.area - object.box.area) <= 1e-9 * object.area)
      }
      let empty = AnnotatedImage(image: example.image)
      #expect(augmentation.apply(to: empty, using: &generator).objects.isEmpty)
    }
  }

  @Test("An object with half of its box inside is kept and clipped, with less it is dropped; a crowd is kept")
  func visibility() {
    // 20 wide at 40…60 of 64: 14 to the right leaves 10 of 20 inside, 15 leaves 9.
    var example = bright(Box(xMin: 40, yMin: 0, xMax: 60, yMax: 10))
    let half = example.placed(Placement(shiftX: 14), leastVisible: 0.5)
    #expect(
      half.objects == [LabeledBox(box: Box(xMin: 54, yMin: 0, xMax: 64, yMax: 10), label: 0, area: 100)])
    #expect(example.placed(Placement(shiftX: 15), leastVisible: 0.5).objects.isEmpty)
    example.objects[0].isCrowd = true
    #expect(example.placed(Placement(shiftX: 15), leastVisible: 0.5).objects.count == 1)
    #expect(example.placed(Placement(shiftX: 30), leastVisible: 0.5).objects.isEmpty, "nothing of it is left")
  }

  @Test("Colors: brightness adds, contrast turns about 128, a gain multiplies, all clamped")
  func colors() {
    func changed(_ value: UInt8, _ set: (inout ColorChange) -> Void) -> Color {
      var change = ColorChange()
      set(&change)
      var image = Image(height: 1, width: 1, color: Color(gray: value))
      change.apply(to: &image)
      return image[0, 0]
    }
    #expect(changed(100) { _ in } == Color(gray: 100))
    #expect(changed(100) { $0.brightness = 0.2 } == Color(gray: 151), "100 + 0.2 · 255")
    #expect(changed(100) { $0.contrast = 0.5 } == Color(gray: 114), "128 - 28 · 0.5")
    #expect(changed(100) { $0.gains = [1, 0.5, 3] } == Color(red: 100, green: 50, blue: 255))
    #expect(changed(20) { $0.brightness = -0.5 } == .black)
  }

  @Test("Color jitter changes pixels and no box")
  func jitterKeepsBoxes() {
    var generator = SeededGenerator(seed: 0)
    let example = ShapesDataset(seed: 0, count: 1).example(at: 0)
    let result = Augmentation(colorJitter: 0.3).apply(to: example, using: &generator)
    #expect(result.objects == example.objects)
    #expect(result.image != example.image)
  }

  @Test("Equal generators give equal pictures, unequal ones do not")
  func purity() {
    let example = ShapesDataset(seed: 0, count: 1).example(at: 0)
    var (a, b, c) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5), SeededGenerator(seed: 6))
    let first = Augmentation.standard.apply(to: example, using: &a)
    #expect(Augmentation.standard.apply(to: example, using: &b) == first)
    #expect(a == b)
    #expect(Augmentation.standard.apply(to: example, using: &c) != first)
  }

  @Test("The documented standard: flip 0.5, colors 0.1, shift 0.1, scale 0.9…1.1, half visible")
  func standard() {
    let standard = Augmentation.standard
    #expect(standard.horizontalFlip == 0.5 && standard.colorJitter == 0.1 && standard.shift == 0.1)
    #expect(standard.scale == 0.9...1.1 && standard.leastVisible == 0.5)
  }
}
