// Whether boxes end where the picture changes: the one rule that sees swapped axes and mixed-up pictures before
// training (data8).

import Boxes
import Images
import Randomness

/// How much the color changes across the edges of boxes, beside that of the same boxes at random places.
///
/// ```
/// step(box)    = mean over points of its four edges of |color one pixel inside − color two pixels outside|, L1 of RGB
/// contrast     = Σ step(box) / Σ step(the box at a random place of its picture)
/// ```
///
/// Properties:
/// - Boxes at random places have a contrast of about 1, whatever the pictures are.
/// - Labels do not matter, and neither do objects that nobody annotated.
///
/// Right boxes of `standard` shapes have about 6. Photographs have less clear edges: what is judged is whether another
/// reading of the same numbers has a much larger contrast, which no picture's texture does by chance.
public struct EdgeContrast: Hashable, Sendable {
  /// The contrast; nil if no box could be looked at.
  public let value: Double?
  /// The number of boxes that were looked at.
  public let boxes: Int

  /// The contrast of boxes in pictures.
  ///
  /// - Parameters:
  ///   - pictures: the pictures with their boxes.
  ///   - seed: draws the random places.
  public init(_ pictures: [(image: Image, boxes: [Box])], seed: UInt64 = 0) {
    var (edges, elsewhere, count) = (0.0, 0.0, 0)
    for (index, picture) in pictures.enumerated() {
      var generator = SeededGenerator(seed: seed, UInt64(index))
      for box in picture.boxes {
        guard let step = Self.step(box, picture.image),
          let other = Self.randomStep(box, picture.image, using: &generator)
        else { continue }
        edges += step
        elsewhere += other
        count += 1
      }
    }
    boxes = count
    // A picture of one color has no edges at all.
    value = count == 0 ? nil : (edges + 1e-9) / (elsewhere + 1e-9)
  }

  /// The mean step of the same box at four random places.
  private static func randomStep(_ box: Box, _ image: Image, using generator: inout SeededGenerator) -> Double? {
    let (x, y) = (Double(image.width) - box.width, Double(image.height) - box.height)
    guard x > 0, y > 0 else { return nil }
    let steps = (0..<4).compactMap { _ -> Double? in
      let (left, top) = (generator.uniform() * x, generator.uniform() * y)
      return step(Box(xMin: left, yMin: top, xMax: left + box.width, yMax: top + box.height), image)
    }
    return steps.mean
  }

  /// The mean change of color across a box's edges; nil if none of its edges lies in the picture.
  static func step(_ box: Box, _ image: Image) -> Double? {
    guard box.width >= 2, box.height >= 2 else { return nil }
    var (sum, count) = (0.0, 0)
    func add(_ inside: (x: Double, y: Double), _ outside: (x: Double, y: Double)) {
      let a = (Int(inside.x.rounded(.down)), Int(inside.y.rounded(.down)))
      let b = (Int(outside.x.rounded(.down)), Int(outside.y.rounded(.down)))
      for (x, y) in [a, b] where !(0..<image.width).contains(x) || !(0..<image.height).contains(y) { return }
      sum += Double(image[a.1, a.0].distance(to: image[b.1, b.0]))
      count += 1
    }
    // Points in the middle part of each edge: an ellipse or a triangle touches its box there if anywhere.
    for place in stride(from: 0.3, through: 0.7, by: 0.1) {
      let (x, y) = (box.xMin + place * box.width, box.yMin + place * box.height)
      add((box.xMin + 1.5, y), (box.xMin - 1.5, y))
      add((box.xMax - 1.5, y), (box.xMax + 1.5, y))
      add((x, box.yMin + 1.5), (x, box.yMin - 1.5))
      add((x, box.yMax - 1.5), (x, box.yMax + 1.5))
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
