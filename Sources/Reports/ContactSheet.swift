// Many scenes on one sheet, each with its objects: whether annotations lie on what they name is seen at a glance.

import Images
import Text

/// A sheet of matched scenes.
public struct ContactSheet {
  /// The scenes, with what each is called on the sheet.
  public var scenes: [(name: String, report: MatchReport)]

  /// A sheet of these scenes.
  public init(_ scenes: [(name: String, report: MatchReport)]) { self.scenes = scenes }

  /// A line for each scene: how many objects it has and how many of them are learnt.
  public var lines: [String] {
    scenes.map { scene in
      let objects = scene.report.scene.objects
      let known = objects.indices.filter { !objects[$0].isCrowd }
      return "\(scene.name): \(known.count.counted("object")), \(known.count(where: scene.report.isLearnt)) learnt, "
        + scene.report.matches.positiveCount.counted("positive anchor")
    }
  }

  /// The sheet, four scenes in a row, those below 320 pixels enlarged.
  public func image() -> Image {
    let panels = scenes.map { scene in
      let side = max(scene.report.scene.image.height, scene.report.scene.image.width)
      let picture = MatchPicture(report: scene.report, zoom: max(1, 320 / max(1, side)))
      return PictureSheet.Panel(image: picture.drawnScene(showsAnchors: false), title: scene.name)
    }
    return PictureSheet(panels: panels, legend: Array(PictureSheet.boxLegend.dropLast())).image()
  }
}
