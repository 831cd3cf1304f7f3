// The kept boxes of one class, filed by size and place: what non-maximum suppression compares a detection with.
// The definition is NonMaximumSuppression.keptByDefinition, which compares it with all.
//
// Why it is fast: an IoU above t needs widths whose ratio is above t, and takes more than t of either box's width and
// height. So boxes are filed in bands by the power of two below their width, of which for t = 0.5 three can matter, and
// in a band in a uniform grid, in every cell that they touch. Of ⌈1/t⌉ - 1 evenly spaced positions across a detection
// in x and in y one at least lies inside a box that suppresses it: for t = 0.5 its center, and so one cell of each
// band. Few boxes are simply compared with all, eight at a time: four comparisons decide nearly all.

/// Kept boxes of one class.
struct KeptBoxes {
  private let suppression: NonMaximumSuppression
  /// Bands by the exponent of the width, from `lowest` on; none if there are few boxes.
  private var bands: [KeptBoxGrid] = []
  private var lowest = 0
  /// All that were kept, but for boxes without area and `others`.
  private var boxes: [Box] = []
  /// Their edges, left, top, right and bottom, if they are compared with all; NaN behind the last.
  private var edges: [(Lanes, Lanes, Lanes, Lanes)] = []
  private typealias Lanes = SIMD8<Double>
  /// Kept boxes that fit no grid: with infinite edges, for example.
  private var others: [Box] = []

  /// Below this threshold too many positions would have to be asked.
  static let leastThreshold = 0.1

  /// For the detections of a class.
  ///
  /// - Precondition: the threshold is at least `KeptBoxes.leastThreshold`.
  init(_ suppression: NonMaximumSuppression, for candidates: [Box]) {
    self.suppression = suppression
    guard candidates.count > 400 else { return }
    let plain = candidates.filter { $0.isPlain }
    let exponents = plain.map { $0.width(suppression.pixels).exponent }
    guard let least = exponents.min(), let most = exponents.max(), most - least < 64 else { return }
    lowest = Int(least)
    var members = [[Box]](repeating: [], count: Int(most - least) + 1)
    for (box, exponent) in zip(plain, exponents) { members[Int(exponent) - lowest].append(box) }
    bands = members.map { KeptBoxGrid(suppression, for: $0) }
  }

  /// True if a kept box suppresses a box.
  func suppresses(_ box: Box) -> Bool {
    if box.isEmpty(suppression.pixels) { return false }
    if others.contains(where: { suppression.suppresses($0, box) }) { return true }
    guard box.isPlain else { return boxes.contains { suppression.suppresses($0, box) } }
    if bands.isEmpty { return suppressesAmongFew(box) }
    let (width, threshold) = (box.width(suppression.pixels), suppression.iouThreshold * (1 - 1e-9))
    let first = max(Int((width * threshold).exponent) - lowest, 0)
    let last = min(Int((width / threshold).exponent) - lowest, bands.count - 1)
    guard first <= last else { return false }
    return bands[first...last].contains { $0.suppresses(box) }
  }

  /// Keeps a box.
  mutating func insert(_ box: Box) {
    if box.isEmpty(suppression.pixels) { return }
    guard box.isPlain else {
      others.append(box)
      return
    }
    if bands.isEmpty {
      let (vector, lane) = (boxes.count / Lanes.scalarCount, boxes.count % Lanes.scalarCount)
      let none = Lanes(repeating: .nan)
      if lane == 0 { edges.append((none, none, none, none)) }
      edges[vector].0[lane] = box.xMin
      edges[vector].1[lane] = box.yMin
      edges[vector].2[lane] = box.xMax
      edges[vector].3[lane] = box.yMax
    } else {
      bands[Int(box.width(suppression.pixels).exponent) - lowest].insert(box)
    }
    boxes.append(box)
  }

  private func suppressesAmongFew(_ box: Box) -> Bool {
    let extra = suppression.pixels.extra
    let (left, top) = (Lanes(repeating: box.xMin - extra), Lanes(repeating: box.yMin - extra))
    let (right, bottom) = (Lanes(repeating: box.xMax + extra), Lanes(repeating: box.yMax + extra))
    for vector in edges.indices {
      let kept = edges[vector]
      let overlap = (kept.0 .< right) .& (left .< kept.2) .& (kept.1 .< bottom) .& (top .< kept.3)
      guard any(overlap) else { continue }
      for lane in 0..<Lanes.scalarCount where overlap[lane] {
        if suppression.suppresses(boxes[vector * Lanes.scalarCount + lane], box) { return true }
      }
    }
    return false
  }
}

