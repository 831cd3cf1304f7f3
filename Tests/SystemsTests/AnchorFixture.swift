// Anchors that other systems made, and how far ours are from them.

import Anchors
import Boxes
import Foundation
import Systems

/// A file written by Fixtures/anchors/make_fixtures.py, which says how.
struct AnchorFixture: Decodable {
  struct Level: Decodable {
    var grid: [Int]
    var count: Int
    var sum: [Double]
    var weighted: [Double]
    var samples: [[Double]]
  }
  struct Image: Decodable {
    var height: Int
    var width: Int
    var levels: [Level]

    var size: ImageSize { ImageSize(height: height, width: width) }
  }
  var title: String
  var cell: [[[Double]]]
  var images: [Image]
  var padded: [[Int]]?

  init(_ system: ReferenceSystem) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/anchors/\(system.rawValue).json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  /// The largest deviations from a generator's anchors.
  struct Deviation {
    /// Of the anchors of one cell about their center, relative to the anchor's size.
    var cell = 0.0
    /// Of anchors where they stand, relative to the anchor's size or the coordinate, whichever is larger.
    var sample = 0.0
    /// Of sums over a level, relative to the sum of the numbers' magnitudes.
    var sum = 0.0
  }

  func deviation(of generator: AnchorGenerator) -> Deviation {
    var result = Deviation()
    for (level, cell) in cell.enumerated() {
      for (shape, expected) in zip(generator.shapes(level: level), cell) {
        let x = (shape.width - generator.pixels.extra) / 2
        let y = (shape.height - generator.pixels.extra) / 2
        for (value, other) in zip([-x, -y, x, y], expected) {
          result.cell = max(result.cell, abs(value - other) / shape.size)
        }
      }
    }
    for image in images {
      let anchors = generator.anchors(on: image.size)
      let grids = generator.grids(on: image.size)
      for (grid, level) in zip(grids, image.levels) {
        let part = anchors[grid.firstAnchor..<(grid.firstAnchor + grid.anchorCount)]
          .map { [$0.xMin, $0.yMin, $0.xMax, $0.yMax] }
        for sample in level.samples {
          let box = part[Int(sample[0])]
          let size = ((box[2] - box[0]) * (box[3] - box[1])).squareRoot()
          for (value, other) in zip(box, sample.dropFirst()) {
            result.sample = max(result.sample, abs(value - other) / max(size, abs(other)))
          }
        }
        for side in 0..<4 {
          var (sum, weighted, size, weightedSize) = (0.0, 0.0, 0.0, 0.0)
          for (index, box) in part.enumerated() {
            let weight = 1 + Double(index % 1_009)
            sum += box[side]
            weighted += weight * box[side]
            size += abs(box[side])
            weightedSize += weight * abs(box[side])
          }
          result.sum = max(
            result.sum, abs(sum - level.sum[side]) / size, abs(weighted - level.weighted[side]) / weightedSize)
        }
      }
    }
    return result
  }
}
