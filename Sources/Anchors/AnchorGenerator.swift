// Which anchors stand where: levels, scales and ratios, and the list of boxes they make on an image.
// Which anchor belongs to which object is the business of Matching.

import Boxes

/// Anchors over the levels of a feature pyramid.
///
/// Every level has one stride and one base size; every cell of a level has an anchor for each pair of a scale and a
/// ratio, so there are A = scales × ratios anchors per cell:
///
/// ```
/// size = baseSize · scale     center = ((column + ½) · stride, (row + ½) · stride)   for .halfStride
///                             center = (column · stride, row · stride)               for .corner
/// ```
///
/// Systems differ in `center`, `order`, `ratioMeaning`, `rounding` and `pixels`; the module Systems has each
/// system's own.
/// Whatever is rounded, an anchor lies evenly about its center, so that a shape and a center say all.
///
/// A level has exactly one base size, so that several sizes on one level by a misplaced bracket
/// (`sizes=((32, 64, 128, 256, 512),)` in torchvision) cannot be written; `init(sizes:strides:ratios:)` takes
/// torchvision's nested form and refuses that one.
///
/// Properties:
/// - The grid of a level is the image divided by the stride, rounded up: what convolutions of stride 2 leave.
/// - The stride is the level's own and never recomputed as image / grid, unless `spacing` asks for that defect.
/// - Anchors are listed by level, then row, then column, then place in the cell, as the head's outputs are.
///
/// The paper: Lin et al., Focal Loss for Dense Object Detection (2017), section 4, "Anchors".
public struct AnchorGenerator: Hashable, Sendable, Codable {
  /// One level of the pyramid.
  public struct Level: Hashable, Sendable, Codable {
    /// Pixels of the image from one cell to the next: 2 to the power of the level's number.
    public var stride: Int
    /// The size in pixels of an anchor of scale 1 (the square root of its area).
    public var baseSize: Double

    /// A level of the given stride and base size, both in pixels.
    public init(stride: Int, baseSize: Double) {
      self.stride = stride
      self.baseSize = baseSize
    }

    /// The level's number in the papers: stride 8 is level 3.
    public var number: Int { stride.trailingZeroBitCount }

    /// The level's name in the papers: "P3" for stride 8.
    public var name: String { "P\(number)" }
  }

  /// The levels, finest first; at least one, each stride a power of two.
  public var levels: [Level]
  /// Factors of the base size; at least one, positive.
  public var scales: [Double]
  /// Height / width, or as `ratioMeaning` says; at least one, positive.
  public var ratios: [Double]
  /// Where in its cell an anchor is centered.
  public var center: Center
  /// The order of the anchors in a cell.
  public var order: Order
  /// Which side a ratio divides by which.
  public var ratioMeaning: RatioMeaning
  /// What is rounded to whole pixels.
  public var rounding: Rounding
  /// Whether the boxes' right and lower edges are the last pixel, one less than the shape says; Detectron's are.
  ///
  /// Objects that are compared with such anchors have to be given in the same way.
  public var pixels: PixelConvention
  /// How far apart cells stand: the stride, unless torchvision's defect is asked for.
  public var spacing: Spacing

  /// The paper's three scales in an octave: 2⁰, 2^⅓, 2^⅔.
  public static let octaveScales: [Double] = [1, 1.259_921_049_894_873_2, 1.587_401_051_968_199_4]

  /// Anchors for the given levels.
  ///
  /// - Precondition: `levels`, `scales` and `ratios` are not empty, every stride is a power of two, and every size,
  ///   scale and ratio is positive and finite.
  public init(
    levels: [Level], scales: [Double] = AnchorGenerator.octaveScales, ratios: [Double] = [0.5, 1, 2],
    center: Center = .halfStride, order: Order = .ratioMajor, ratioMeaning: RatioMeaning = .heightOverWidth,
    rounding: Rounding = .none, pixels: PixelConvention = .continuous, spacing: Spacing = .stride
  ) {
    self.levels = levels
    self.scales = scales
    self.ratios = ratios
    self.center = center
    self.order = order
    self.ratioMeaning = ratioMeaning
    self.rounding = rounding
    self.pixels = pixels
    self.spacing = spacing
    check()
  }

