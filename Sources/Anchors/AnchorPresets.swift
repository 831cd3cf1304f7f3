// The anchors of the papers, and of the small detector that this package trains. Those of systems are in Systems.

extension AnchorGenerator {
  /// RetinaNet's anchors: P3–P7, sizes 32 to 512, three scales an octave, ratios 1:2, 1:1, 2:1: nine a cell.
  ///
  /// 800 × 800 pixels have 120 087 of them, 600 × 600 have 67 995. The paper says no more; center and order are those
  /// of its authors' code, Detectron, in continuous pixels and without its rounding.
  public static let paper = AnchorGenerator(levels: pyramid(from: 3, baseSize: 32), order: .scaleMajor)

  /// The anchors of `RetinaNet.Configuration.small`: RetinaNet's, of half the size; 3 069 on 128 × 128 pixels.
  ///
  /// Centered at i · stride, as in torchvision, because that is where the features look: a 3×3 convolution of stride 2
  /// with a border of one pixel centers output i on input 2i, so cell i of a level sees the surroundings of pixel
  /// i · stride.
  public static let small = AnchorGenerator(levels: pyramid(from: 3, baseSize: 16), center: .corner)

  /// The anchors of the region proposal network in "Feature Pyramid Networks for Object Detection" (2017):
  /// P2–P6, one size per level, three ratios: three per cell, fifteen over the whole pyramid.
  public static let regionProposals = AnchorGenerator(levels: pyramid(from: 2, baseSize: 32), scales: [1])

  /// Five levels from a level's number up, the size doubling with the stride.
  private static func pyramid(from number: Int, baseSize: Double) -> [Level] {
    (0..<5).map { Level(stride: 1 << (number + $0), baseSize: baseSize * Double(1 << $0)) }
  }
}
