// Runs and weights for the tests of train, evaluate, detect and the report.

import Detector
import Foundation
import Losses
import Testing

@testable import CommandLineTool
@testable import retinanet

/// The program with words that a shell would split at spaces.
func runProgram(_ words: String) -> RecordedRun { Program.retinaNet.run(words) }

/// Runs `body` with the path of a folder that does not exist yet, and removes what it makes.
func withNewFolder(_ body: (URL) throws -> Void) rethrows {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("retinanet-\(UUID())")
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// A run that takes a second: two steps of two small pictures.
let shortRun = "train --steps 2 --batch 2 --size 64 --validation-images 4 --preset easy --seed 3"

/// Writes weights that find something everywhere: the prior probability of every anchor is 0.9.
func writeEagerWeights(
  to file: URL, categories: [String] = ["ellipse", "rectangle", "triangle"], data: TrainData? = nil
) throws {
  var configuration = RetinaNet.Configuration(classes: 3)
  configuration.learning.prior = PriorProbability(0.9)
  var description = FileDescription(configuration: configuration, categories: categories)
  try description.notes.set(data, as: TrainData.note)
  try RetinaNet(configuration).weights(metadata: description.metadata()).write(to: file)
}

extension Console {
  /// For what is not to be seen.
  static var silent: Console { Console(output: { _ in }, error: { _ in }, isTerminal: false, width: 80) }
}

/// The settings of a command line.
func settings(_ words: String) throws -> TrainSettings { TrainSettings(try arguments(words)) }

/// What a command line says.
func arguments(_ words: String) throws -> ParsedArguments {
  var parser = ArgumentParser(TrainCommand.specification)
  guard case .run(let arguments) = try parser.parse(words.split(separator: " ").map(String.init)) else {
    throw UsageError("help was asked for")
  }
  return arguments
}
