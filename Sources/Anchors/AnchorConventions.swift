// What anchor generators disagree about: center, order, meaning of a ratio, rounding, and how far apart cells stand.
// Which system does what is in AnchorPresets.swift.

extension AnchorGenerator {
  /// Where in its cell an anchor is centered.
  public enum Center: String, Hashable, Sendable, Codable, CaseIterable {
    /// At (i + ½) · stride, the middle of the cell: keras-retinanet, yhenon, the Keras example.
    case halfStride
    /// At i · stride, the cell's upper left corner: torchvision, Detectron2, mmdetection.
    case corner
    /// At i · stride + (stride - 1) / 2, the middle between the cell's first and last pixel: Detectron.
    ///
    /// It is the place of `halfStride` for those who count pixels: the middle of pixels 0 to 7 is 3.5, of their area 4.
    case pixelCenter
  }

  /// The order of the anchors in a cell.
  public enum Order: String, Hashable, Sendable, Codable, CaseIterable {
    /// For every ratio, every scale: torchvision, mmdetection, keras-retinanet, yhenon, the Keras example.
    case ratioMajor
    /// For every scale, every ratio: Detectron, Detectron2.
    case scaleMajor
  }

  /// Which side a ratio divides by which.
  public enum RatioMeaning: String, Hashable, Sendable, Codable, CaseIterable {
    /// 2 is tall: all but the Keras example.
    case heightOverWidth
    /// 2 is wide: the Keras example.
    ///
    /// With ratios that come in pairs such as ½ and 2 only the order in the cell tells the two apart.
    case widthOverHeight

    /// The ratio height / width of one that is meant so.
    func heightOverWidth(_ ratio: Double) -> Double { self == .heightOverWidth ? ratio : 1 / ratio }
  }

  /// What is rounded to whole pixels; halves go to the even neighbor, as in numpy and torch.
  public enum Rounding: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing: Detectron2, mmdetection, keras-retinanet, yhenon, the Keras example.
    case none
    /// The size is cut to whole pixels, and then every corner is rounded, so that sides are even: torchvision.
    ///
    /// ```
    /// size  = ⌊baseSize · scale⌋              64 · 2^⅔ = 101.59 → 101
    /// width = 2 · round(size / √ratio / 2)    101 / 2 = 50.5 → 50, so 100 wide
    /// ```
    case corners
    /// The shape of an anchor as large as its cell is rounded, and then scaled, sides no longer whole: Detectron.
    ///
    /// ```
    /// width  = round(stride / √ratio)    8 / √½ = 11.31 → 11
    /// height = round(width · ratio)      11 · ½ =  5.5  →  6
    /// both times baseSize / stride · scale                      44 × 24 for 32
    /// ```
    case cells
  }

  /// How far apart the cells of a level stand.
  public enum Spacing: String, Hashable, Sendable, Codable, CaseIterable {
    /// The level's stride.
    case stride
    /// ⌊image / grid⌋, in each direction: torchvision's defect.
    ///
    /// Where the stride does not divide the image the grid is rounded up, and so the cells come too close: 61 × 64
    /// pixels for P6 of 800 × 1344, and 114 × 122 for P7, whose last row is then 84 pixels from where it looks.
    case imageOverGrid
  }
}
