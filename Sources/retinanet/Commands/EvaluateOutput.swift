// What `retinanet evaluate --json` prints.

import Evaluation
import Reports

/// What was measured, and all that was measured of it.
struct EvaluateOutput: Codable, Hashable {
  /// What was measured: weights, or results.
  var weights: String?
  var results: String?
  var data: String
  var images: Int
  var summary: COCOSummary
  var errors: [EvaluationReport.Kind]
  var confusion: ConfusionMatrix
  var thresholds: ThresholdReport
  /// Who owns the classification loss; nil for results, whose network nobody knows.
  var ledger: LossOwners?

  init(weights: String? = nil, results: String? = nil, data: String, images: Int, report: EvaluationReport) {
    self.weights = weights
    self.results = results
    self.data = data
    self.images = images
    summary = report.summary
    errors = report.errors
    confusion = report.confusion
    thresholds = report.thresholds
    ledger = report.ledger
  }
}
