// Detections and ground truth drawn over a picture that is enlarged so that both can be read.

import Boxes
import Foundation
import Images
import Text

/// Draws what was there (dashes of green and white, just outside the box) and what was found (the class's color, with
/// class and score) on an enlarged copy of a picture.
///
/// Where a detection is right its line runs along the dashes; dashes alone are an object that was missed, a line
/// alone is a mistake.
///
/// Pixels are repeated, not blended: what the network sees is what is shown.
public struct Annotator: Hashable, Sendable {
  /// The names of the classes; a label beyond them is written as its number.
  public var categories: [String]
  /// Detections that score less are not drawn.
  public var minimumScore: Double
  /// How many times larger the copy is, at least 1; `nil` chooses 1 to 4 so that it is about 512 px.
  public var scale: Int?

  /// The color of the ground truth's dashes.
  public static let truthColor = Color(red: 0, green: 150, blue: 60)

  /// An annotator; by default everything is drawn that scores at least 0.3.
  public init(categories: [String], minimumScore: Double = 0.3, scale: Int? = nil) {
    precondition(scale ?? 1 >= 1, "scale must be at least 1, found \(scale ?? 1)")
    self.categories = categories
    self.minimumScore = minimumScore
    self.scale = scale
  }

  /// An enlarged copy with detections and ground truth; boxes are in pixels of the original.
  ///
  /// Better scores are drawn over lesser ones. Boxes may reach beyond the picture; one that is not finite is left out.
  ///
  /// A caller that gives a large picture away (`consume`) needs no memory for a second one.
  public func annotated(
    _ image: consuming Image, detections: [Detection] = [], objects: [LabeledBox] = []
  ) -> Image {
    let scale = scale ?? min(4, max(1, 512 / max(image.height, image.width)))
    let thickness = scale >= 3 ? 3 : 2
    var canvas: Image
    if scale == 1 { canvas = image } else { canvas = image.enlarged(scale) }
    let shown = detections.filter { $0.score >= minimumScore && $0.box.isFinite }.sorted { $0.score < $1.score }

    for detection in shown {
      let box = detection.box.enlarged(scale)
      canvas.drawRectangle(box.outset(by: 1), color: .black)
      canvas.drawRectangle(box, color: Palette.color(detection.label), thickness: thickness + 1)
    }
    for object in objects where object.box.isFinite {
      let box = object.box.enlarged(scale).outset(by: Double(thickness + 1))
      canvas.drawRectangle(box, color: .white, thickness: thickness)
      canvas.drawRectangle(box, color: Self.truthColor, thickness: thickness, dash: 10)
    }
    let textScale = max(canvas.height, canvas.width) >= 480 ? 2 : 1
    var taken: [Box] = []
    for detection in shown.reversed() {
      let text = tag(detection)
      let place = place(
        height: Double(Image.textHeight * textScale), width: Double(Image.textWidth(text, scale: textScale)),
        beside: detection.box.enlarged(scale), gap: Double(thickness + 2), on: canvas, taken: taken)
      canvas.drawText(
        text, x: Int(place.xMin), y: Int(place.yMin), color: .black, background: Palette.color(detection.label),
        scale: textScale)
      taken.append(place)
    }
    return canvas
  }

  /// The class and the score.
  private func tag(_ detection: Detection) -> String {
    let name = categories.indices.contains(detection.label) ? categories[detection.label] : "\(detection.label)"
    return "\(name) \(detection.score.fixed(digits: 2))"
  }

  /// Above the box, else within it at the top, below it, within it at the bottom: the first place in the picture
  /// that is free, or else the first.
  private func place(
    height: Double, width: Double, beside box: Box, gap: Double, on canvas: Image, taken: [Box]
  ) -> Box {
    let left = max(0, min(box.xMin, Double(canvas.width) - width)).rounded()
    let tops = [box.yMin - height - gap, box.yMin + gap, box.yMax + gap, box.yMax - height - gap]
    let places = tops.filter { $0 >= 0 && $0 + height <= Double(canvas.height) }.map { top in
      Box(xMin: left, yMin: top.rounded(), xMax: left + width, yMax: top.rounded() + height)
    }
    let free = places.first { place in !taken.contains { $0.intersectionArea(with: place) > 0 } }
    return free ?? places.first ?? Box(xMin: left, yMin: 0, xMax: left + width, yMax: height)
  }
}

extension Box {
  fileprivate var isFinite: Bool { [xMin, yMin, xMax, yMax].allSatisfy(\.isFinite) }

  fileprivate func enlarged(_ scale: Int) -> Box {
    let scale = Double(scale)
    return Box(xMin: xMin * scale, yMin: yMin * scale, xMax: xMax * scale, yMax: yMax * scale)
  }

  fileprivate func outset(by pixels: Double) -> Box {
    Box(xMin: xMin - pixels, yMin: yMin - pixels, xMax: xMax + pixels, yMax: yMax + pixels)
  }
}

extension Image {
  /// A copy in which each pixel is a square of `scale` × `scale`.
  fileprivate func enlarged(_ scale: Int) -> Image {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count * scale * scale)
    for y in 0..<height {
      var row: [UInt8] = []
      row.reserveCapacity(width * scale * 3)
      for x in 0..<width {
        let first = (y * width + x) * 3
        for _ in 0..<scale { row += pixels[first..<first + 3] }
      }
      for _ in 0..<scale { result += row }
    }
    return Image(height: height * scale, width: width * scale, pixels: result)
  }
}