/// The kept boxes of a band in the cells of a uniform grid.
///
/// A cell is half the root of the mean square of the sizes or larger, which bounds the number of cells that all boxes
/// touch by a multiple of the boxes, whatever their sizes.
struct KeptBoxGrid {
  private let suppression: NonMaximumSuppression
  /// Positions across a box in each direction.
  private let positions: Int
  private let columns: Axis
  private let rows: Axis
  /// The last entry of each cell, -1 for none; the entry before each; and the box of each.
  private var heads: [Int32]
  private var entries: [(box: Box, next: Int32)] = []

  /// One direction of the grid.
  private struct Axis {
    var origin = 0.0
    var perPixel = 0.0
    var count = 1

    func cell(_ position: Double) -> Int { Int(min(max((position - origin) * perPixel, 0), Double(count - 1))) }
  }

  init(_ suppression: NonMaximumSuppression, for candidates: [Box]) {
    self.suppression = suppression
    positions = max(1, Int((1 / suppression.iouThreshold - 1e-6).rounded(.up)) - 1)
    let side = Double(candidates.count).squareRoot().rounded(.up)
    func axis(_ low: (Box) -> Double, _ high: (Box) -> Double) -> Axis {
      guard let origin = candidates.lazy.map(low).min(), let end = candidates.lazy.map(high).max() else {
        return Axis()
      }
      let squares = candidates.reduce(0.0) { $0 + (high($1) - low($1)) * (high($1) - low($1)) }
      let cell = max((squares / Double(candidates.count)).squareRoot() / 2, (end - origin) / side)
      guard cell.isFinite, cell > 0 else { return Axis() }
      return Axis(origin: origin, perPixel: 1 / cell, count: Int((end - origin) / cell) + 1)
    }
    columns = axis({ $0.xMin }, { $0.xMax })
    rows = axis({ $0.yMin }, { $0.yMax })
    heads = Array(repeating: -1, count: columns.count * rows.count)
  }

  func suppresses(_ box: Box) -> Bool {
    let (width, height) = (box.width(suppression.pixels), box.height(suppression.pixels))
    let steps = Double(positions + 1)
    var lastRow = -1
    for vertical in 1...positions {
      let row = rows.cell(box.yMin + height * (Double(vertical) / steps))
      if row == lastRow { continue }
      lastRow = row
      var lastColumn = -1
      for horizontal in 1...positions {
        let column = columns.cell(box.xMin + width * (Double(horizontal) / steps))
        if column == lastColumn { continue }
        lastColumn = column
        var entry = heads[row * columns.count + column]
        while entry >= 0 {
          let (kept, next) = entries[Int(entry)]
          if suppression.suppressesNear(kept, box) { return true }
          entry = next
        }
      }
    }
    return false
  }

  mutating func insert(_ box: Box) {
    // Wider than the rounding of any position can be.
    let (extra, width, height) = (suppression.pixels.extra, box.width * 1e-5, box.height * 1e-5)
    let (left, right) = (columns.cell(box.xMin - width), columns.cell(box.xMax + extra + width))
    for row in rows.cell(box.yMin - height)...rows.cell(box.yMax + extra + height) {
      for column in left...right {
        let cell = row * columns.count + column
        entries.append((box, heads[cell]))
        heads[cell] = Int32(entries.count - 1)
      }
    }
  }
}

extension NonMaximumSuppression {
  /// The same as `suppresses` for plain boxes and thresholds that are not next to nothing.
  @inline(__always)
  fileprivate func suppressesNear(_ kept: Box, _ box: Box) -> Bool {
    let extra = pixels.extra
    return kept.xMin < box.xMax + extra && box.xMin < kept.xMax + extra && kept.yMin < box.yMax + extra
      && box.yMin < kept.yMax + extra && suppresses(kept, box)
  }
}

extension Box {
  /// True for a box that overlaps nothing, whatever the other is.
  fileprivate func isEmpty(_ pixels: PixelConvention) -> Bool {
    (width(pixels) <= 0 || height(pixels) <= 0) && isFinite
  }

  /// True for a box that is large enough for its distance from 0 that positions inside it are numbers of their own.
  fileprivate var isPlain: Bool {
    let farthest = max(abs(xMin), abs(yMin), abs(xMax), abs(yMax))
    return isFinite && farthest < 1e100 && width > 1e-8 * farthest && height > 1e-8 * farthest
  }

  private var isFinite: Bool { xMin.isFinite && yMin.isFinite && xMax.isFinite && yMax.isFinite }
}
