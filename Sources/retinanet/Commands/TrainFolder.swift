// The folder of a run of `retinanet train`: which one a new run takes, what a run that goes on finds in it, and how
// a run ends that did not come to its end.

import CommandLineTool
import Detector
import Formats
import Foundation
import Training

/// The folder asked for, if no run is in it, or the first of runs/train-1, runs/train-2, … that is not there.
func newRunFolder(_ wanted: URL?) throws(CommandFailure) -> URL {
  guard let folder = wanted else { return try firstFreeFolder(in: URL(fileURLWithPath: "runs")) }
  if FileManager.default.fileExists(atPath: folder.path),
    (try? folder.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) != true
  {
    throw CommandFailure("\(folder.path) is a file: choose another folder")
  }
  guard TrainingRunFiles(directory: folder).isFree else {
    throw CommandFailure("\(folder.path) is not empty: choose another folder, or go on with the run in it by --resume")
  }
  try makeFolder(folder)
  return folder
}

/// Makes the first of train-1, train-2, … that is not in a folder; of two runs at once each gets its own.
func firstFreeFolder(in parent: URL) throws(CommandFailure) -> URL {
  try makeFolder(parent)
  var number = 1
  while true {
    let folder = URL(fileURLWithPath: "\(parent.relativePath)/train-\(number)")
    if !FileManager.default.fileExists(atPath: folder.path) {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        return folder
      } catch {
        guard FileManager.default.fileExists(atPath: folder.path) else {
          throw CommandFailure("\(folder.path) cannot be made: \(fileReason(error))")
        }
      }
    }
    number += 1
  }
}

/// What the checkpoint of a run that is gone on with says of itself; its tensors are read by the run.
struct RecordedCheckpoint {
  let folder: URL
  let path: String
  let description: FileDescription

  init(in folder: URL) throws {
    self.folder = folder
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw CommandFailure("\(folder.path): expected the folder of a run, found no such folder; check the name")
    }
    if (try? folder.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) != true {
      throw CommandFailure(
        "\(folder.path): expected the folder of a run, found a file; give its folder, "
          + "\(folder.deletingLastPathComponent().relativePath)")
    }
    let read = try TrainingRunFiles(directory: folder).readCheckpoint()
    path = read.url.relativePath
    description = read.description
    do {
      try description.configuration.check(fits: read.file.withCurrentNames)
    } catch {
      throw CheckpointError(path: path, problem: .weights(error))
    }
  }

  /// What the run was begun with.
  func settings() throws -> TrainSettings {
    let data: TrainData?
    let model: TrainModel?
    do {
      data = try description.notes.value(TrainData.note)
      model = try description.notes.value(TrainModel.note)
    } catch {
      throw CheckpointError(path: path, problem: .description(error))
    }
    guard let data, let model else {
      throw CommandFailure(
        "\(path): expected the file of a run that 'retinanet train' began; resume a run of your own program with that "
          + "program")
    }
    return TrainSettings(
      options: try Checkpoint.options(of: description, path: path), data: data, model: model)
  }
}

/// A run that was saved and ended because it was asked to.
struct StoppedTraining: EarlyEnd {
  let stopped: RunStopped
  let folder: URL

  var code: ExitCode {
    guard case .signal(let number) = stopped.cause else { return .failure }
    return ExitCode(rawValue: 128 + number) ?? .failure
  }

  var description: String {
    "The run \(stopped). Go on with it: retinanet train --resume \(quotedForShell(folder.relativePath))"
  }
}
