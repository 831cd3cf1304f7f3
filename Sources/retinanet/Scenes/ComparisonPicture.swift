// What each system learns of one scene, as a sheet of pictures: an object with a positive anchor is green, one without
// is red, as in keras-retinanet's debug view.

import Boxes
import Detector
import Images
import Systems

/// Draws a comparison: for each system the scene, its objects and their positive anchors.
struct ComparisonPicture {
  let comparison: SystemComparison
  let image: Image

  private static let columns = 4
  private static let margin = 8
  private static let background = Color(red: 24, green: 24, blue: 24)

  /// The toy scene with its objects drawn as plain rectangles.
  static var toyScene: AnnotatedImage {
    var image = Image(height: 240, width: 320, color: Color(red: 70, green: 74, blue: 82))
    let colors = [
      Color(red: 96, green: 108, blue: 140), Color(red: 140, green: 112, blue: 92),
      Color(red: 110, green: 130, blue: 96),
    ]
    for (index, object) in SystemComparison.toyObjects.enumerated() {
      let box = object.box
      var color = colors[object.label]
      // The last stands in the one before it.
      if index == SystemComparison.toyObjects.count - 1 { color = Color(red: 170, green: 140, blue: 118) }
      image.fill(rows: Int(box.yMin)..<Int(box.yMax), columns: Int(box.xMin)..<Int(box.xMax), color: color)
    }
    return AnnotatedImage(image: image, objects: SystemComparison.toyObjects)
  }

  /// One panel beside the other, four in a row.
  func sheet() -> Image {
    let panels = comparison.views.map(panel)
    let (height, width) = (panels.map(\.height).max() ?? 1, panels.map(\.width).max() ?? 1)
    let columns = min(Self.columns, max(1, panels.count))
    let rows = max(1, (panels.count + columns - 1) / columns)
    var sheet = Image(
      height: rows * (height + Self.margin) + Self.margin, width: columns * (width + Self.margin) + Self.margin,
      color: Self.background)
    for (index, panel) in panels.enumerated() {
      sheet.draw(
        panel, y: Self.margin + index / columns * (height + Self.margin),
        x: Self.margin + index % columns * (width + Self.margin))
    }
    return sheet
  }

  private func panel(_ view: SystemComparison.View) -> Image {
    let scale = 2
    let line = (Image.textHeight + 2) * scale
    // Small pictures are enlarged, so that anchors can be told apart.
    let zoom = max(1, 320 / max(image.height, image.width))
    var scene = image.enlarged(by: zoom)
    func placed(_ box: Box) -> Box {
      let zoom = Double(zoom)
      return Box(xMin: box.xMin * zoom, yMin: box.yMin * zoom, xMax: box.xMax * zoom, yMax: box.yMax * zoom)
    }
    for (anchor, assignment) in view.matches.assignments.enumerated() {
      guard case .positive(let object) = assignment else { continue }
      scene.drawRectangle(
        placed(view.anchors[anchor]), color: MatchPicture.anchorColors[object % MatchPicture.anchorColors.count])
    }
    let learnt = Set(view.learnt)
    for (index, object) in comparison.objects.enumerated() {
      let color =
        object.isCrowd ? MatchPicture.crowd : learnt.contains(index) ? MatchPicture.learnt : MatchPicture.notLearnt
      scene.drawRectangle(placed(object.box), color: color, thickness: 3)
    }
    let text = "\(view.conventions.system.rawValue): \(view.matches.positiveCount) positive"
    var result = Image(
      height: scene.height + line, width: max(scene.width, Image.textWidth(text, scale: scale)), color: Self.background)
    result.drawText(text, x: 0, y: 0, color: .white, scale: scale)
    result.draw(scene, y: line, x: 0)
    return result
  }
}

extension Image {
  /// Every pixel as a square of `zoom` × `zoom`, so that what the network sees can be counted.
  func enlarged(by zoom: Int) -> Image {
    let width = self.width * zoom
    var pixels: [UInt8] = []
    pixels.reserveCapacity(height * zoom * width * 3)
    for y in 0..<height {
      var row: [UInt8] = []
      row.reserveCapacity(width * 3)
      for x in 0..<self.width {
        let start = (y * self.width + x) * 3
        for _ in 0..<zoom { row += self.pixels[start..<start + 3] }
      }
      for _ in 0..<zoom { pixels += row }
    }
    return Image(height: height * zoom, width: width, pixels: pixels)
  }
}
