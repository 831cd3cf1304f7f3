// Rectangles, lines and text, as pictures: # is drawn, . is not.

import Boxes
import Images
import Testing

private func picture(_ image: Image) -> String {
  (0..<image.height).map { y in
    String((0..<image.width).map { x in image[y, x] == .white ? "." as Character : "#" })
  }.joined(separator: "\n")
}

private func drawn(height: Int, width: Int, _ draw: (inout Image) -> Void) -> String {
  var image = Image(height: height, width: width, color: .white)
  draw(&image)
  return picture(image)
}

@Suite("Drawing")
struct DrawingTests {
  @Test("A box from 1 to 6 and 1 to 4 covers pixels 1…5 and 1…3; its outline lies within")
  func rectangle() {
    let result = drawn(height: 5, width: 8) {
      $0.drawRectangle(Box(xMin: 1, yMin: 1, xMax: 6, yMax: 4), color: .red)
    }
    #expect(
      result == """
        ........
        .#####..
        .#...#..
        .#####..
        ........
        """)
  }

  @Test("Two pixels thick, and dashed")
  func thickAndDashed() {
    let box = Box(xMin: 0, yMin: 0, xMax: 8, yMax: 6)
    #expect(
      drawn(height: 6, width: 8) { $0.drawRectangle(box, color: .red, thickness: 2) } == """
        ########
        ########
        ##....##
        ##....##
        ########
        ########
        """)
    #expect(
      drawn(height: 6, width: 8) { $0.drawRectangle(box, color: .red, dash: 2) } == """
        ##..##..
        #......#
        ........
        ........
        #......#
        ##..##..
        """)
  }

  @Test("What lies outside is not drawn, however far; what is not finite draws nothing")
  func outside() {
    #expect(
      drawn(height: 3, width: 4) { $0.drawRectangle(Box(xMin: -5, yMin: 1, xMax: 2, yMax: 1e300), color: .red) } == """
        ....
        ##..
        .#..
        """)
    let odd = [
      Box(xMin: .nan, yMin: 0, xMax: 1, yMax: 1), Box(xMin: 0, yMin: 0, xMax: .infinity, yMax: 1),
      Box(xMin: 2, yMin: 0, xMax: 1, yMax: 1), Box(xMin: 9, yMin: 9, xMax: 12, yMax: 12),
    ]
    for box in odd {
      #expect(drawn(height: 1, width: 2) { $0.drawRectangle(box, color: .red) } == "..", "\(box)")
    }
    #expect(
      drawn(height: 2, width: 2) { $0.drawLine(fromX: -9, y: 0, toX: .infinity, y: 0, color: .red) } == "..\n..")
  }

  @Test("A box without area is one pixel")
  func point() {
    #expect(
      drawn(height: 2, width: 3) { $0.drawRectangle(Box(xMin: 1, yMin: 1, xMax: 1, yMax: 1), color: .red) }
        == "...\n.#.")
  }

  @Test("Lines: level, and from corner to corner without gaps")
  func lines() {
    #expect(
      drawn(height: 3, width: 5) { $0.drawLine(fromX: 0, y: 1.5, toX: 4.5, y: 1.5, color: .red) } == """
        .....
        #####
        .....
        """)
    let diagonal = drawn(height: 4, width: 4) { $0.drawLine(fromX: 0, y: 0, toX: 4, y: 4, color: .red) }
    #expect(
      diagonal == """
        #...
        .#..
        ..#.
        ...#
        """)
  }

  @Test("Text as it looks")
  func text() {
    #expect(
      drawn(height: Image.textHeight, width: Image.textWidth("A1?")) {
        $0.drawText("A1?", x: 0, y: 0, color: .black)
      } == """
        ...................
        ..###....#....###..
        .#...#..##...#...#.
        .#...#...#.......#.
        .#####...#......#..
        .#...#...#.....#...
        .#...#...#.........
        .#...#..###....#...
        ...................
        """)
  }

  @Test("All 95 characters differ; other characters are a question mark")
  func font() {
    func look(_ text: String) -> String {
      drawn(height: 9, width: 7) { $0.drawText(text, x: 0, y: 0, color: .black) }
    }
    let looks = (32...126).map { look(String(decoding: [UInt8($0)], as: UTF8.self)) }
    #expect(Set(looks).count == 95)
    #expect(looks[0].allSatisfy { $0 != "#" })
    #expect(look("α") == look("?"))
    #expect(look("\u{7F}") == look("?"))
    #expect(look("") == look(" "))
  }

  @Test("Text with a background at twice the size; beside the picture it is cut")
  func background() {
    var image = Image(height: 20, width: 20, color: .white)
    image.drawText("I", x: 2, y: 1, color: .red, background: .black, scale: 2)
    #expect(image[1, 2] == .black)
    #expect(image[0, 2] == .white)
    #expect(image[1 + 18 - 1, 2 + 14 - 1] == .black)
    #expect(image[1 + 18, 2] == .white && image[1, 2 + 14] == .white)
    #expect(image[3, 2 + 2 + 4] == .red)
    image.drawText("III", x: -3, y: -4, color: .red, background: .black)
    image.drawText("III", x: 18, y: 15, color: .red, background: .black)
    #expect(image[19, 19] == .black)
  }

  @Test("A picture on a picture")
  func overlay() {
    var image = digits("000 000")
    image.draw(digits("12 34"), y: 1, x: 2)
    #expect(image == digits("000 001"))
    image.draw(digits("12 34"), y: -1, x: -1)
    #expect(image == digits("400 001"))
  }
}
