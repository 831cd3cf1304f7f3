// Losses, sampling, assigner, anchors and suppression from the command line.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Losses
import Matching
import Systems
import Testing

@testable import retinanet

/// The configuration that a command line asks for, of three classes.
private func configuration(_ words: String) throws -> RetinaNet.Configuration {
  try settings(words).model.fresh(classes: 3) { [] }
}

@Suite("Pieces of a detector as options of train")
struct TrainPiecesTests {
  @Test("Without options the detector is the small one, but that its boxes learn by GIoU; systems keep their own loss")
  func none() throws {
    var small = RetinaNet.Configuration.small
    small.learning.boxLoss = .iou(IoULoss(.giou))
    #expect(try configuration("") == small && small == .standard())
    #expect(try configuration("--box-loss smooth-l1") == .small)
    #expect(try configuration("--conventions torchvision").learning.boxLoss == .smoothL1(.l1))
    #expect(try settings("").model.pieces.rows.isEmpty)
  }

  @Test(
    "Every backbone by torchvision's name: fresh by its batches, with a classifier's weights frozen as torchvision's")
  func backbones() throws {
    for backbone in RetinaNet.TorchvisionBackbone.allCases {
      let fresh = try configuration("--backbone \(backbone.rawValue)")
      #expect(fresh.architecture.backbone == backbone.kind(.batch(epsilon: 1e-5)))
      #expect(fresh.architecture.stageChannels == backbone.stageChannels && fresh.learning.trainedBackboneStages == 5)
      #expect(fresh.architecture.pyramidChannels == 64, "the rest is the small detector's")
    }
    let given = try configuration("--backbone resnet101 --backbone-weights a.safetensors")
    #expect(given.architecture.backbone == .resNet(blocks: [3, 4, 23, 3], .frozen(epsilon: 1e-5)))
    #expect(given.learning.trainedBackboneStages == 3)
    #expect(runProgram("train --backbone-weights a").code == .usage)
    #expect(runProgram("train --backbone resnet18 --weights a").code == .usage)
  }

