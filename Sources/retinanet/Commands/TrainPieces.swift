// What the options of TrainPieceArguments make of a detector: its losses, sampling, assigner, anchors, suppression.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Images
import Losses
import Matching
import Randomness
import Systems

/// The pieces asked for; nil is what the detector has by itself or by its system's conventions.
struct TrainPieces: Hashable, Sendable, Codable {
  var backbone: RetinaNet.TorchvisionBackbone?
  var backboneWeights: String?
  var loss: TrainPieceArguments.Loss?
  var gamma: Double?
  var alpha: TrainPieceArguments.Alpha?
  var prior: Double?
  var sampling: TrainPieceArguments.Sampling?
  var assigner: TrainPieceArguments.Assigner?
  var positiveThreshold: Double?
  var negativeThreshold: Double?
  var lowQuality: TrainPieceArguments.LowQuality?
  var boxLoss: TrainPieceArguments.BoxLossName?
  var anchors: String?
  var suppression: TrainPieceArguments.SuppressionName?
  var reproducesDefects: Bool?

  init() {}

  init(_ arguments: ParsedArguments) {
    typealias Table = TrainPieceArguments
    backbone = arguments[Table.backbone]
    backboneWeights = arguments[Table.backboneWeights]?.relativePath
    loss = arguments[Table.loss]
    gamma = arguments[Table.gamma]
    alpha = arguments[Table.alpha]
    prior = arguments[Table.prior]
    sampling = arguments[Table.sampling]
    assigner = arguments[Table.assigner]
    positiveThreshold = arguments[Table.positiveThreshold]
    negativeThreshold = arguments[Table.negativeThreshold]
    lowQuality = arguments[Table.lowQuality]
    boxLoss = arguments[Table.boxLoss]
    anchors = arguments[Table.anchors]
    suppression = arguments[Table.suppression]
    reproducesDefects = arguments[Table.reproducesDefects] ? true : nil
  }

  /// By their names on the command line; what was not asked for is not among them.
  var rows: [(argument: any AnyArgument, value: String)] {
    typealias Table = TrainPieceArguments
    let all: [(argument: any AnyArgument, value: String?)] = [
      (Table.backbone, backbone?.rawValue), (Table.backboneWeights, backboneWeights),
      (Table.loss, loss?.rawValue), (Table.gamma, gamma.map { "\($0)" }), (Table.alpha, alpha?.text),
      (Table.prior, prior.map { "\($0)" }), (Table.sampling, sampling?.rawValue),
      (Table.assigner, assigner?.rawValue), (Table.positiveThreshold, positiveThreshold.map { "\($0)" }),
      (Table.negativeThreshold, negativeThreshold.map { "\($0)" }), (Table.lowQuality, lowQuality?.rawValue),
      (Table.boxLoss, boxLoss?.rawValue), (Table.anchors, anchors), (Table.suppression, suppression?.rawValue),
      (Table.reproducesDefects, reproducesDefects.map { "\($0)" }),
    ]
    return all.compactMap { row in row.value.map { (row.argument, $0) } }
  }

  /// Puts the pieces asked for into a detector's configuration.
  ///
  /// - Parameter objects: those trained on, by picture, for anchors that are fitted to them.
  func apply(
    to configuration: inout RetinaNet.Configuration, objects: () throws -> [ImageObjects]
  ) throws {
    if let backbone {
      // As torchvision: statistics and first layers stay as a classifier brings them, or all begins anew.
      let isGiven = backboneWeights != nil
      configuration.architecture.setBackbone(backbone, isGiven ? .frozen(epsilon: 1e-5) : .batch(epsilon: 1e-5))
      configuration.learning.trainedBackboneStages = isGiven ? 3 : 5
    }
    if let prior { configuration.learning.prior = PriorProbability(prior) }
    if let anchors {
      configuration.architecture.anchors = try generator(
        anchors, levels: configuration.architecture.anchors, objects: objects)
    }
    if loss != nil || gamma != nil || alpha != nil {
      configuration.learning.classLoss = try classLoss(
        configuration.learning.classLoss, classes: configuration.architecture.classes)
    }
    switch sampling {
    case nil: break
    case .all: configuration.learning.sampling = .all
    case .mined: configuration.learning.sampling = .oneToThree
    case .balanced: configuration.learning.sampling = .balanced(BalancedSampler())
    }
    try assign(&configuration)
    if let boxLoss { configuration.learning.boxLoss = boxLoss.value }
    if let suppression { configuration.inference.suppression = suppression.value }
    if let problem = configuration.problem { throw CommandFailure(problem) }
  }

