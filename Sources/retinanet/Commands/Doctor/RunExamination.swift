// A run examined by what it wrote down: its log, and what its files say of themselves.

import CommandLineTool
import Diagnosis
import Foundation
import Text
import Training

/// The folder of a run of `retinanet train`.
struct RunExamination {
  let folder: URL

  func page() throws -> DiagnosisPage {
    let files = TrainingRunFiles(directory: folder)
    let records: [MetricsRecord]
    do {
      records = try MetricsLog.read(from: files.metrics)
    } catch {
      throw CommandFailure("\(error); name the folder of a run of 'retinanet train'")
    }
    let history = try history(records)
    let diagnosis = RunRules.diagnosis(history)
    var page = DiagnosisPage(
      diagnosis,
      subject: "The run in \(folder.relativePath): \(history.steps.count.counted("step")), "
        + history.evaluations.count.counted("evaluation"))
    page.run = history
    return page
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
