// Pictures at another size, against Pillow.

import Boxes
import Images
import Testing

@Suite("Resizing")
struct ResizingTests {
  // Pillow 13.0.0: im = Image.new("RGB", (6, 5)); im.putdata([tuple((x*37 + y*59 + c*101) % 256 for c in range(3))
  //   for y in range(5) for x in range(6)]); list(im.resize((3, 2), Image.BILINEAR).tobytes())
  private let picture = PNGFixtures.picture(height: 5, width: 6, PNGFixtures.rgb)

  @Test("Half as wide and less high: Pillow's BILINEAR within one level")
  func smaller() {
    let pillow = [85, 141, 101, 139, 131, 107, 156, 109, 154, 157, 85, 138, 129, 121, 132, 100, 146, 111]
    expectClose(picture.resized(height: 2, width: 3), pillow)
  }

  @Test("Narrower and higher: Pillow's BILINEAR within one level")
  func mixed() {
    // The same picture with resize((4, 10), Image.BILINEAR).
    let pillow = [
      14, 115, 216, 66, 167, 97, 119, 220, 65, 171, 112, 117, 29, 130, 167, 81, 175, 91, 134, 178, 80, 186, 103, 132,
      58, 159, 68, 110, 190, 78, 163, 94, 109, 215, 84, 161, 88, 165, 34, 140, 155, 86, 172, 60, 139, 181, 90, 191,
      117, 146, 63, 169, 71, 115, 159, 75, 168, 82, 119, 220, 147, 112, 93, 192, 44, 145, 131, 97, 177, 48, 149, 186,
      176, 61, 122, 207, 73, 174, 90, 126, 164, 77, 178, 87, 182, 51, 152, 172, 103, 161, 77, 156, 129, 107, 168, 53,
      163, 80, 181, 88, 132, 105, 92, 185, 73, 136, 117, 82, 154, 95, 196, 46, 147, 77, 99, 200, 45, 151, 92, 97,
    ]
    expectClose(picture.resized(height: 10, width: 4), pillow)
  }

  private func expectClose(_ image: Image, _ expected: [Int]) {
    #expect(image.pixels.count == expected.count)
    for (i, (ours, theirs)) in zip(image.pixels, expected).enumerated() {
      #expect(abs(Int(ours) - theirs) <= 1, "pixels[\(i)] is \(ours), Pillow has \(theirs)")
    }
  }

  @Test("The same size gives the same picture")
  func identity() { #expect(picture.resized(height: 5, width: 6) == picture) }

  @Test("One color stays that color at every size")
  func constant() {
    let color = Color(red: 3, green: 130, blue: 255)
    for (height, width) in someSizes {
      let image = Image(height: height, width: width, color: color)
      for (newHeight, newWidth) in someSizes {
        #expect(
          image.resized(height: newHeight, width: newWidth) == Image(height: newHeight, width: newWidth, color: color))
      }
    }
  }

  @Test("A picture of few rows is resized like the same rows among many", arguments: [1, 2, 15, 16])
  func fewRows(count: Int) {
    let tall = PNGFixtures.picture(height: 40, width: 33, PNGFixtures.rgb)
    for width in [1, 7, 32, 34, 90] {
      let whole = tall.resized(height: 40, width: width)
      let part = tall.cropped(rows: 0..<count, columns: 0..<33).resized(height: count, width: width)
      #expect(part == whole.cropped(rows: 0..<count, columns: 0..<width), "width \(width)")
    }
  }

  @Test("Rows, then columns, is the weighted mean of the definition in Double, rounded")
  func definition() {
    let old = PNGFixtures.picture(height: 23, width: 31, PNGFixtures.rgb)
    func weights(_ new: Int, _ from: Int, _ to: Int) -> [Double] {
      let s = Double(from) / Double(to)
      let raw = (0..<from).map { max(0, 1 - abs((Double($0) + 0.5) - (Double(new) + 0.5) * s) / max(s, 1)) }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    for (height, width) in [(1, 1), (5, 40), (50, 9), (23, 4), (8, 31)] {
      let new = old.resized(height: height, width: width)
      for y in 0..<height {
        let rows = weights(y, 23, height)
        for x in 0..<width {
          let columns = weights(x, 31, width)
          for c in 0..<3 {
            var mean = 0.0
            for (i, row) in rows.enumerated() where row > 0 {
              for (j, column) in columns.enumerated() {
                mean += row * column * Double(old.pixels[(i * 31 + j) * 3 + c])
              }
            }
            #expect(
              abs(Double(new.pixels[(y * width + x) * 3 + c]) - mean) <= 0.51, "(\(y), \(x)) of \(height) × \(width)")
          }
        }
      }
    }
  }

  @Test("Boxes are scaled with the picture, each side by its own factor")
  func boxes() {
    let example = AnnotatedImage(
      image: picture, objects: [LabeledBox(box: Box(xMin: 1, yMin: 2, xMax: 3, yMax: 5), label: 1, area: 4)])
    let result = example.resized(height: 10, width: 3)
    #expect(
      result.objects == [
        LabeledBox(box: Box(xMin: 0.5, yMin: 4, xMax: 1.5, yMax: 10), label: 1, area: 4 * 2 * 0.5)
      ])
    #expect(AnnotatedImage(image: picture).resized(height: 2, width: 2).objects.isEmpty)
  }
}
