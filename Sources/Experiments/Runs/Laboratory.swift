// Does the experiments that are asked for: those that are there already are taken from the folder, those that share a
// training are made together.

import Foundation

/// What a laboratory tells while it works.
public enum LaboratoryEvent: Hashable, Sendable {
  /// Of all experiments so many are there already; the others need so many trainings.
  case planned(experiments: Int, known: Int, trainings: Int)
  /// A training goes on: which one, counted from 1, of how many.
  case training(Int, of: Int, RunProgress)
  /// A result is in the folder.
  case result(ExperimentResult, training: Int, of: Int)
}

/// Makes experiments, each once.
public struct Laboratory {
  /// Where results are.
  public let folder: ResultFolder
  private let runner: any ExperimentRunner

  /// A laboratory.
  public init(folder: ResultFolder, runner: any ExperimentRunner) {
    self.folder = folder
    self.runner = runner
  }

  /// A laboratory in a folder that trains: results in `results`, states in `states`.
  public init(in directory: URL) {
    self.init(
      folder: ResultFolder(directory.appendingPathComponent("results")),
      runner: ExperimentTrainer(statesIn: directory.appendingPathComponent("states")))
  }

  /// Throws away what was kept of a training to go on from.
  func forgetState(of experiment: Experiment) throws { try runner.forgetState(of: experiment) }

  /// The results of all experiments.
  ///
  /// - Parameters:
  ///   - experiments: what is to be trained and measured; one that is there twice is trained once.
  ///   - keepsStates: whether the states of trainings are kept, to be gone on from.
  ///   - mayBegin: asked before each training; false ends the work early.
  ///   - observe: told what happens, as it happens.
  ///
  /// - Returns: for each experiment its result; those that were not made any more are missing.
  public func results(
    of experiments: [Experiment], keepsStates: Bool = false, mayBegin: () -> Bool = { true },
    observe: (LaboratoryEvent) -> Void = { _ in }
  ) throws -> [Experiment: ExperimentResult] {
    var results: [Experiment: ExperimentResult] = [:]
    var groups: [(key: String, experiments: [Experiment])] = []
    var places: [String: Int] = [:]
    var seen: Set<Experiment> = []
    for experiment in experiments where seen.insert(experiment).inserted {
      if let result = try folder.result(of: experiment) {
        results[experiment] = result
        continue
      }
      let key = "\(try experiment.trainingKey()) \(experiment.steps)"
      if let place = places[key] {
        groups[place].experiments.append(experiment)
      } else {
        places[key] = groups.count
        groups.append((key, [experiment]))
      }
    }
    observe(.planned(experiments: seen.count, known: results.count, trainings: groups.count))
    for (index, group) in groups.enumerated() {
      guard mayBegin() else { break }
      let made = try runner.results(of: group.experiments, keepsState: keepsStates) {
        observe(.training(index + 1, of: groups.count, $0))
      }
      for result in made {
        try folder.write(result)
        results[result.experiment] = result
        observe(.result(result, training: index + 1, of: groups.count))
      }
    }
    return results
  }
}
