// What a scene consists of before a pixel is drawn: colors and places, drawn from a generator by a recipe.

import Boxes
import Images
import Randomness

/// The three kinds of objects; raw values are labels.
package enum Shape: Int, CaseIterable, Sendable {
  case ellipse, rectangle, triangle
}

package struct Scene: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package var x0, y0, x1, y1: Double
    package var thickness: Double
    package var color: Color
  }

  package struct Object: Hashable, Sendable {
    package var shape: Shape
    /// The tight extent of the continuous shape.
    package var box: Box
    package var color: Color
  }

  package var background: Color
  package var lines: [Line] = []
  /// In the order in which they were placed, which is also that of the annotations.
  package var objects: [Object] = []

  /// How often a place is tried before an object is left out.
  static let tries = 50

  init(recipe: ShapesDataset.Recipe, imageSize: Int, using generator: inout SeededGenerator) {
    background = Self.color(&generator)
    let side = Double(imageSize)
    for _ in 0..<generator.integer(in: recipe.clutterLines) {
      lines.append(
        Line(
          x0: side * generator.uniform(), y0: side * generator.uniform(), x1: side * generator.uniform(),
          y1: side * generator.uniform(), thickness: Double(generator.integer(in: recipe.clutterThickness)),
          color: Self.color(&generator)))
    }
    for _ in 0..<generator.integer(in: recipe.objects) {
      let shape = Self.shape(recipe.classFrequencies, &generator)
      var color = Self.color(&generator)
      while color.distance(to: background) < recipe.leastContrast { color = Self.color(&generator) }
      for _ in 0..<Self.tries {
        let box = Self.box(recipe, side: side, &generator)
        guard objects.allSatisfy({ $0.box.iou(box) <= recipe.greatestIoU }) else { continue }
        objects.append(Object(shape: shape, box: box, color: color))
        break
      }
    }
  }

  private static func color(_ generator: inout SeededGenerator) -> Color {
    let bits = generator.next() >> 40
    return Color(
      red: UInt8(truncatingIfNeeded: bits >> 16), green: UInt8(truncatingIfNeeded: bits >> 8),
      blue: UInt8(truncatingIfNeeded: bits))
  }

  private static func shape(_ frequencies: [Double], _ generator: inout SeededGenerator) -> Shape {
    var left = generator.uniform() * frequencies.reduce(0, +)
    for (shape, frequency) in zip(Shape.allCases, frequencies) {
      left -= frequency
      if left < 0 { return shape }
    }
    return Shape.allCases.last { frequencies[$0.rawValue] > 0 } ?? .triangle
  }

  private static func box(
    _ recipe: ShapesDataset.Recipe, side: Double, _ generator: inout SeededGenerator
  ) -> Box {
    // What could not lie inside at the most extreme aspect is not drawn: no limit for 128 px and the standard sizes.
    let stretch = max(abs(recipe.logAspect.lowerBound), abs(recipe.logAspect.upperBound)) / 2
    let largest = min(recipe.size.upperBound, side * StableMath.exponential(-stretch))
    let smallest = min(recipe.size.lowerBound, largest)
    let size = smallest * StableMath.exponential(generator.uniform() * StableMath.logarithm(largest / smallest))
    let halfAspect = StableMath.exponential(generator.uniform(in: recipe.logAspect) / 2)
    let width = min(side, snapped(size * halfAspect))
    let height = min(side, snapped(size / halfAspect))
    let x = snapped(generator.uniform() * (side - width))
    let y = snapped(generator.uniform() * (side - height))
    return Box(xMin: x, yMin: y, xMax: x + width, yMax: y + height)
  }

  /// A multiple of 1/64 px: differences of such numbers are exact, so COCO's x, y, width, height lose nothing.
  static func snapped(_ value: Double) -> Double { (value * 64).rounded(.down) / 64 }
}
