import Boxes
import Figures
import Images
import Randomness
import Testing

@Suite("Annotated pictures")
struct AnnotatorTests {
  private let gray = Image(height: 64, width: 48, color: Color(gray: 90))
  private let box = Box(xMin: 10, yMin: 20, xMax: 30, yMax: 40)

  private func count(_ color: Color, in image: Image) -> Int {
    (0..<image.height).reduce(0) { sum, y in sum + (0..<image.width).count { image[y, $0] == color } }
  }

  @Test("The copy is larger by a whole number, about 512 px if none is given, and never more than four times")
  func sizes() {
    func width(_ size: Int, scale: Int? = nil) -> Int {
      let image = Image(height: size, width: size, color: .black)
      return Annotator(categories: [], scale: scale).annotated(image).width
    }
    #expect(width(128) == 4 * 128 && width(8) == 4 * 8 && width(200) == 2 * 200)
    #expect(width(256) == 2 * 256 && width(600) == 600 && width(100, scale: 7) == 700)
  }

  @Test("Without boxes the copy repeats each pixel, and nothing is blended")
  func repeated() {
    var random = SeededGenerator(seed: 1)
    var image = Image(height: 5, width: 4, color: .black)
    for index in image.pixels.indices { image.pixels[index] = UInt8(random.integer(in: 0...255)) }
    let copy = Annotator(categories: [], scale: 3).annotated(image)
    for y in 0..<15 { for x in 0..<12 { #expect(copy[y, x] == image[y / 3, x / 3]) } }
  }

  @Test("Ground truth is dashed green and white just outside the box, and its inside is untouched")
  func truth() {
    let copy = Annotator(categories: [], scale: 2).annotated(gray, objects: [LabeledBox(box: box, label: 0)])
    let row = 2 * 20 - 3
    #expect(copy[row, 2 * 10] == Annotator.truthColor)
    #expect(Set((20..<60).map { copy[row, $0] }) == [Annotator.truthColor, .white])
    for y in 40..<80 { for x in 20..<60 { #expect(copy[y, x] == Color(gray: 90)) } }
  }

  @Test("A detection's line is in its class's color, on the box's own border")
  func detection() {
    let found = Detection(box: box, label: 2, score: 0.8)
    let copy = Annotator(categories: ["a", "b", "c"], scale: 2).annotated(gray, detections: [found])
    for x in 20..<60 { #expect(copy[79, x] == Palette.color(2)) }
    #expect(copy[60, 40] == Color(gray: 90))
  }

  @Test("Detections below the least score are not drawn")
  func least() {
    let found = Detection(box: box, label: 0, score: 0.29)
    #expect(
      Annotator(categories: ["a"]).annotated(gray, detections: [found]) == Annotator(categories: ["a"]).annotated(gray))
    let all = Annotator(categories: ["a"], minimumScore: 0)
    #expect(all.annotated(gray, detections: [found]) != all.annotated(gray))
  }

  @Test("Class and score are written in black on the class's color: more letters, more of both")
  func tags() {
    let found = Detection(box: box, label: 0, score: 0.8)
    let short = Annotator(categories: ["a"], scale: 4).annotated(gray, detections: [found])
    let long = Annotator(categories: ["abcdefgh"], scale: 4).annotated(gray, detections: [found])
    #expect(count(.black, in: long) > count(.black, in: short))
    #expect(count(Palette.color(0), in: long) > count(Palette.color(0), in: short))
  }

  @Test("Two classes found in one box have their tags in two places")
  func twoTags() {
    let found = [0, 1].map { Detection(box: box, label: $0, score: 0.8) }
    let annotator = Annotator(categories: ["a", "b"], scale: 4)
    let copy = annotator.annotated(gray, detections: found)
    for label in [0, 1] {
      // A tag of 6 characters at 256 px is 37 × 9 px, of which its letters cover less than half.
      #expect(count(Palette.color(label), in: copy) > 37 * 9 / 2)
    }
  }

  @Test("A label without a name is written as its number, and a negative one does no harm")
  func nameless() {
    for label in [-3, 7, 1000] {
      let copy = Annotator(categories: ["a"]).annotated(
        gray, detections: [Detection(box: box, label: label, score: 1)])
      #expect(count(Palette.color(label), in: copy) > 0)
    }
  }

  @Test(
    "Boxes across, around and outside the picture, empty, inside out or not numbers can be drawn",
    arguments: [
      Box(xMin: -20, yMin: -20, xMax: 10, yMax: 10), Box(xMin: -9, yMin: -9, xMax: 999, yMax: 999),
      Box(xMin: 500, yMin: 500, xMax: 600, yMax: 600), Box(xMin: 5, yMin: 5, xMax: 5, yMax: 5),
      Box(xMin: 30, yMin: 30, xMax: 10, yMax: 10), Box(xMin: .nan, yMin: 0, xMax: .infinity, yMax: 1e300),
    ])
  func strange(box: Box) {
    let copy = Annotator(categories: ["a"]).annotated(
      gray, detections: [Detection(box: box, label: 0, score: 1)], objects: [LabeledBox(box: box, label: 0)])
    #expect(copy.height == 4 * 64 && copy.width == 4 * 48)
  }
}
