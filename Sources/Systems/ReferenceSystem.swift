// The systems that readers come from: the names under which every convention of this package is a preset.
// What a system does is in the file of its name.

/// A system that calls itself RetinaNet, as it was read.
///
/// They disagree in anchors, matching, box coding, losses and what losses are divided by. Every piece of this package
/// that they disagree about has a `preset(_:)` for each of them, and `sheet` has all that is of one.
///
/// A further system is a case here, and a file with its sheet: the compiler then asks for every entry.
public enum ReferenceSystem: String, Hashable, Sendable, Codable, CaseIterable {
  /// Lin, Goyal, Girshick, He and Dollár, "Focal Loss for Dense Object Detection", 2017; what it leaves open is as in
  /// Detectron, which its authors published.
  case paper
  /// torchvision's `retinanet_resnet50_fpn`.
  case torchvision
  /// Detectron2's RetinaNet.
  case detectron2
  /// Detectron, in Caffe2: the paper's own code.
  case detectron
  /// OpenMMLab's mmdetection.
  case mmdetection
  /// fizyr's keras-retinanet.
  case kerasRetinaNet = "keras-retinanet"
  /// yhenon's pytorch-retinanet.
  case yhenon
  /// The RetinaNet example of Keras's documentation.
  case kerasIO = "keras-io"

  /// All that is this system's.
  public var sheet: SystemSheet {
    switch self {
    case .paper: .paper
    case .torchvision: .torchvision
    case .detectron2: .detectron2
    case .detectron: .detectron
    case .mmdetection: .mmdetection
    case .kerasRetinaNet: .kerasRetinaNet
    case .yhenon: .yhenon
    case .kerasIO: .kerasIO
    }
  }

  /// What people call it.
  public var name: String { sheet.name }

  /// The version or month of the code that the sheet was read from.
  public var version: String { sheet.version }
}
