// Do boxes follow their pictures? Paint the boxes as flat rectangles, change the picture, and see where the paint went
// (data6).

import Boxes
import Images
import Text

/// A test of anything that changes a picture and its boxes together.
///
/// ```
/// a gray picture with one white rectangle  →  the change  →  where white is, against the box that was returned
/// ```
///
/// Properties:
/// - What changes nothing has an overlap of 1.
/// - What mirrors the picture alone, or the box alone, does not reach 0.95, because no rectangle stands in the middle.
public struct PaintThrough: Hashable, Sendable {
  /// The IoU of paint and box for each rectangle that was still there.
  public let overlaps: [Double]
  /// The least of them; nil if none was left.
  public var worst: Double? { overlaps.min() }

  /// Sends painted rectangles through a change.
  ///
  /// - Parameters:
  ///   - height: of the pictures that are painted, in pixels.
  ///   - width: likewise.
  ///   - change: what changes pictures and boxes; it is called once for each of eight rectangles, with their number
  ///     for a seed.
  public init(height: Int, width: Int, change: (AnnotatedImage, Int) -> AnnotatedImage) {
    precondition(height >= 32 && width >= 32, "height and width must be at least 32, found \(height) and \(width)")
    // Wide and high ones, in each corner, never in the middle.
    let places = [
      (0.1, 0.2), (0.35, 0.05), (0.05, 0.4), (0.3, 0.35), (0.15, 0.1), (0.4, 0.3), (0.25, 0.15), (0.1, 0.3),
    ]
    overlaps = places.enumerated().compactMap { number, place in
      let (left, top) = ((place.0 * Double(width)).rounded(), (place.1 * Double(height)).rounded())
      let (w, h) = number % 2 == 0 ? (0.5, 0.35) : (0.4, 0.55)
      let box = Box(
        xMin: left, yMin: top, xMax: left + (w * Double(width)).rounded(), yMax: top + (h * Double(height)).rounded())
      var image = Image(height: height, width: width, color: Color(gray: 40))
      for y in Int(box.yMin)..<Int(box.yMax) {
        for x in Int(box.xMin)..<Int(box.xMax) { image[y, x] = .white }
      }
      let changed = change(AnnotatedImage(image: image, objects: [LabeledBox(box: box, label: 0)]), number)
      guard let returned = changed.objects.first?.box, let painted = Self.paint(changed.image) else { return nil }
      return returned.iou(painted)
    }
  }

  /// The extent of what is nearer to white than to gray, where an edge pixel counts by its share.
  private static func paint(_ image: Image) -> Box? {
    let rows = (0..<image.height).map { y in (0..<image.width).map { x in light(image[y, x]) }.max() ?? 0 }
    let columns = (0..<image.width).map { x in (0..<image.height).map { y in light(image[y, x]) }.max() ?? 0 }
    guard let (top, bottom) = extent(rows), let (left, right) = extent(columns) else { return nil }
    return Box(xMin: left, yMin: top, xMax: right, yMax: bottom)
  }

  /// 0 for the ground, 1 for the paint.
  private static func light(_ color: Color) -> Double {
    min(1, max(0, (Double(color.red) + Double(color.green) + Double(color.blue) - 330) / 330))
  }

  private static func extent(_ light: [Double]) -> (Double, Double)? {
    guard let first = light.firstIndex(where: { $0 > 0.25 }), let last = light.lastIndex(where: { $0 > 0.25 }) else {
      return nil
    }
    return (Double(first) + 1 - light[first], Double(last) + light[last])
  }

  /// What the check says of it.
  ///
  /// - Parameter name: what changes the pictures, in words: "The augmentation".
  public func findings(of name: String) -> [Finding] {
    guard let worst else {
      return [
        Finding(
          "data6", .warning, "\(name) loses every box", measured: "none of 8 rectangles came back",
          expected: "boxes for what is still to be seen", advice: "look at its limits")
      ]
    }
    guard worst < 0.95 else { return [] }
    return [
      Finding(
        "data6", worst < 0.8 ? .severe : .warning, "\(name) moves pictures and boxes apart",
        measured: "painted rectangles and their boxes overlap by an IoU of \(worst.fixed(digits: 3)) at worst, "
          + "\((overlaps.mean ?? 0).fixed(digits: 3)) on average",
        expected: "at least 0.95: a box has to go where its picture goes",
        advice: "change the boxes by the same mirroring, scale and shift as the picture, each axis by its own factor")
    ]
  }
}
