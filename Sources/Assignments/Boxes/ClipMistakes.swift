// What goes wrong with a box at the image's edges in assignment 2.

enum ClipMistakes {
  private static let wide: [Value] = [[-5, 20, 250, 150], 100, 200]
  private static let outside: [Value] = [[-9, 20, -2, 50], 100, 200]
  private static let right: Value = [0, 20, 200, 100]

  static let clip = Known(
    [
      Mistake(
        "C11", "both axes are cut by the width", place: "each axis its own bound",
        Figure(wide, right: right, wrong: [0, 20, 200, 150])),
      Mistake(
        "C11b", "the last pixel is the bound", place: "continuous coordinates end at the width",
        Figure(wide, right: right, wrong: [0, 20, 199, 99]), convention: "Detectron"),
      Mistake(
        "C12", "only the far edges are cut", place: "a box may leave on any side, and be wholly outside",
        Figure(wide, right: right, wrong: [-5, 20, 200, 100])),
      Mistake(
        "C13", "near edges are cut at 0 only, and far edges at the size only", place: "a box wholly outside",
        Figure(outside, right: [0, 20, 0, 50], wrong: [0, 20, -2, 50])),
      Mistake(
        "C26", "x is cut by the height and y by the width", place: "each axis its own bound",
        Figure(wide, right: right, wrong: [0, 20, 100, 150])),
      Mistake(
        "C27", "the box is moved into the image", place: "the part that lies in the image",
        Figure([[-5, 20, 25, 50], 100, 200], right: [0, 20, 25, 50], wrong: [0, 20, 30, 50])),
      Mistake(
        "C30", "a box outside is put into the corner", place: "every edge by itself, on whichever border",
        Figure(outside, right: [0, 20, 0, 50], wrong: [0, 0, 0, 0])),
    ], exclusive: [["C11", "C26"], ["C12", "C13", "C27"]]
  ) { wrong in
    Function { (box: Rectangle, height: Double, width: Double) in
      var (right, down) = wrong("C26") ? (height, width) : (width, wrong("C11") ? width : height)
      if wrong("C11b") { (right, down) = (right - 1, down - 1) }
      let x = cut(box.xMin, box.xMax, right, wrong)
      let y = cut(box.yMin, box.yMax, down, wrong)
      let isOutside = x.far <= x.near || y.far <= y.near
      return wrong("C30") && isOutside ? Rectangle(0, 0, 0, 0) : Rectangle(x.near, y.near, x.far, y.far)
    }
  }

  private static func cut(
    _ near: Double, _ far: Double, _ size: Double, _ wrong: Wrong
  ) -> (near: Double, far: Double) {
    if wrong("C12") { return (near, min(far, size)) }
    if wrong("C13") { return (max(near, 0), min(far, size)) }
    if wrong("C27") {
      let side = min(far - near, size)
      let start = min(max(near, 0), size - side)
      return (start, start + side)
    }
    return (min(max(near, 0), size), min(max(far, 0), size))
  }
}
