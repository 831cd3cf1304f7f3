// Whose weights a file holds that is none of a detector that can be read here, by how its tensors are called.

import Formats

/// What a file of tensors is, as far as their names tell.
struct WeightsKind {
  /// What is wrong with it, and the tensor that shows it.
  let problem: WeightsError?

  init(of file: SafetensorsFile) {
    problem = Self.problem(of: file.entries.map(\.name))
  }

  /// How tensors of other programs are called, and what such a file is.
  private static let others: [(mark: String, text: String)] = [
    ("optimizer.", "the memory of an optimizer without weights; give the weights"),
    ("exp_avg", "the memory of an optimizer without weights; give the weights"),
    ("bbox_head.", "weights under mmdetection's names"),
    ("backbone.bottom_up.", "weights under detectron2's names"),
    ("head.cls_subnet.", "weights under detectron2's names"),
    ("classificationModel.", "weights under the names of yhenon's pytorch-retinanet"),
    ("transformer.", "weights of a transformer"),
    ("lora_", "an adapter of a language model"),
    ("layers.0.self_attn.", "weights of a language model"),
    ("embed_tokens.", "weights of a language model"),
    ("rpn.", "weights of a Faster R-CNN"),
    ("roi_heads.", "weights of a Faster R-CNN"),
    ("layer1.0.conv1.weight", "weights of a ResNet that classifies pictures, the backbone alone"),
    ("0.conv.weight", "weights of a network of another kind, perhaps a YOLO"),
  ]

  private static func problem(of names: [String]) -> WeightsError? {
    guard let first = names.first else {
      return WeightsError(tensor: "", problem: "expected the weights of a detector, found a file without a tensor")
    }
    let isOwn = names.contains { $0.hasPrefix("classification.predictor.") }
    let isTorchvision = names.contains { $0.hasPrefix("head.classification_head.") }
    guard !isOwn, !isTorchvision else { return nil }
    let wanted =
      "expected the weights of a run of this package, or of torchvision's retinanet_resnet50_fpn under its names"
    for (mark, text) in others {
      guard let name = names.first(where: { $0.contains(mark) }) else { continue }
      return WeightsError(tensor: name, problem: "\(wanted), found \(text)")
    }
    let some = names.prefix(3).map { "'\(shown($0, limit: 60))'" }.joined(separator: ", ")
    return WeightsError(
      tensor: first,
      problem: "\(wanted), found \(names.count) tensors called \(some)\(names.count > 3 ? ", …" : "")")
  }
}
