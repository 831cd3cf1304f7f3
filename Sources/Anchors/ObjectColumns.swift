// The best IoU of many objects with one candidate after another: AnchorCoverage, computed fast.
// All that stays the same while only shapes change is worked out once.

import Boxes

/// The objects of a dataset in columns, with their distances from the nearest cell of each level.
///
/// An anchor and an object of lengths a and b whose centers are d apart share max(0, min(a, b, (a + b)/2 - d)) in
/// either direction. Only a changes from candidate to candidate, since strides stay. Equal objects are counted, not
/// kept.
struct ObjectColumns: Sendable {
  private typealias Lanes = SIMD8<Double>

  /// One distinct object.
  struct Row: Hashable, Sendable {
    var width: Double
    var height: Double
    /// From its center to the nearest cell's, by level.
    var distancesX: [Double]
    var distancesY: [Double]
  }

  /// The distinct objects, in the order of their first appearance.
  let rows: [Row]
  /// How often each occurs.
  let weights: [Double]
  private let widths: [Lanes]
  private let heights: [Lanes]
  private let distancesX: [[Lanes]]
  private let distancesY: [[Lanes]]

  /// The columns of images' objects; distances are to where a generator's anchors stand.
  init(_ generator: AnchorGenerator, images: [ImageObjects]) {
    var places: [Row: Int] = [:]
    var rows: [Row] = []
    var weights: [Double] = []
    for image in images {
      let grids = generator.grids(on: image.size)
      for object in image.objects {
        let distances = grids.map { generator.distance(of: object, from: $0) }
        let row = Row(
          width: object.width(generator.pixels), height: object.height(generator.pixels),
          distancesX: distances.map(\.x), distancesY: distances.map(\.y))
        if let place = places[row] {
          weights[place] += 1
        } else {
          places[row] = rows.count
          rows.append(row)
          weights.append(1)
        }
      }
    }
    self.init(rows: rows, weights: weights, levels: generator.levels.count)
  }

  private init(rows: [Row], weights: [Double], levels: Int) {
    self.rows = rows
    self.weights = weights
    widths = Self.lanes(rows.map(\.width), filling: 1)
    heights = Self.lanes(rows.map(\.height), filling: 1)
    distancesX = (0..<levels).map { level in Self.lanes(rows.map { $0.distancesX[level] }, filling: 0) }
    distancesY = (0..<levels).map { level in Self.lanes(rows.map { $0.distancesY[level] }, filling: 0) }
  }

  /// At most so many of the distinct objects, drawn without putting back.
  func sample(_ count: Int, using generator: inout some RandomNumberGenerator) -> ObjectColumns {
    guard count < rows.count else { return self }
    var order = Array(rows.indices)
    for place in 0..<count {
      order.swapAt(place, place + Int(generator.unit() * Double(order.count - place)))
    }
    let chosen = order.prefix(count).sorted()
    return ObjectColumns(rows: chosen.map { rows[$0] }, weights: chosen.map { weights[$0] }, levels: distancesX.count)
  }

  private static func lanes(_ values: [Double], filling rest: Double) -> [Lanes] {
    stride(from: 0, to: values.count, by: Lanes.scalarCount).map { first in
      var lanes = Lanes(repeating: rest)
      for lane in 0..<min(Lanes.scalarCount, values.count - first) { lanes[lane] = values[first + lane] }
      return lanes
    }
  }

  /// The best IoU of each distinct object over a candidate's anchors.
  func bestIoU(_ candidate: AnchorGenerator) -> [Double] {
    var best = [Lanes](repeating: .zero, count: widths.count)
    for level in candidate.levels.indices {
      for shape in candidate.shapes(level: level) { raise(&best, to: shape, level: level) }
    }
    return rows.indices.map { best[$0 / Lanes.scalarCount][$0 % Lanes.scalarCount] }
  }

  private func raise(_ best: inout [Lanes], to shape: AnchorShape, level: Int) {
    let (distancesX, distancesY) = (distancesX[level], distancesY[level])
    let (shapeWidth, shapeHeight) = (Lanes(repeating: shape.width), Lanes(repeating: shape.height))
    let area = Lanes(repeating: shape.area)
    for index in best.indices {
      let (width, height) = (widths[index], heights[index])
      let x = Self.smaller(Self.smaller(width, shapeWidth), (width + shapeWidth) * 0.5 - distancesX[index])
      let y = Self.smaller(Self.smaller(height, shapeHeight), (height + shapeHeight) * 0.5 - distancesY[index])
      let shared = Self.larger(x, .zero) * Self.larger(y, .zero)
      best[index] = Self.larger(best[index], shared / (width * height + area - shared))
    }
  }

  @inline(__always)
  private static func smaller(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .< a) }

  @inline(__always)
  private static func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }
}

extension AnchorGenerator {
  /// How far the center of an object is from the nearest cell's of a level.
  fileprivate func distance(of object: Box, from grid: AnchorGrid) -> (x: Double, y: Double) {
    let stride = grid.level.stride
    let x = nearestCell(to: object.centerX, count: grid.width, spacing: grid.columnSpacing, stride: stride)
    let y = nearestCell(to: object.centerY, count: grid.height, spacing: grid.rowSpacing, stride: stride)
    return (
      abs(object.centerX - coordinate(cell: x, spacing: grid.columnSpacing, stride: stride)),
      abs(object.centerY - coordinate(cell: y, spacing: grid.rowSpacing, stride: stride))
    )
  }
}
