// The options of `retinanet train`. Defaults are those of the library; where one depends on another the help says so.

import Boxes
import CommandLineTool
import Foundation
import Images
import Shapes
import Systems
import Training

/// The table of `retinanet train`.
enum TrainArguments {
  enum Optimizer: String, CaseIterable, Sendable {
    case muon, adamw, sgd

    /// The library's own with this rule.
    func configuration(momentum: Double?) -> OptimizerConfiguration {
      switch self {
      case .muon: .muon.with(momentum: momentum)
      case .adamw: .adamW
      case .sgd: .paper.with(momentum: momentum)
      }
    }
  }
  enum Schedule: String, CaseIterable, Sendable { case constant, step, linear, cosine }
  enum Augment: String, CaseIterable, Sendable {
    case none, flip, standard

    var augmentation: Augmentation {
      switch self {
      case .none: .none
      case .flip: Augmentation(horizontalFlip: 0.5)
      case .standard: .standard
      }
    }
  }

  /// The seeds of training sets; validation sets have those beyond, so that no two of them ever share a picture.
  static let seeds: ClosedRange<Int> = 0...999_999
  /// What can be asked for, and so what a file of a run can say; a file that says otherwise is not believed.
  static let sizes: ClosedRange<Int> = 64...1024
  static let trainCounts: ClosedRange<Int> = 1...1_000_000_000
  static let validationCounts: ClosedRange<Int> = 1...1_000_000

  /// What of a run's file no command line asks for, if anything.
  static func problem(size: Int, seed: UInt64) -> String? {
    if !sizes.contains(size) {
      return "size: expected \(sizes.lowerBound) to \(sizes.upperBound) pixels, found \(size)"
    }
    return seed > seeds.upperBound ? "seed: expected a training seed, found \(seed)" : nil
  }

  private static let standard = TrainingOptions.standard()

  static let steps = Argument.optional(
    "steps", .integer(in: 1...10_000_000),
    help: "How many updates of the weights; by default \(standard.steps), and for --annotations "
      + "\(TrainingOptions.leastOwnSteps), or as many as show every picture \(TrainingOptions.leastPasses) times, and "
      + "with --weights \(TrainingOptions.furtherSteps).")
  static let batch = Argument.option(
    "batch", .integer(in: 1...4096), default: standard.batchSize, help: "Pictures for each update.")
  static let trainPreset = Argument.optional(
    "train-preset", .choice("preset") as ValueType<ShapesDataset.Preset>,
    help: "The kind of shapes that are trained on, by default those of --preset; for standard ones busy ones, which "
      + "differ in how many objects a picture has.")
  static let size = Argument.option(
    "size", .integer("pixels", in: sizes), default: 128, help: "The height and width of the pictures.")
  static let seed = Argument.option(
    "seed", .integer("seed", in: seeds), default: 0,
    help: "Decides pictures, their order, their changes and the first weights.")
  static let trainImages = Argument.optional(
    "train-images", .integer(in: trainCounts),
    help: "How many pictures to train on again and again; by default every step has new ones.")
  static let validationImages = Argument.optional(
    "validation-images", .integer(in: validationCounts),
    help: "How many pictures to measure on; training never sees them. By default "
      + "\(ShapesData.standardValidationImages) of shapes, and of --annotations a fifth, but at most 500, chosen by the "
      + "seed.")
  static let validationAnnotations = Argument.optional(
    "validation-annotations", .path(),
    help: "A COCO JSON file of the same classes whose pictures are measured on, instead of a part of --annotations.")
  static let validationFolder = Argument.optional(
    "validation-folder", .path("folder"),
    help: "The folder of the pictures of --validation-annotations, by default the folder images beside it.")
  static let conventions = Argument.optional(
    "conventions", .choice("system") as ValueType<ReferenceSystem>,
    help: "Anchors, matching, box coding, losses and limits of a system, see 'retinanet compare'; by default the small "
      + "detector has its own. The options below choose otherwise.")
  static let weights = Argument.optional(
    "weights", short: "w", .path(),
    help:
      "Begin with the weights of a run, or of torchvision's retinanet_resnet50_fpn as a safetensors file, instead of "
      + "random ones; the architecture is theirs.")
  static let classes = Argument.optional(
    "classes", .integer(in: 1...100_000),
    help: "For --weights of other classes than the pictures': begin the classification head's last layer anew, for the "
      + "pictures' number of classes; all else is kept.")
  static let optimizer = Argument.option(
    "optimizer", .choice("rule"), default: Optimizer.muon,
    help: "How gradients change the weights; muon changes those of convolutions, and adamw all others with it.")
  static let lr = Argument.optional(
    "lr", .positive("rate", upTo: 1e30),
    help:
      "The highest learning rate; by default \(Optimizer.muon.usualRate) for muon, \(Optimizer.adamw.usualRate) for "
      + "adamw and \(Optimizer.sgd.usualRate) for sgd, and for --annotations with --weights a quarter of it.")
  static let schedule = Argument.option(
    "schedule", .choice("schedule"), default: Schedule(standard.schedule.decay),
    help: "How the learning rate falls after the warm-up.")
  static let milestones = Argument.optional(
    "milestones", .steps,
    help: "For --schedule step: where the rate is divided by 10, by default after 2/3 and 8/9 of the steps.")
  static let warmup = Argument.optional(
    "warmup", .integer("steps", in: 0...10_000_000),
    help: "Steps in which the rate rises, by default \(standard.schedule.warmUp.steps), or a fifth of a short run.")
  static let momentum = Argument.optional(
    "momentum", .number(in: 0...0.9999), help: "By default 0.8 for muon and 0.9 for sgd; adamw has none.")
  static let weightDecay = Argument.optional(
    "weight-decay", .number(in: 0...1),
    help: "By default \(OptimizerConfiguration.muon.weightDecay) for muon and adamw, and "
      + "\(OptimizerConfiguration.paper.weightDecay) for sgd.")
  static let clip = Argument.optional(
    "clip", .number("norm", in: 0...1e9),
    help: "The largest norm of the gradients, 0 for any; by default 10 for muon and adamw, and 0 for sgd.")
  static let average = Argument.optional(
    "average", .number("share", in: 0...1),
    help: "The share of the newest weights in the running average that is measured and saved, 0 for no average; by "
      + "default \(standard.averageShare.map { "\($0)" } ?? "0").")
  static let augment = Argument.optional(
    "augment", .choice("kind") as ValueType<Augment>,
    help: "How pictures are changed at random: not at all, mirrored, or also shifted, scaled and recolored. By default "
      + "\(Augment(standard.augmentation).rawValue) for shapes, of which every step has new ones, and standard for "
      + "--annotations.")
  static let evaluateEvery = Argument.option(
    "evaluate-every", .integer("steps", in: 0...10_000_000), default: TrainingRun.Intervals().evaluation ?? 0,
    help: "Steps from one measurement to the next, 0 for one at the end only.")
  static let checkpointEvery = Argument.option(
    "checkpoint-every", .integer("steps", in: 1...10_000_000), default: TrainingRun.Intervals().checkpoint,
    help: "Steps from one checkpoint to the next.")
  static let output = Argument.optional(
    "output", short: "o", .path("folder"),
    help: "A new or empty folder for the run, by default the first of runs/train-1, runs/train-2 and so on that is "
      + "not there.")
  static let resume = Argument.optional(
    "resume", .path("folder"),
    help: "Go on with the run in a folder, with the options that it was begun with; none of them has to be repeated.")
  static let threads = Argument.optional(
    "threads", .integer(in: 1...1024), help: "By default one for each core; the result does not depend on it.")
  static let quiet = Argument.flag("quiet", short: "q", help: "Show the result only, not the progress.")

