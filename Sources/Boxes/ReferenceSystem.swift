// The systems that readers come from: the names under which every convention of this package is a preset.
// What a system does in each piece stands beside the piece, in its `preset(_:)`.

/// A system that calls itself RetinaNet, as it was read.
///
/// They disagree in anchors, matching, box coding, losses and what losses are divided by. Every piece of this package
/// that they disagree about has a `preset(_:)` for each of them.
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

  /// What people call it.
  public var name: String {
    switch self {
    case .paper: "the paper"
    case .torchvision: "torchvision"
    case .detectron2: "Detectron2"
    case .detectron: "Detectron"
    case .mmdetection: "mmdetection"
    case .kerasRetinaNet: "keras-retinanet"
    case .yhenon: "yhenon/pytorch-retinanet"
    case .kerasIO: "the Keras example"
    }
  }

  /// The version or month of the code that the presets were read from.
  public var version: String {
    switch self {
    case .paper: "2017"
    case .torchvision: "0.28"
    case .detectron2: "2026-06"
    case .detectron: "2023-10"
    case .mmdetection: "3.3.0"
    case .kerasRetinaNet: "2023-03"
    case .yhenon: "2021-08"
    case .kerasIO: "2023-07"
    }
  }
}
