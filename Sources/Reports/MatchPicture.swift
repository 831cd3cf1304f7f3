// The outcome of matching one scene as a picture, after keras-retinanet's debug view: an object with a positive anchor
// is green, one without is red.

import Boxes
import Foundation
import Images
import Text

/// Draws a scene, its objects and their positive anchors, enlarged, with a line of explanation for each object.
public struct MatchPicture {
  let report: MatchReport
  let zoom: Int

  /// A picture of a matched scene.
  ///
  /// - Parameters:
  ///   - report: The scene and its matches.
  ///   - zoom: How many pixels a pixel of the scene becomes, at least 1.
  public init(report: MatchReport, zoom: Int) {
    precondition(zoom >= 1, "zoom must be at least 1, found \(zoom)")
    self.report = report
    self.zoom = zoom
  }

  /// Of an object with a positive anchor.
  public static let learnt = Color(red: 0, green: 230, blue: 60)
  /// Of an object without one.
  public static let notLearnt = Color(red: 255, green: 40, blue: 40)
  /// Of a crowd.
  public static let crowd = Color(red: 70, green: 130, blue: 255)
  /// The anchors of one object have one color; neighbors in the list differ.
  public static let anchorColors = [
    Color(red: 255, green: 220, blue: 0), .white, Color(red: 255, green: 120, blue: 255),
    Color(red: 255, green: 150, blue: 50), Color(red: 180, green: 160, blue: 255),
  ]
  private static let textScale = 2
  private static let lineHeight = (Image.textHeight + 1) * textScale
  private static let margin = 6

  /// The color of an object's box.
  func color(ofObject index: Int) -> Color {
    if report.scene.objects[index].isCrowd { return Self.crowd }
    return report.isLearnt(index) ? Self.learnt : Self.notLearnt
  }

  /// The picture: the enlarged scene above, the legend below.
  public func image() -> Image { withLegend(drawnScene()) }

  /// The enlarged scene with its objects and, on request, their positive anchors; no legend.
  func drawnScene(showsAnchors: Bool = true) -> Image {
    var scene = report.scene.image.enlarged(by: zoom)
    if showsAnchors { drawAnchors(on: &scene) }
    for object in report.matches.objects.indices {
      let box = scaled(report.matches.objects[object])
      // A dark rim, so that the line shows on an object of its own color.
      scene.drawRectangle(grown(box, by: 1), color: .black, thickness: 5)
      scene.drawRectangle(box, color: color(ofObject: object), thickness: 3)
    }
    drawNames(on: &scene)
    return scene
  }

  /// Every anchor in its object's color on a dark line: yellow on light green is hardly seen without.
  private func drawAnchors(on scene: inout Image) {
    let thickness = zoom >= 3 ? 2 : 1
    for object in report.matches.objects.indices {
      let color = Self.anchorColors[object % Self.anchorColors.count]
      let anchors = report.matches.positives(ofObject: object).map { scaled(report.matches.anchors[$0]) }
      for anchor in anchors { scene.drawRectangle(grown(anchor, by: 1), color: .black, thickness: thickness + 2) }
      for anchor in anchors { scene.drawRectangle(anchor, color: color, thickness: thickness) }
    }
  }

  /// With many objects their names would hide the scene: then the numbers stand for the names in the legend.
  private func label(ofObject index: Int) -> String {
    report.matches.objects.count > 5 ? "\(index)" : report.name(ofObject: index)
  }

  /// Each name where it hides none that stands already, if there is such a place beside its box.
  private func drawNames(on scene: inout Image) {
    var taken: [Box] = []
    for index in report.matches.objects.indices {
      let name = label(ofObject: index)
      let place = Self.place(
        width: Image.textWidth(name, scale: Self.textScale), beside: scaled(report.matches.objects[index]),
        on: scene.size, taken: taken)
      scene.drawText(
        name, x: Int(place.xMin), y: Int(place.yMin), color: color(ofObject: index), background: .black,
        scale: Self.textScale)
      taken.append(place)
    }
  }