  /// Where things are, as opposed to what they are.
  static let places: Set<String> = Set(
    [SceneOptions.annotations, SceneOptions.images, validationAnnotations, validationFolder].map {
      $0.specification.label
    })

  static let all: [any AnyArgument] =
    [
      steps, batch, SceneOptions.preset, trainPreset, SceneOptions.annotations, SceneOptions.images,
      validationAnnotations,
      validationFolder, SceneOptions.dropsUnusable, SceneOptions.dropLimit, size, SceneOptions.resize, seed,
      trainImages,
      validationImages,
      conventions, weights, classes,
    ] + TrainPieceArguments.all + [
      augment, optimizer, lr, schedule,
      milestones, warmup, momentum, weightDecay, clip, average, evaluateEvery, checkpointEvery, output, resume, threads,
      quiet,
    ]
}

extension TrainArguments.Optimizer {
  /// The highest learning rate, by default.
  fileprivate var usualRate: Double { configuration(momentum: nil).rule.usualRate }
}

extension OptimizerConfiguration {
  /// With another momentum, where the rule has one.
  fileprivate func with(momentum: Double?) -> OptimizerConfiguration {
    guard let momentum else { return self }
    var result = self
    switch rule {
    case .sgd: result.rule = .sgd(momentum: momentum)
    case .muon(_, let beta1, let beta2, let epsilon):
      result.rule = .muon(momentum: momentum, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adamW: break
    }
    return result
  }
}

extension TrainArguments.Schedule {
  init(_ decay: LearningRateSchedule.Decay) {
    switch decay {
    case .constant: self = .constant
    case .step: self = .step
    case .linear: self = .linear
    case .cosine: self = .cosine
    }
  }
}

extension TrainArguments.Augment {
  /// The kind that an augmentation is of.
  init(_ augmentation: Augmentation) { self = Self.allCases.first { $0.augmentation == augmentation } ?? .standard }
}

extension ValueType<[Int]> {
  /// Steps that rise, with commas between them.
  static let steps = ValueType(
    placeholder: "steps", expectation: "rising numbers of steps with commas between them, such as 1000,1300",
    value: { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      let steps = parts.compactMap { $0 }
      let rises = zip(steps, steps.dropFirst()).allSatisfy(<)
      return steps.count == parts.count && rises && (steps.first ?? 0) >= 1 ? steps : nil
    }, text: { $0.map(String.init).joined(separator: ",") })
}