  // MARK: Losses

  private func classLoss(_ current: ClassLoss, classes: Int) throws(CommandFailure) -> ClassLoss {
    let kind = loss ?? TrainPieceArguments.Loss(current)
    if gamma != nil, kind == .crossEntropy || kind == .balancedCrossEntropy {
      throw CommandFailure("--gamma: expected a focal loss beside it, found --loss \(kind.rawValue)")
    }
    if case .numbers(let numbers)? = alpha, numbers.count > 1 {
      guard kind == .focal || kind == .clampedFocal else {
        throw CommandFailure("--alpha: expected one number for --loss \(kind.rawValue), found \(numbers.count)")
      }
      guard numbers.count == classes else {
        throw CommandFailure(
          "--alpha: expected one number, or one for each of the \(classes) classes, found \(numbers.count)")
      }
    }
    let focal = current.focal ?? FocalLoss()
    let sigmoid = FocalLoss(alpha: alpha.map(\.value) ?? focal.alpha, gamma: gamma ?? focal.gamma)
    switch kind {
    case .focal: return .focal(sigmoid)
    case .clampedFocal: return .clampedFocal(ClampedFocalLoss(sigmoid))
    case .softmaxFocal:
      return .softmaxFocal(SoftmaxFocalLoss(gamma: gamma ?? focal.gamma, alpha: alpha?.single))
    case .crossEntropy:
      guard alpha == nil else {
        throw CommandFailure("--alpha: expected --loss balanced-cross-entropy beside it, found cross-entropy")
      }
      return .crossEntropy
    case .balancedCrossEntropy:
      if alpha == TrainPieceArguments.Alpha.none {
        throw CommandFailure("--alpha: expected a number for --loss balanced-cross-entropy, found none")
      }
      return .balancedCrossEntropy(alpha: alpha?.single ?? 0.75)
    }
  }

  // MARK: Assignment

  private func assign(_ configuration: inout RetinaNet.Configuration) throws(CommandFailure) {
    let isMatched = assigner == .matcher || (assigner == nil && configuration.learning.assigner.matcher != nil)
    let ofMatcher: [(option: String, isGiven: Bool)] = [
      ("--positive-threshold", positiveThreshold != nil), ("--negative-threshold", negativeThreshold != nil),
      ("--low-quality", lowQuality != nil),
    ]
    if !isMatched, let option = ofMatcher.first(where: \.isGiven)?.option {
      throw CommandFailure("\(option): expected --assigner matcher beside it, found \(assigner?.rawValue ?? "another")")
    }
    switch assigner {
    case .atss:
      // The authors' code: nine for each anchor of a cell.
      configuration.learning.assigner = .atss(
        ATSS(candidatesPerLevel: 9 * configuration.architecture.anchors.anchorsPerCell))
    case .fcos:
      if anchors == nil {
        (configuration.architecture.anchors.scales, configuration.architecture.anchors.ratios) = ([1], [1])
        configuration.architecture.anchors.center = .halfStride
      }
      let perCell = configuration.architecture.anchors.anchorsPerCell
      guard perCell == 1 else {
        throw CommandFailure(
          "--assigner fcos: expected anchors with one per cell, found \(perCell) by --anchors \(anchors ?? ""); leave "
            + "--anchors out, or give a file with one scale and one ratio")
      }
      configuration.architecture.coding = .distances(DistanceBoxCoder())
      configuration.learning.assigner = .fcos(FCOS(levelsOf: configuration.architecture.anchors))
    case .matcher, nil:
      guard isMatched else { return }
      configuration.learning.assigner = .matcher(
        try matcher(configuration.learning.assigner.matcher ?? Matcher(lowQuality: .bestAnchors)))
    }
  }

