// What each system learns of one scene, as a sheet of pictures: an object with a positive anchor is green, one without
// is red, as in keras-retinanet's debug view.

import Boxes
import Detector
import Images
import Systems

/// Draws a comparison: for each system the scene, its objects and their positive anchors.
public struct ComparisonPicture {
  let comparison: SystemComparison
  let image: Image

  /// A sheet of a comparison of systems on a scene.
  ///
  /// - Parameters:
  ///   - comparison: What each system makes of the scene's objects.
  ///   - image: The scene itself.
  public init(comparison: SystemComparison, image: Image) {
    self.comparison = comparison
    self.image = image
  }

  /// The toy scene with its objects drawn as plain rectangles.
  public static var toyScene: AnnotatedImage {
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

  /// One panel beside the other, four in a row, and what the colors mean.
  public func sheet() -> Image {
    PictureSheet(panels: comparison.views.map(panel), legend: PictureSheet.boxLegend).image()
  }

  private func panel(_ view: SystemComparison.View) -> PictureSheet.Panel {
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
    return PictureSheet.Panel(
      image: scene, title: "\(view.conventions.system.rawValue): \(view.matches.positiveCount) positive")
  }
}