  /// Stops where no anchors can be made: a property may have come to be so in steps, so that setting one looks at
  /// nothing.
  func check() {
    if let problem { preconditionFailure(problem) }
  }

  /// The first thing that no anchors can be made from, if there is one: such a generator can be made, but not used.
  public var problem: String? {
    if levels.isEmpty { return "levels must not be empty" }
    if scales.isEmpty { return "scales must not be empty" }
    if ratios.isEmpty { return "ratios must not be empty" }
    for level in levels {
      if !(level.stride > 0 && level.stride.nonzeroBitCount == 1) {
        return "stride must be a power of two, found \(level.stride)"
      }
      if !(level.baseSize > 0 && level.baseSize.isFinite) {
        return "baseSize must be positive and finite, found \(level.baseSize)"
      }
    }
    for scale in scales where !(scale > 0 && scale.isFinite) { return "scales must be positive, found \(scale)" }
    for ratio in ratios where !(ratio > 0 && ratio.isFinite) { return "ratios must be positive, found \(ratio)" }
    return nil
  }

  /// A, the anchors of one cell: scales × ratios.
  ///
  /// The head has A·K class outputs and A·4 box outputs per cell.
  public var anchorsPerCell: Int { scales.count * ratios.count }

  /// All anchors of an image, `anchorCount(on:)` boxes, by level, row, column, place in the cell.
  ///
  /// Boxes are in pixels and are not clipped: at the border they reach outside the image.
  ///
  /// - Precondition: height and width of `size` are at least 1.
  public func anchors(on size: ImageSize) -> [Box] {
    var boxes: [Box] = []
    boxes.reserveCapacity(anchorCount(on: size))
    for (index, grid) in grids(on: size).enumerated() {
      let shapes = shapes(level: index)
      for y in 0..<grid.height {
        let centerY = coordinate(cell: y, spacing: grid.rowSpacing, stride: grid.level.stride)
        for x in 0..<grid.width {
          let centerX = coordinate(cell: x, spacing: grid.columnSpacing, stride: grid.level.stride)
          for shape in shapes { boxes.append(box(shape, centerX: centerX, centerY: centerY)) }
        }
      }
    }
    return boxes
  }
}

#if !hasFeature(Embedded)
  extension AnchorGenerator {
    /// Reads a generator; throws `DecodingError` for one that no initializer accepts.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      levels = try values.decode([Level].self, forKey: .levels)
      scales = try values.decode([Double].self, forKey: .scales)
      ratios = try values.decode([Double].self, forKey: .ratios)
      center = try values.decode(Center.self, forKey: .center)
      order = try values.decode(Order.self, forKey: .order)
      ratioMeaning = try values.decode(RatioMeaning.self, forKey: .ratioMeaning)
      rounding = try values.decode(Rounding.self, forKey: .rounding)
      pixels = try values.decode(PixelConvention.self, forKey: .pixels)
      spacing = try values.decode(Spacing.self, forKey: .spacing)
      if let problem = problem ?? excess {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
      }
    }

    /// What a file may ask for and no detector can have: anchors without number, or larger than any picture.
    private var excess: String? {
      let perCell = scales.count.multipliedReportingOverflow(by: ratios.count)
      if levels.count > 62 || perCell.overflow || perCell.partialValue > 1000 {
        return
          "expected at most 62 levels and 1000 anchors a cell, found \(levels.count) levels, \(scales.count) scales "
          + "and \(ratios.count) ratios"
      }
      let sides = levels.flatMap { level in
        scales.flatMap { scale in
          ratios.flatMap { [level.baseSize * scale * $0.squareRoot(), level.baseSize * scale / $0.squareRoot()] }
        }
      }
      guard let side = sides.first(where: { !(1e-3...1e6 ~= $0) }) else { return nil }
      return "expected anchors with sides of 0.001 to 1000000 pixels, found \(side)"
    }
  }
#endif
