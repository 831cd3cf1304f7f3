// The options that `ablate` and `search` share: how much is trained, with which seeds, and where results are kept.

import CommandLineTool
import Experiments
import Foundation
import Losses
import Training

/// Rows of both tables, and what they make of an experiment.
enum LaboratoryArguments {
  static let quick = Argument.flag(
    "quick",
    help: "Small easy pictures and short trainings, some eight seconds each on two quiet cores, for a class; otherwise "
      + "trainings are those of 'retinanet train'.")
  static let steps = Argument.optional(
    "steps", .integer(in: 1...10_000_000),
    help: "Updates of the weights in each training, by default \(Experiment.quick().options.steps) with --quick and "
      + "\(Experiment.full().options.steps) without.")
  static let validationImages = Argument.optional(
    "validation-images", .integer(in: 1...1_000_000),
    help: "How many pictures are measured on, the same for all trainings; by default "
      + "\(Experiment.quick().pictures.validationImages) with --quick and \(Experiment.full().pictures.validationImages) without."
  )
  static let seeds = Argument.option(
    "seeds", .seeds, default: [0],
    help: "The seeds of the trainings, with commas between: of two or more there are intervals over seeds.")
  static let draws = Argument.option(
    "draws", .integer(in: 20...100_000), default: Bootstrap().draws,
    help: "How often the pictures are drawn again for the intervals over pictures.")
  static let json = Argument.flag("json", help: "Print the results as JSON, and no progress.")

  /// What all trainings begin from.
  static func base(_ arguments: ParsedArguments) -> Experiment {
    let wanted = arguments[steps]
    var base = arguments[quick] ? Experiment.quick() : Experiment.full()
    if let wanted { base = arguments[quick] ? .quick(steps: wanted) : .full(steps: wanted) }
    if let count = arguments[validationImages] { base.pictures.validationImages = count }
    return base
  }
}

extension ValueType<[UInt64]> {
  /// Different training seeds, with commas between.
  static let seeds = ValueType(
    placeholder: "seeds",
    expectation: "different integers from 0 to \(TrainArguments.seeds.upperBound) with commas between, such as 0,1,2",
    value: { text in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      let seeds = parts.compactMap { $0 }
      let isRight = seeds.count == parts.count && seeds.allSatisfy(TrainArguments.seeds.contains)
      return isRight && Set(seeds).count == seeds.count ? seeds.map { UInt64($0) } : nil
    }, text: { $0.map(String.init).joined(separator: ",") })
}
