// What an anchor of a generator is: its shape, where its center is, and the box that both make.

import Boxes

extension AnchorGenerator {
  /// The shapes of a level's anchors in the order of the cell, `anchorsPerCell` of them.
  ///
  /// Width and height are in pixels; a box of inclusive pixels has edges that are one less apart.
  ///
  /// Edge cases: where rounding leaves nothing of a side, the shape has none, and the anchor overlaps nothing.
  ///
  /// - Parameter level: an index into `levels`.
  public func shapes(level: Int) -> [AnchorShape] {
    (0..<anchorsPerCell).map { anchor in
      let (scale, ratio) = scaleAndRatio(anchor: anchor)
      return shape(of: levels[level], scale: scales[scale], ratio: ratioMeaning.heightOverWidth(ratios[ratio]))
    }
  }

  /// The indices into `scales` and `ratios` of a cell's anchor.
  func scaleAndRatio(anchor: Int) -> (scale: Int, ratio: Int) {
    switch order {
    case .ratioMajor: (anchor % scales.count, anchor / scales.count)
    case .scaleMajor: (anchor / ratios.count, anchor % ratios.count)
    }
  }

  /// The size in pixels of a level's anchors of a scale.
  func size(of level: Level, scale: Double) -> Double {
    let size = level.baseSize * scale
    return rounding == .corners ? size.rounded(.towardZero) : size
  }

  private func shape(of level: Level, scale: Double, ratio: Double) -> AnchorShape {
    let root = ratio.squareRoot()
    switch rounding {
    case .none:
      return AnchorShape(size: level.baseSize * scale, ratio: ratio)
    case .corners:
      let size = size(of: level, scale: scale)
      return AnchorShape(
        width: 2 * (size / root / 2).rounded(.toNearestOrEven), height: 2 * (size * root / 2).rounded(.toNearestOrEven))
    case .cells:
      let stride = Double(level.stride)
      let width = (stride / root).rounded(.toNearestOrEven)
      let height = (width * ratio).rounded(.toNearestOrEven)
      let cells = level.baseSize * scale / stride
      return AnchorShape(width: width * cells, height: height * cells)
    }
  }

  /// The coordinate in pixels of the center of the cells in a row or column.
  func coordinate(cell: Int, spacing: Int, stride: Int) -> Double {
    let corner = Double(cell * spacing)
    return switch center {
    case .halfStride: corner + Double(stride) / 2
    case .corner: corner
    case .pixelCenter: corner + Double(stride - 1) / 2
    }
  }

  /// The box of a shape about a center.
  func box(_ shape: AnchorShape, centerX: Double, centerY: Double) -> Box {
    Box(
      centerX: centerX, centerY: centerY, width: shape.width - pixels.extra, height: shape.height - pixels.extra)
  }
}
