// A run examined by what it wrote down: its log, what its files say of themselves, and its weights on some pictures.

import CommandLineTool
import Detector
import Diagnosis
import Foundation
import Text
import Training

/// The folder of a run of `retinanet train`.
struct RunExamination {
  let folder: URL

  func page(console: Console) throws -> DiagnosisPage {
    let files = TrainingRunFiles(directory: folder)
    let records: [MetricsRecord]
    do {
      records = try MetricsLog.read(from: files.metrics)
    } catch {
      throw CommandFailure("\(error); name the folder of a run of 'retinanet train'")
    }
    let history = try history(records)
    let log = RunRules.diagnosis(history)
    var subject =
      "The run in \(folder.relativePath): \(history.steps.count.counted("step")), "
      + history.evaluations.count.counted("evaluation")
    var diagnosis = log
    // A run that ended with no number, or has not saved anything yet, has its log alone.
    if !log.findings.contains(where: { $0.id == "run1" }), let state = try look(records, files, console: console) {
      diagnosis = log.joined(with: Diagnosis(state.findings, checks: LearntState.checks))
      let text = { (ap: Double?) in ap.map { $0.fixed(digits: 3) } ?? "–" }
      subject += "; AP \(text(state.trainingAP)) on some of its pictures, \(text(state.validationAP)) on others"
    }
    var page = DiagnosisPage(diagnosis, subject: subject)
    page.run = history
    return page
  }

  /// The weights beside some pictures of both parts; nil if there are none, or the pictures are not where they were.
  private func look(
    _ records: [MetricsRecord], _ files: TrainingRunFiles, console: Console
  ) throws -> LearntState? {
    guard
      let file = [files.weights, files.checkpoint].first(where: { FileManager.default.fileExists(atPath: $0.path) })
    else { return nil }
    let detector = try TrainedDetector(contentsOf: file)
    let sets: TrainSets
    do {
      guard var data = try detector.trainData else { return nil }
      sets = try data.sets(console: console)
    } catch let failure as CommandFailure {
      console.error("Warning: \(failure) The log alone is examined.\n")
      return nil
    }
    let description = records.compactMap { if case .run(let description) = $0 { description } else { nil } }.last
    let options = try description?.notes.value("options", as: TrainingOptions.self)
    return try LearntState(
      detector.model, training: sets.training, validation: sets.validation,
      optimizer: options.map { ($0.optimizer, $0.schedule.peak) })
  }

  private func history(_ records: [MetricsRecord]) throws -> RunHistory {
    var history = RunHistory(steps: [])
    for record in records {
      switch record {
      case .run(let description):
        let architecture = description.configuration.architecture
        history.prior = description.configuration.learning.prior.probability
        guard let data = try description.notes.value("data", as: TrainData.self) else { continue }
        history.outputsPerPicture =
          architecture.anchors.anchorCount(on: .square(data.size)) * architecture.classes
        history.trainingPictures =
          switch data {
          case .shapes(let shapes): shapes.trainImages
          case .pictures(let pictures): pictures.trainingCount
          }
      case .step(let step):
        history.steps.append(
          .init(
            step: step.step, classLoss: step.classification, boxLoss: step.box, positives: step.positives,
            rate: step.rate))
      case .evaluation(let evaluation): history.evaluations.append(.init(step: evaluation.step, ap: evaluation.ap))
      }
    }
    return history
  }
}
