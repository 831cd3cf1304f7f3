import Foundation
import RetinaKit

struct TrainingReport {
  var settings: TrainSettings
  var model: RetinaNet
  var metrics: [MetricsRecord]
  var evaluation: DetectorEvaluation
  var validation: any Dataset
  var folder: URL
  func document() throws -> HTMLReport { HTMLReport(title: "x") }
}