  @Test(
    "A run on ResNet-18 with a classifier's weights has them in its frozen part, and resumes; another's are refused")
  func classifier() throws {
    try withNewFolder { folder in
      let detector = RetinaNet(try configuration("--backbone resnet18"), seed: 5)
      let prefix = "backbone.body."
      let classifier = SafetensorsFile(
        entries: detector.weights(naming: .torchvision).entries.filter { $0.name.hasPrefix(prefix) }.map {
          .init(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
        })
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("resnet18.safetensors")
      try classifier.write(to: file)
      let run = folder.appendingPathComponent("run")
      let words = "--backbone-weights \(file.path) --output \(run.path)"
      let trained = runProgram("\(shortRun) --backbone resnet18 \(words)")
      #expect(trained.code == .success, "\(trained.error)")
      let weights = try SafetensorsFile(contentsOf: run.appendingPathComponent("weights.safetensors"))
      let name = "backbone.c2.0.first.convolution.weight"
      let given = detector.weights().entries.first { $0.name == name }?.values
      #expect(given != nil && weights[name]?.values == given)
      #expect(runProgram("train --resume \(run.path)").code == .success)
      let refused = runProgram("\(shortRun) --backbone resnet34 --backbone-weights \(file.path)")
      #expect(refused.code == .failure && refused.error.contains("tensor 'layer2.2.conv1.weight'"), "\(refused.error)")
    }
  }

  @Test("Every loss by its name, with γ and α")
  func losses() throws {
    let cases: [(words: String, loss: ClassLoss)] = [
      ("--loss focal", .focal(FocalLoss())), ("--gamma 0.5", .focal(FocalLoss(gamma: 0.5))),
      ("--alpha none --gamma 1", .focal(FocalLoss(alpha: .none, gamma: 1))),
      ("--alpha 0.2,0.5,0.9", .focal(FocalLoss(alpha: .perClass([0.2, 0.5, 0.9])))),
      ("--loss cross-entropy", .crossEntropy),
      ("--loss balanced-cross-entropy", .balancedCrossEntropy(alpha: 0.75)),
      ("--loss balanced-cross-entropy --alpha 0.9", .balancedCrossEntropy(alpha: 0.9)),
      ("--loss clamped-focal --gamma 1", .clampedFocal(ClampedFocalLoss(FocalLoss(gamma: 1)))),
      ("--loss softmax-focal", .softmaxFocal(SoftmaxFocalLoss())),
      ("--loss softmax-focal --alpha 0.25 --gamma 0", .softmaxFocal(SoftmaxFocalLoss(gamma: 0, alpha: 0.25))),
      ("--conventions yhenon --reproduce-defects", .clampedFocal(ClampedFocalLoss())),
      ("--conventions yhenon --reproduce-defects --gamma 1", .clampedFocal(ClampedFocalLoss(FocalLoss(gamma: 1)))),
      ("--conventions yhenon --loss cross-entropy", .crossEntropy),
    ]
    for (words, loss) in cases { #expect(try configuration(words).learning.classLoss == loss, "\(words)") }
  }

  @Test("Sampling, box loss, suppression and prior by their names")
  func others() throws {
    #expect(try configuration("--sampling mined").learning.sampling == .oneToThree)
    #expect(try configuration("--sampling balanced").learning.sampling == .balanced(BalancedSampler()))
    #expect(try configuration("--box-loss l1").learning.boxLoss == .smoothL1(.l1))
    for kind in IoULoss.Kind.allCases {
      let name = kind == .logIoU ? "log-iou" : kind.rawValue.lowercased()
      #expect(try configuration("--box-loss \(name)").learning.boxLoss == .iou(IoULoss(kind)))
    }
    #expect(
      try configuration("--suppression class-agnostic").inference.suppression
        == .hard(NonMaximumSuppression(perClass: false)))
    #expect(try configuration("--suppression soft").inference.suppression == .soft(SoftNonMaximumSuppression()))
    #expect(try configuration("--prior 0.1").learning.prior == PriorProbability(0.1))
  }

  @Test("Thresholds and the low-quality rule change the matcher that the conventions have, and nothing else of it")
  func matcher() throws {
    let words =
      "--conventions keras-retinanet --positive-threshold 0.6 --negative-threshold 0.3 --low-quality best-anchors"
    var expected = Matcher.preset(.kerasRetinaNet)
    (expected.negativeThreshold, expected.positiveThreshold, expected.lowQuality) = (0.3, 0.6, .bestAnchors)
    #expect(try configuration(words).learning.assigner == .matcher(expected))
  }

  @Test("ATSS has nine candidates for each anchor of a cell; FCOS brings one anchor per cell and distances")
  func assigners() throws {
    #expect(try configuration("--assigner atss").learning.assigner == .atss(ATSS(candidatesPerLevel: 81)))
    let fcos = try configuration("--assigner fcos")
    #expect(fcos.architecture.anchors.anchorsPerCell == 1 && fcos.architecture.coding == .distances(DistanceBoxCoder()))
    #expect(fcos.learning.assigner == .fcos(FCOS(levelsOf: fcos.architecture.anchors)))
  }

  @Test("Anchors by name are the system's")
  func anchors() throws {
    #expect(try configuration("--anchors paper").architecture.anchors == .preset(.paper))
    #expect(try configuration("--anchors keras-io").architecture.anchors == .preset(.kerasIO))
  }

  @Test(
    "What does not go together is refused with the option, what was expected and what was found",
    arguments: [
      ("--loss cross-entropy --gamma 2", "--gamma: expected a focal loss beside it, found --loss cross-entropy"),
      ("--loss cross-entropy --alpha 0.5", "--alpha: expected --loss balanced-cross-entropy beside it, found"),
      ("--loss balanced-cross-entropy --alpha none", "--alpha: expected a number for --loss balanced-cross-entropy"),
      ("--alpha 0.1,0.2", "--alpha: expected one number, or one for each of the 3 classes, found 2"),
      ("--loss softmax-focal --alpha 0.1,0.2,0.3", "--alpha: expected one number for --loss softmax-focal, found 3"),
      ("--negative-threshold 0.6", "--negative-threshold: expected at most the positive threshold, 0.5, found 0.6"),
      (
        "--assigner atss --positive-threshold 0.6", "--positive-threshold: expected --assigner matcher beside it, found"
      ),
      ("--assigner fcos --anchors small", "--assigner fcos: expected anchors with one per cell, found 9 by --anchors"),
      ("--anchors smal", "--anchors: expected small, paper, torchvision,"),
    ])
  func refused(words: String, message: String) throws {
    let error = #expect(throws: CommandFailure.self) { try configuration(words) }
    #expect(error.map { "\($0)" }?.hasPrefix(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(
    "A value that is none is refused with the option and what can be given",
    arguments: [
      ("--loss hinge", "--loss"), ("--alpha 2", "--alpha"), ("--alpha 0.1,", "--alpha"), ("--gamma -1", "--gamma"),
      ("--reproduce-defects", "--conventions"), ("--anchors fit --weights w", "--weights"),
    ])
  func usage(words: String, option: String) {
    let run = runProgram("train \(words)")
    #expect(run.code == .usage && run.error.contains(option), "\(run.error)")
  }

  @Test("A run remembers its pieces: it goes on without them, and refuses others")
  func remembered() throws {
    try withNewFolder { folder in
      let words = "--loss softmax-focal --sampling mined --assigner atss --box-loss giou --suppression soft"
      let run = runProgram("\(shortRun) \(words) --output \(folder.path)")
      #expect(run.code == .success, "\(run.error)")
      let weights = try Data(contentsOf: folder.appendingPathComponent("weights.safetensors"))
      #expect(runProgram("train --resume \(folder.path) --loss softmax-focal").code == .success)
      #expect(try Data(contentsOf: folder.appendingPathComponent("weights.safetensors")) == weights)
      let other = runProgram("train --resume \(folder.path) --loss focal")
      #expect(other.error.contains("--loss: the run was begun with softmax-focal, found focal"))
      let more = runProgram("train --resume \(folder.path) --gamma 1")
      #expect(more.error.contains("--gamma: the run was begun with none, found 1.0"))
      let report = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      for text in [
        "focal of a softmax with background", "ATSS, 81 candidates", "negatives that cost most", "soft supp",
      ] {
        #expect(report.contains(text), "\(text)")
      }
      let file = folder.appendingPathComponent("weights.safetensors").path
      let found = runProgram("evaluate --weights \(file) --preset easy --count 2 --size 64")
      #expect(found.code == .success, "\(found.error)")
    }
  }

  @Test("Anchors that 'anchors --fit --write' wrote are those of a run; a damaged file is refused with the place")
  func file() throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = folder.appendingPathComponent("anchors.json").path
      let run = runProgram("anchors --preset tiny --count 20 --size 64 --fit --write \(path)")
      #expect(run.code == .success, "\(run.error)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let written: AnchorGenerator = try CodedJSON.decode(text)
      #expect(written != .small && written.levels.map(\.stride) == [8, 16, 32, 64, 128])
      #expect(try configuration("--anchors \(path)").architecture.anchors == written)
      try text.replacingOccurrences(of: "\"scales\"", with: "\"scale\"").write(
        toFile: path, atomically: true, encoding: .utf8)
      let error = #expect(throws: CommandFailure.self) { try configuration("--anchors \(path)") }
      #expect(error.map { "\($0)" }?.contains("anchors.json: expected anchors as") == true)
    }
  }

  @Test("--anchors fit fits scales and ratios to the pictures trained on")
  func fit() throws {
    try withNewFolder { folder in
      let run = runProgram("\(shortRun) --anchors fit --train-images 30 --output \(folder.path)")
      #expect(run.code == .success, "\(run.error)")
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent("weights.safetensors"))
      let anchors = try RetinaNet.Configuration(of: file).architecture.anchors
      #expect(anchors != .small && anchors.anchorsPerCell == 9)
    }
  }
}
