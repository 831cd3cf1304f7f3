// The anchors of each system that readers come from, of the papers, and of the small detector that this package trains.

import Boxes

extension AnchorGenerator {
  /// RetinaNet's anchors: P3–P7, sizes 32 to 512, three scales an octave, ratios 1:2, 1:1, 2:1: nine a cell.
  ///
  /// 800 × 800 pixels have 120 087 of them, 600 × 600 have 67 995. The paper says no more; center and order are those of
  /// its authors' code, Detectron, in continuous pixels and without its rounding.
  public static let paper = AnchorGenerator(levels: pyramid(from: 3, baseSize: 32), order: .scaleMajor)

  /// A system's anchors, in its coordinates and in its order in the cell: RetinaNet's nine at five levels.
  ///
  /// | | order in a cell | center | ratio | rounding | edges |
  /// |---|---|---|---|---|---|
  /// | the paper | scale → ratio | half a stride | h/w | none | continuous |
  /// | torchvision | ratio → scale | corner | h/w | sizes cut, corners rounded | continuous |
  /// | Detectron2 | scale → ratio | corner | h/w | none | continuous |
  /// | Detectron | scale → ratio | (stride - 1) / 2 | h/w | shapes of one cell | first and last pixel |
  /// | mmdetection | ratio → scale | corner | h/w | none | continuous |
  /// | keras-retinanet, yhenon | ratio → scale | half a stride | h/w | none | continuous |
  /// | the Keras example | ratio → scale | half a stride | w/h | none | continuous |
  ///
  /// Properties:
  /// - On one image all systems have equally many anchors.
  /// - Each is the list that the system itself makes.
  ///
  /// - Parameter reproducingDefects: whether torchvision's cells stand ⌊image / grid⌋ pixels apart instead of a stride;
  ///   no other system's anchors have a defect.
  public static func preset(_ system: ReferenceSystem, reproducingDefects: Bool = false) -> AnchorGenerator {
    var result = paper
    switch system {
    case .paper:
      break
    case .torchvision:
      (result.center, result.order, result.rounding) = (.corner, .ratioMajor, .corners)
      if reproducingDefects { result.spacing = .imageOverGrid }
    case .detectron2:
      result.center = .corner
    case .detectron:
      (result.center, result.rounding, result.pixels) = (.pixelCenter, .cells, .inclusive)
    case .mmdetection:
      (result.center, result.order) = (.corner, .ratioMajor)
    case .kerasRetinaNet, .yhenon:
      result.order = .ratioMajor
    case .kerasIO:
      (result.order, result.ratioMeaning) = (.ratioMajor, .widthOverHeight)
    }
    return result
  }

  /// The anchors of `RetinaNet.Configuration.small`: RetinaNet's, of half the size; 3 069 on 128 × 128 pixels.
  ///
  /// Centered at i · stride, as in torchvision, because that is where the features look: a 3×3 convolution of stride 2
  /// with a border of one pixel centers output i on input 2i, so cell i of a level sees the surroundings of pixel
  /// i · stride.
  public static let small = AnchorGenerator(levels: pyramid(from: 3, baseSize: 16), center: .corner)

  /// The anchors of the region proposal network in "Feature Pyramid Networks for Object Detection" (2017):
  /// P2–P6, one size a level, three ratios: three a cell, fifteen over the whole pyramid.
  public static let regionProposals = AnchorGenerator(levels: pyramid(from: 2, baseSize: 32), scales: [1])

  /// Five levels from a level's number up, the size doubling with the stride.
  private static func pyramid(from number: Int, baseSize: Double) -> [Level] {
    (0..<5).map { Level(stride: 1 << (number + $0), baseSize: baseSize * Double(1 << $0)) }
  }
}

extension ReferenceSystem {
  /// The size of the image that the system's network sees, if it is given one image of a size by itself: filled up at
  /// the right and below before anchors are laid over it.
  ///
  /// ```
  /// torchvision, Detectron2, mmdetection   the next multiple of 32        800 × 1333 → 800 × 1344
  /// Detectron, the Keras example           the next multiple of 128       800 × 1333 → 896 × 1408
  /// yhenon                                 the multiple of 32 above       800 × 1333 → 832 × 1344
  /// keras-retinanet                        as it is                       800 × 1333
  /// ```
  ///
  /// The paper does not say, and is as Detectron. Images of a batch are filled up to the largest of them, too.
  public func padded(height: Int, width: Int) -> (height: Int, width: Int) {
    func up(_ size: Int, _ multiple: Int) -> Int { (size + multiple - 1) / multiple * multiple }
    return switch self {
    case .torchvision, .detectron2, .mmdetection: (up(height, 32), up(width, 32))
    case .paper, .detectron, .kerasIO: (up(height, 128), up(width, 128))
    case .yhenon: (up(height + 1, 32), up(width + 1, 32))
    case .kerasRetinaNet: (height, width)
    }
  }
}
