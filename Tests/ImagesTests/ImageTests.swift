// Pictures: their pixels, mirror images, parts and borders.

import Images
import Randomness
import Testing

/// A picture of one digit a pixel: d becomes the gray 25·d.
///
/// Rows are separated by spaces.
func digits(_ text: String) -> Image {
  let rows = text.split { $0 == " " || $0 == "\n" }.map { $0.compactMap(\.wholeNumberValue) }
  return Image(
    height: rows.count, width: rows[0].count,
    pixels: rows.flatMap { $0.flatMap { [UInt8](repeating: UInt8(25 * $0), count: 3) } })
}

/// A picture of random pixels.
func noise(height: Int, width: Int, using generator: inout SeededGenerator) -> Image {
  Image(
    height: height, width: width,
    pixels: (0..<height * width * 3).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
}

/// Sizes with one, two and many pixels a side.
let someSizes: [(height: Int, width: Int)] = [(1, 1), (1, 2), (2, 1), (3, 5), (16, 9), (40, 64)]

@Suite("Image")
struct ImageTests {
  @Test("Pixels lie row by row, red, green, blue")
  func layout() {
    var image = Image(height: 2, width: 3, color: .black)
    image[1, 2] = Color(red: 7, green: 8, blue: 9)
    #expect(image.pixels == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9])
    #expect(image[1, 2] == Color(red: 7, green: 8, blue: 9))
    #expect(image[1, 1] == .black)
  }

  @Test("A mirror image")
  func flip() {
    #expect(digits("123 456").flippedHorizontally() == digits("321 654"))
    #expect(digits("1").flippedHorizontally() == digits("1"))
  }

  @Test("Twice flipped is the picture itself", arguments: 0..<6 as Range<UInt64>)
  func involution(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for (height, width) in someSizes {
      let image = noise(height: height, width: width, using: &generator)
      #expect(image.flippedHorizontally().flippedHorizontally() == image)
    }
  }

  @Test("A part of a picture")
  func crop() {
    #expect(digits("1234 5678 9012").cropped(rows: 1..<3, columns: 1..<3) == digits("67 01"))
    let whole = digits("12 34")
    #expect(whole.cropped(rows: 0..<2, columns: 0..<2) == whole)
  }

  @Test("The border's mean counts every border pixel once: (1+2+3+4+6+7+8+9) / 8 = 5 of a 3 × 3 picture")
  func border() {
    #expect(digits("123 406 789").borderColor == Color(gray: 125))
    #expect(digits("4").borderColor == Color(gray: 100))
    #expect(digits("24").borderColor == Color(gray: 75))
    #expect(digits("2 4").borderColor == Color(gray: 75))
  }

  @Test("Colors: black and white are 765 apart, distance is symmetric and 0 only to itself")
  func distance() {
    #expect(Color.black.distance(to: .white) == 765)
    let (a, b) = (Color(red: 1, green: 200, blue: 30), Color(red: 11, green: 100, blue: 30))
    #expect(a.distance(to: b) == 10 + 100 + 0)
    #expect(b.distance(to: a) == 110)
    #expect(a.distance(to: a) == 0)
  }
}
