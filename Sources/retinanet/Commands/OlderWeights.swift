// What earlier runs have learnt, as a hint for a run on few pictures.

import CommandLineTool
import Detector
import Foundation
import Images
import Training

/// Weights that a run could have begun with.
enum OlderWeights {
  /// A line that names the newest weights beside the run's folder or in `runs`, for a run on annotated pictures that
  /// begins with random ones; nil if there are none that fit.
  static func hint(for settings: TrainSettings, of run: TrainingRun) -> String? {
    guard case .pictures = settings.data, settings.model.weights == nil, run.trainer.step == 0 else { return nil }
    let beside = run.files.directory.deletingLastPathComponent()
    let runs = URL(fileURLWithPath: "runs")
    let folders = beside.standardizedFileURL.path == runs.standardizedFileURL.path ? [runs] : [beside, runs]
    let candidates = folders.flatMap { weights(in: $0) }
      .sorted { ($1.date, $0.url.path) < ($0.date, $1.url.path) }
    for candidate in candidates.prefix(5) {
      guard let file = try? TrainedDetector(contentsOf: candidate.url),
        file.model.configuration.architecture.backbone == run.trainer.model.configuration.architecture.backbone
      else { continue }
      let isSame = Set(file.categories) == Set(run.validation.categories)
      let classes = isSame ? "" : " --classes \(run.validation.categories.count)"
      return "Hint: few pictures teach more to a detector that has learnt something alike: --weights "
        + candidate.url.relativePath + classes
    }
    return nil
  }

  private static func weights(in folder: URL) -> [(url: URL, date: Date)] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return entries.compactMap { name in
      let url = TrainingRunFiles(directory: URL(fileURLWithPath: "\(folder.relativePath)/\(name)")).weights
      guard let date = try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate else {
        return nil
      }
      return (url, date)
    }
  }
}