  /// Above the box, below it, within it at the top or the bottom, from its left edge or to its right one: the first
  /// place in the picture that is free, or else the first.
  static func place(width: Int, beside box: Box, on size: ImageSize, taken: [Box]) -> Box {
    let (width, height) = (Double(width), Double(Image.textHeight * textScale))
    func pixel(_ edge: Double) -> Double { edge.isNaN ? 0 : min(max(edge, -1e6), 1e6).rounded(.towardZero) }
    let tops = [pixel(box.yMin) - 1 - height, pixel(box.yMax) + 2, pixel(box.yMin) + 4, pixel(box.yMax) - 4 - height]
    let lefts = [pixel(box.xMin), pixel(box.xMax) - width].map { max(0, min($0, Double(size.width) - width)) }
    let places = tops.filter { $0 >= 0 && $0 + height <= Double(size.height) }.flatMap { top in
      lefts.map { Box(xMin: $0, yMin: top, xMax: $0 + width, yMax: top + height) }
    }
    let free = places.first { place in !taken.contains { $0.intersectionArea(with: place) > 0 } }
    return free ?? places.first ?? Box(xMin: lefts[0], yMin: 0, xMax: lefts[0] + width, yMax: height)
  }

  private var legend: [(text: String, color: Color)] {
    let head =
      "\(report.matches.positiveCount) positive, \(report.matches.ignoredCount) ignored, "
      + "\(report.matches.negativeCount) negative anchors"
    let objects = report.matches.objects.indices.map { index in
      (report.name(ofObject: index) + ": " + explanation(ofObject: index), color(ofObject: index))
    }
    return [(head, Color.white)] + objects
  }

  /// A few words, since the picture is narrow; the text has the whole sentence.
  private func explanation(ofObject index: Int) -> String {
    let verdict = report.matches.verdict(object: index)
    let best = verdict.bestIoUText
    return switch verdict.reason {
    case .matched: "learnt by \(verdict.positiveCount.counted("anchor")), best IoU \(best)"
    case .lowQualityOnly: "learnt by the low-quality rule, best IoU \(best)"
    case .bestAnchorTaken(let other, _): "not learnt, its best anchor is object \(other)'s"
    case .defectOnly: "to be learnt by anchors that it does not overlap"
    case .bestAnchorNegative: "not learnt, its best anchor is negative, IoU only \(best)"
    case .belowThreshold: "not learnt, best IoU only \(best)"
    case .overlapsNoAnchor: "not learnt, no anchor overlaps it"
    case .crowd: "a crowd, never matched"
    }
  }

  private func withLegend(_ scene: Image) -> Image {
    let lines = legend
    let height = scene.height + 2 * Self.margin + lines.count * Self.lineHeight
    let longest = lines.map { Image.textWidth($0.text, scale: Self.textScale) }.max() ?? 0
    let width = max(scene.width, longest + 2 * Self.margin)
    var canvas = Image(height: height, width: width, color: Color(red: 24, green: 24, blue: 24))
    canvas.draw(scene, y: 0, x: 0)
    for (index, line) in lines.enumerated() {
      canvas.drawText(
        line.text, x: Self.margin, y: scene.height + Self.margin + index * Self.lineHeight, color: line.color,
        scale: Self.textScale)
    }
    return canvas
  }

  private func grown(_ box: Box, by margin: Double) -> Box {
    Box(xMin: box.xMin - margin, yMin: box.yMin - margin, xMax: box.xMax + margin, yMax: box.yMax + margin)
  }

  private func scaled(_ box: Box) -> Box {
    let zoom = Double(zoom)
    return Box(xMin: box.xMin * zoom, yMin: box.yMin * zoom, xMax: box.xMax * zoom, yMax: box.yMax * zoom)
  }
}
