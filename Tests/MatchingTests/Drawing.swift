// Scenes drawn as text: each line a box one pixel high, from its first "=" to its last.

import Boxes
import Matching
import Randomness

/// Boxes from drawn lines: "  ====" is 4 wide and starts at x = 2.
///
/// Boxes on equal columns overlap wholly.
func drawn(_ lines: String...) -> [Box] {
  lines.map { line in
    let columns = line.enumerated().filter { $0.element == "=" }.map(\.offset)
    let first = Double(columns.first ?? 0)
    return Box(xMin: first, yMin: 0, xMax: first + Double(columns.count), yMax: 1)
  }
}

/// Anchors, or objects, anywhere in an image of 100 × 100 pixels.
func randomBoxes(_ count: Int, using generator: inout SeededGenerator) -> [Box] {
  (0..<count).map { _ in
    Box(
      centerX: generator.uniform(in: 0...100), centerY: generator.uniform(in: 0...100),
      width: generator.uniform(in: 5...60), height: generator.uniform(in: 5...60))
  }
}
