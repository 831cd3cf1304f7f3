// Boxes follow their pictures, and come back.

import Boxes
import Images
import Randomness
import Shapes
import Testing

@Suite("Resizing with its boxes")
struct ResizingTransformTests {
  private static let rules: [Resizing] = [
    .stretch(height: 64, width: 96), .letterbox(height: 64, width: 96), .letterbox(height: 1, width: 1),
    .shorterSide(40, longerSide: 70, multiple: 32),
    .shorterSide(40, longerSide: 70, multiple: 1, rounding: .toNearestOrEven),
  ]
  private static let sizes = [(1, 1), (1, 300), (300, 1), (64, 96), (50, 50), (61, 97), (480, 640), (37, 11)]

  @Test("A picture of 480 × 640 in a letterbox of 128 × 128: 96 × 128 of it, 16 rows of gray above and below")
  func letterbox() {
    let transform = Resizing.letterbox(height: 128, width: 128).transform(of: ImageSize(height: 480, width: 640))
    #expect(
      (transform.contentSize.height, transform.contentSize.width, transform.top, transform.left) == (96, 128, 16, 0))
    // 640 · 0.2 = 128: a box at (100, 50) of 200 × 300 lies at (20, 10 + 16), 40 × 60.
    let box = transform.apply(Box(xMin: 100, yMin: 50, xMax: 300, yMax: 350))
    #expect(box == Box(xMin: 20, yMin: 26, xMax: 60, yMax: 86))
    #expect(abs(transform.areaFactor - 0.2 * 0.2) < 1e-15)
    let image = transform.apply(Image(height: 480, width: 640, color: .blue))
    #expect((image.height, image.width) == (128, 128))
    #expect(image[15, 64] == Resizing.gray && image[16, 64] == .blue && image[111, 0] == .blue)
    #expect(image[112, 64] == Resizing.gray)
    #expect(Resizing.gray == Color(gray: 128))
  }

  @Test("Of an odd number of rows left over the last has one more: 100 × 201 in 100 × 100 leaves 25 above, 25 below")
  func odd() {
    // 100 / 201 of 100 rows is 49.75, rounded 50; of 97 rows 48.3, rounded 48, and 52 are left over.
    let even = Resizing.letterbox(height: 100, width: 100).transform(of: ImageSize(height: 100, width: 201))
    #expect((even.contentSize.height, even.top) == (50, 25))
    let odd = Resizing.letterbox(height: 101, width: 100).transform(of: ImageSize(height: 100, width: 201))
    #expect((odd.contentSize.height, odd.top) == (50, 25), "26 below")
  }

  @Test("The shorter side of 480 × 640 becomes 800, the longer 1066, padded to 1088; of 100 × 1000 the longer 1333")
  func shorterSide() {
    let rule = Resizing.shorterSide(800, longerSide: 1333, multiple: 32)
    let usual = rule.transform(of: ImageSize(height: 480, width: 640))
    #expect(
      (usual.contentSize.height, usual.contentSize.width, usual.size.height, usual.size.width) == (800, 1066, 800, 1088)
    )
    #expect((usual.top, usual.left) == (0, 0))
    let long = rule.transform(of: ImageSize(height: 100, width: 1000))
    #expect(
      (long.contentSize.height, long.contentSize.width, long.size.height, long.size.width) == (133, 1333, 160, 1344))
  }

  @Test("Stretched, each side has its own factor and nothing is padded")
  func stretch() {
    let transform = Resizing.stretch(height: 64, width: 96).transform(of: ImageSize(height: 128, width: 32))
    #expect(transform.apply(Box(xMin: 8, yMin: 8, xMax: 16, yMax: 16)) == Box(xMin: 24, yMin: 4, xMax: 48, yMax: 8))
    #expect(transform.content == Box(xMin: 0, yMin: 0, xMax: 96, yMax: 64))
  }

  @Test("There and back a box is where it was, to 1e-9 of the picture's size", arguments: rules.indices)
  func roundTrip(index: Int) {
    let rule = Self.rules[index]
    for (height, width) in Self.sizes {
      let transform = rule.transform(of: ImageSize(height: height, width: width))
      var generator = SeededGenerator(seed: 1, UInt64(height), UInt64(width))
      for round in 0..<50 {
        func edge(_ side: Int) -> Double { generator.uniform(in: -0.5...1.5) * Double(side) }
        let box = Box(xMin: edge(width), yMin: edge(height), xMax: edge(width), yMax: edge(height))
        let back = transform.inverse(transform.apply(box))
        for (a, b, side) in [
          (box.xMin, back.xMin, width), (box.xMax, back.xMax, width), (box.yMin, back.yMin, height),
          (box.yMax, back.yMax, height),
        ] {
          #expect(abs(a - b) <= 1e-9 * Double(side), "\(rule.rule), \(height) × \(width), round \(round)")
        }
        #expect(
          abs(transform.apply(box).area - box.area * transform.areaFactor) <= 1e-9 * transform.content.area,
          "\(rule.rule), \(height) × \(width), round \(round): areas scale")
      }
    }
  }

  @Test("The whole picture's box becomes the content's, which lies in the new picture", arguments: rules.indices)
  func whole(index: Int) {
    for (height, width) in Self.sizes {
      let transform = Self.rules[index].transform(of: ImageSize(height: height, width: width))
      let box = transform.apply(Box(xMin: 0, yMin: 0, xMax: Double(width), yMax: Double(height)))
      let content = transform.content
      for (a, b) in [
        (box.xMin, content.xMin), (box.yMin, content.yMin), (box.xMax, content.xMax), (box.yMax, content.yMax),
      ] {
        #expect(abs(a - b) <= 1e-9 * max(1, b), "\(height) × \(width)")
      }
      #expect(content.clipped(to: transform.size) == content)
      #expect(transform.contentSize.height >= 1 && transform.contentSize.width >= 1)
      let image = transform.apply(Image(height: height, width: width, color: .red))
      #expect(image.size == transform.size)
    }
  }

  @Test("The aspect is kept to half a pixel of the letterbox's sides", arguments: 0..<20 as Range<UInt64>)
  func aspect(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (height, width) = (generator.integer(in: 60...900), generator.integer(in: 60...900))
    let transform = Resizing.letterbox(height: 128, width: 128).transform(of: ImageSize(height: height, width: width))
    let factor = 128 / Double(max(height, width))
    #expect(abs(Double(transform.contentSize.height) - factor * Double(height)) <= 0.5)
    #expect(abs(Double(transform.contentSize.width) - factor * Double(width)) <= 0.5)
    #expect(max(transform.contentSize.height, transform.contentSize.width) == 128)
  }

  @Test("A picture that has the size already is left as it is, bit for bit, and so are its boxes")
  func identity() {
    let example = ShapesDataset(seed: 0, count: 1).example(at: 0)
    for rule in [
      Resizing.stretch(height: 128, width: 128), .letterbox(height: 128, width: 128),
      .shorterSide(128, longerSide: 200, multiple: 128),
    ] {
      #expect(rule.transform(of: example.image).apply(example) == example)
    }
  }

  @Test("A drawn rectangle's pixels lie where its box goes", arguments: 0..<12 as Range<UInt64>)
  func pixels(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (x, y) = (generator.integer(in: 0...60), generator.integer(in: 0...40))
    var image = Image(height: 100, width: 150, color: .black)
    image.fill(rows: y..<y + 50, columns: x..<x + 80, color: .white)
    let box = Box(xMin: Double(x), yMin: Double(y), xMax: Double(x + 80), yMax: Double(y + 50))
    for rule in [Resizing.stretch(height: 60, width: 40), .letterbox(height: 77, width: 77, padding: .black)] {
      let transform = rule.transform(of: image)
      let (there, seen) = (transform.apply(box), transform.apply(image))
      var rows: [Int] = []
      var columns: [Int] = []
      for i in 0..<seen.height {
        for j in 0..<seen.width where seen[i, j].red >= 128 { rows.append(i); columns.append(j) }
      }
      for (edge, pixel) in [
        (there.xMin, columns.min() ?? 0), (there.xMax, (columns.max() ?? 0) + 1), (there.yMin, rows.min() ?? 0),
        (there.yMax, (rows.max() ?? 0) + 1),
      ] {
        #expect(abs(edge - Double(pixel)) <= 0.51, "seed \(seed): \(there)")
      }
    }
  }

  @Test("What is found comes back clipped to the picture; what lies in the padding alone is left out")
  func detections() {
    let transform = Resizing.letterbox(height: 128, width: 128).transform(of: ImageSize(height: 480, width: 640))
    let found = [
      Detection(box: Box(xMin: 20, yMin: 26, xMax: 60, yMax: 86), label: 1, score: 0.9),
      Detection(box: Box(xMin: 0, yMin: 0, xMax: 128, yMax: 128), label: 0, score: 0.8),
      Detection(box: Box(xMin: 5, yMin: 2, xMax: 90, yMax: 16), label: 2, score: 0.7),
    ]
    let back = transform.inverse(found)
    #expect(back.map(\.label) == [1, 0] && back.map(\.score) == [0.9, 0.8])
    #expect(back[0].box.iou(Box(xMin: 100, yMin: 50, xMax: 300, yMax: 350)) > 1 - 1e-12)
    #expect(back[1].box == Box(xMin: 0, yMin: 0, xMax: 640, yMax: 480))
  }

  @Test("A set of two sizes becomes one of one size, its objects and ids with it; one without objects stays so")
  func dataset() throws {
    let small = ShapesDataset(seed: 1, count: 1, imageSize: 64).example(at: 0)
    var large = AnnotatedImage(image: Image(height: 100, width: 200, color: .green), id: 7, fileName: "a.png")
    large.objects = [LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 100, yMax: 50), label: 2, isCrowd: true, area: 10)]
    let empty = AnnotatedImage(image: Image(height: 3, width: 9, color: .red), id: 8)
    let set = ResizedDataset(
      InMemoryDataset(categories: ShapesDataset.classes, examples: [small, large, empty]),
      .letterbox(height: 64, width: 64))
    #expect(set.count == 3 && set.categories == ShapesDataset.classes)
    let examples = try (0..<3).map { try set.example(at: $0) }
    #expect(examples.allSatisfy { $0.image.height == 64 && $0.image.width == 64 })
    #expect(examples[0] == small)
    #expect(examples[1].id == 7 && examples[1].fileName == "a.png")
    // 64 / 200 = 0.32: 32 × 64 of content, 16 rows above.
    let object = LabeledBox(
      box: Box(xMin: 0, yMin: 16, xMax: 32, yMax: 32), label: 2, isCrowd: true, area: 10 * 0.32 * 0.32)
    #expect(examples[1].objects == [object])
    #expect(examples[2].objects.isEmpty)
  }
}
