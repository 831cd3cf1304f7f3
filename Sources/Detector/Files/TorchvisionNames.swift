// Under which names and in which order of dimensions a weights file holds its tensors: ours or torchvision's.

import Formats

/// Whose names and shapes a weights file has.
public enum WeightsNaming: Hashable, Sendable, CaseIterable {
  /// This package's: `backbone.c2.0.first.convolution.weight`, [kernel, kernel, inputs, outputs].
  case retinaKit
  /// torchvision's: `backbone.body.layer1.0.conv1.weight`, [outputs, inputs, kernel, kernel]; for its backbones.
  case torchvision

  /// Whose names the tensors of a file have.
  public init(of file: SafetensorsFile) {
    let parts = ["backbone.body.", "backbone.fpn.", "head.classification_head.", "head.regression_head."]
    let isTorchvision = file.entries.contains { entry in parts.contains { entry.name.hasPrefix($0) } }
    self = isTorchvision ? .torchvision : .retinaKit
  }

  /// A tensor's name in a file; torchvision's published files may have an older one, then the second.
  func names(of name: String) -> [String] {
    switch self {
    case .retinaKit: [name]
    case .torchvision: TorchvisionName(name).names
    }
  }

  /// Whether a tensor in a file means nothing here.
  func ignores(_ name: String) -> Bool { self == .torchvision && name.hasSuffix(".num_batches_tracked") }

  /// A tensor's shape in a file.
  func shape(_ shape: [Int]) -> [Int] {
    self == .torchvision && shape.count == 4 ? [shape[3], shape[2], shape[0], shape[1]] : shape
  }

  /// The numbers of a tensor of one of our shapes, from a file's.
  func numbers(_ values: [Float], of shape: [Int]) -> [Float] {
    guard self == .torchvision, shape.count == 4 else { return values }
    var result = [Float](repeating: 0, count: values.count)
    Self.pairs(shape) { result[$0] = values[$1] }
    return result
  }

  /// A file's numbers, from those of a tensor of one of our shapes.
  func fileNumbers(_ values: [Float], of shape: [Int]) -> [Float] {
    guard self == .torchvision, shape.count == 4 else { return values }
    var result = [Float](repeating: 0, count: values.count)
    Self.pairs(shape) { result[$1] = values[$0] }
    return result
  }

  /// Every pair of places of one number, in [kernel, kernel, inputs, outputs] and in [outputs, inputs, kernel, kernel].
  @inline(__always)
  private static func pairs(_ shape: [Int], _ body: (Int, Int) -> Void) {
    let (taps, inputs, outputs) = (shape[0] * shape[1], shape[2], shape[3])
    // Taps inside inputs: neighbors in the file are read while they are still in the cache.
    for input in 0..<inputs {
      for tap in 0..<taps {
        let ours = (tap * inputs + input) * outputs
        let theirs = input * taps + tap
        for output in 0..<outputs { body(ours + output, output * inputs * taps + theirs) }
      }
    }
  }
}

/// torchvision's name for one of our tensors.
struct TorchvisionName {
  /// The name in a state dict of today, then the one of the published file, where that is another.
  let names: [String]

  init(_ name: String) {
    var parts = name.split(separator: ".").map(String.init)
    let kind = parts.removeLast()
    switch parts.first {
    // The average of a loss is no layer's: torchvision has none.
    case _ where parts.count < 2 && parts.first != "backbone": names = [name]
    case "backbone": names = ["backbone.body.\(Self.body(parts.dropFirst() + [kind]))"]
    case "pyramid": names = Self.pyramid(parts[1], kind)
    default: names = Self.head(parts, kind)
    }
  }

  private static let statistics = [
    "scale": "weight", "shift": "bias", "runningMean": "running_mean", "runningVariance": "running_var",
  ]

  /// `stem.convolution.weight` or `c2.0.first.normalization.scale`.
  private static func body(_ parts: [String]) -> String {
    let isConvolution = parts[parts.count - 2] == "convolution"
    let kind = isConvolution ? "weight" : statistics[parts[parts.count - 1]] ?? parts[parts.count - 1]
    let layer = isConvolution ? "conv" : "bn"
    guard parts[0] != "stem", let stage = Int(parts[0].dropFirst()) else { return "\(layer)1.\(kind)" }
    let block = "layer\(stage - 1).\(parts[1])"
    guard let place = ["first", "second", "third"].firstIndex(of: parts[2]) else {
      return "\(block).downsample.\(isConvolution ? 0 : 1).\(kind)"
    }
    return "\(block).\(layer)\(place + 1).\(kind)"
  }

  /// `lateral3`, `output3`, `p6`, `p7`.
  private static func pyramid(_ layer: String, _ kind: String) -> [String] {
    for (ours, theirs) in [("lateral", "inner_blocks"), ("output", "layer_blocks")] where layer.hasPrefix(ours) {
      let block = "backbone.fpn.\(theirs).\((Int(layer.dropFirst(ours.count)) ?? 3) - 3)"
      return ["\(block).0.\(kind)", "\(block).\(kind)"]
    }
    return ["backbone.fpn.extra_blocks.\(layer).\(kind)"]
  }

  /// `classification.0.convolution`, `classification.predictor`.
  private static func head(_ parts: [String], _ kind: String) -> [String] {
    let isClassification = parts[0] == "classification"
    let head = "head.\(isClassification ? "classification" : "regression")_head"
    guard let index = Int(parts[1]) else { return ["\(head).\(isClassification ? "cls_logits" : "bbox_reg").\(kind)"] }
    if parts[2] == "normalization" { return ["\(head).conv.\(index).1.\(statistics[kind] ?? kind)"] }
    return ["\(head).conv.\(index).0.\(kind)", "\(head).conv.\(2 * index).\(kind)"]
  }
}
