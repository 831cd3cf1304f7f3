// What the pages' WebAssembly is compiled from: the project's own files, module by module, lowest first. What Embedded
// Swift lacks stands in Sources/Web; nothing is a copy.

/// A module as WebAssembly has it.
struct PageModule {
  let name: String
  /// Files below `Sources`, or folders of which every file counts.
  let files: [String]
  /// Whether every file sees what stands for Foundation without importing it: the names of `Codable` and its like.
  var seesFoundation = true

  /// All of them.
  static let all = [
    PageModule(name: "Foundation", files: ["Web/Foundation.swift"], seesFoundation: false),
    PageModule(name: "Text", files: ["Text"]),
    PageModule(name: "Boxes", files: ["Boxes"]),
    PageModule(
      name: "Losses",
      files: [
        "BoxLoss", "BoxPair", "ClampedFocalLoss", "ClassOutputs", "ClassificationLoss", "CrossEntropy", "FocalLoss",
        "IoULoss", "Logistic", "LossLedger", "LossNormalization", "PriorProbability", "SmoothL1",
      ].map { "Losses/\($0).swift" }),
    PageModule(
      name: "Anchors",
      files: [
        "AnchorBoxes", "AnchorConventions", "AnchorGenerator", "AnchorGrid", "AnchorLocation", "AnchorPresets",
        "AnchorShape",
      ].map { "Anchors/\($0).swift" }),
    PageModule(
      name: "Matching",
      files: ["AnchorVerdict", "Matcher", "MatcherPresets", "Matches", "MatchingRules", "ObjectVerdict"]
        .map { "Matching/\($0).swift" }),
    PageModule(
      name: "Evaluation",
      files: ["AveragePrecision", "DetectionCounts", "PrecisionRecallCurve"].map { "Evaluation/\($0).swift" }),
    PageModule(name: "Images", files: ["Images/Color.swift", "Images/Resizing/Resizing.swift", "Web/Images.swift"]),
    PageModule(
      name: "Detector", files: ["Detector/Inference.swift", "Detector/P6Source.swift", "Web/Detector.swift"]),
    PageModule(
      name: "Systems",
      files: [
        "Detectron", "Detectron2", "KerasIO", "KerasRetinaNet", "MMDetection", "Paper", "Presets", "ReferenceSystem",
        "SystemSheet", "Torchvision", "Yhenon",
      ].map { "Systems/\($0).swift" }),
    PageModule(name: "Touch", files: ["Touch/Answers"]),
    PageModule(name: "Bridge", files: ["Web/Bridge.swift"], seesFoundation: false),
  ]
}
