// What P6 is made from: the one choice in the pyramid on which systems differ besides the ReLU before P7.

import Boxes

extension RetinaNet {
  /// What P6, a 3×3 convolution of stride 2, is made from.
  public enum P6Source: String, Hashable, Sendable, Codable, CaseIterable {
    /// C5, the backbone's last map: the paper, Detectron2, Detectron, mmdetection, keras-retinanet, yhenon, the Keras
    /// example.
    case c5
    /// P5, the pyramid's: torchvision.
    case p5

    /// The source of a system.
    public static func preset(_ system: ReferenceSystem) -> P6Source { system == .torchvision ? .p5 : .c5 }
  }
}