  private func matcher(_ current: Matcher) throws(CommandFailure) -> Matcher {
    let positive = positiveThreshold ?? current.positiveThreshold
    let negative = negativeThreshold ?? current.negativeThreshold
    guard negative <= positive else {
      throw CommandFailure(
        "--negative-threshold: expected at most the positive threshold, \(positive), found \(negative)")
    }
    return Matcher(
      positiveThreshold: positive, negativeThreshold: negative, lowQuality: lowQuality?.value ?? current.lowQuality,
      boundary: current.boundary, outOfImage: current.outOfImage, pixels: current.pixels,
      crowdThreshold: current.crowdThreshold, defects: current.defects)
  }

  // MARK: Anchors

  private func generator(
    _ name: String, levels start: AnchorGenerator, objects: () throws -> [ImageObjects]
  ) throws -> AnchorGenerator {
    if name == "fit" {
      var random = SeededGenerator(seed: 0)
      return try AnchorFit(start, images: objects(), method: .search(AnchorSearch()), using: &random).fitted
    }
    if name == "small" { return .small }
    if let system = ReferenceSystem(rawValue: name) { return .preset(system) }
    let url = URL(fileURLWithPath: name)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw CommandFailure(
        "--anchors: expected small, \(ReferenceSystem.allCases.map(\.rawValue).joined(separator: ", ")), fit, or a file "
          + "that can be read, found '\(name)'")
    }
    do {
      return try CodedJSON.decode(text)
    } catch {
      throw CommandFailure(
        "--anchors: \(url.relativePath): expected anchors as 'retinanet anchors --fit --write' writes them: \(error)")
    }
  }
}

// MARK: - From words to values

extension TrainPieceArguments.Loss {
  init(_ loss: ClassLoss) {
    self =
      switch loss {
      case .focal: .focal
      case .crossEntropy: .crossEntropy
      case .balancedCrossEntropy: .balancedCrossEntropy
      case .clampedFocal: .clampedFocal
      case .softmaxFocal: .softmaxFocal
      }
  }
}

extension TrainPieceArguments.Alpha {
  var value: FocalLoss.Alpha {
    switch self {
    case .none: .none
    case .numbers(let numbers): numbers.count == 1 ? .balanced(numbers[0]) : .perClass(numbers)
    }
  }

  var single: Double? { if case .numbers(let numbers) = self { numbers.first } else { nil } }
}

extension TrainPieceArguments.LowQuality {
  var value: Matcher.LowQualityRule {
    switch self {
    case .none: .none
    case .bestAnchors: .bestAnchors
    case .bestAnchorsUnlessNegative: .bestAnchorsUnlessNegative
    case .objectsTakeBestAnchors: .objectsTakeBestAnchors
    }
  }
}

extension TrainPieceArguments.BoxLossName {
  var value: BoxLoss {
    switch self {
    case .l1: .smoothL1(.l1)
    case .smoothL1: .smoothL1(SmoothL1(sigma: 3))
    case .iou: .iou(IoULoss(.iou))
    case .logIoU: .iou(IoULoss(.logIoU))
    case .giou: .iou(IoULoss(.giou))
    case .diou: .iou(IoULoss(.diou))
    case .ciou: .iou(IoULoss(.ciou))
    }
  }
}

extension TrainPieceArguments.SuppressionName {
  var value: SuppressionRule {
    switch self {
    case .hard: .hard(NonMaximumSuppression(iouThreshold: 0.5))
    case .classAgnostic: .hard(NonMaximumSuppression(iouThreshold: 0.5, perClass: false))
    case .soft: .soft(SoftNonMaximumSuppression())
    case .softLinear: .soft(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3)))
    }
  }
}
