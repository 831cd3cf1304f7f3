// The charts of a training report.

import Figures
import Foundation
import Training

extension TrainingReport {
  /// How many steps the strong line of a loss is the mean of: a fiftieth of the run.
  var lossWindow: Int { max(1, options.steps / 50) }

  var steps: [StepRecord] { metrics.compactMap { if case .step(let step) = $0 { step } else { nil } } }

  var evaluations: [EvaluationRecord] {
    metrics.compactMap { if case .evaluation(let evaluation) = $0 { evaluation } else { nil } }
  }

  private func steps(_ value: (StepRecord) -> Double) -> [LineChart.Point] {
    steps.map { LineChart.Point(x: Double($0.step), y: value($0)) }
  }

  private func evaluations(_ value: (EvaluationRecord) -> Double?) -> [LineChart.Point] {
    evaluations.map { LineChart.Point(x: Double($0.step), y: value($0) ?? .nan) }
  }

  var lossChart: LineChart {
    let parts = [("classification", steps(\.classification)), ("box", steps(\.box))]
    let raw = parts.enumerated().map { index, part in
      LineChart.Series("", points: part.1, style: .faint, color: index)
    }
    let smooth = zip(parts, raw).enumerated().map { index, part in
      LineChart.Series(part.0.0, points: part.1.smoothed(window: lossWindow), color: index)
    }
    return LineChart(
      title: "Both parts of the loss", xLabel: "step", yLabel: "loss", series: raw + smooth, isLogarithmic: true)
  }

  var rateChart: LineChart {
    LineChart(
      title: "Learning rate", xLabel: "step", yLabel: "rate",
      series: [LineChart.Series("", points: steps(\.rate), color: 2)], height: 220)
  }

  /// Each class in its own color, as over the pictures; the means in others.
  var apChart: LineChart {
    let means = [
      LineChart.Series("AP", points: evaluations(\.ap), color: 6),
      LineChart.Series("AP50", points: evaluations(\.ap50), color: 3),
      LineChart.Series("AP75", points: evaluations(\.ap75), color: 5),
    ]
    let classes = evaluation.summary.perClass.enumerated().map { index, result in
      LineChart.Series(
        "AP of \(result.category)",
        points: evaluations { $0.classes.first { $0.category == result.category }?.ap }, style: .dashed, color: index)
    }
    let learnt =
      evaluations.contains { $0.trainingAP != nil }
      ? [LineChart.Series("AP on pictures learnt from", points: evaluations(\.trainingAP), style: .dashed, color: 6)]
      : []
    return LineChart(
      title: "Average precision on the validation pictures", xLabel: "step", yLabel: "AP",
      series: means + learnt + classes,
      xRange: 0...Double(max(1, options.steps)), yRange: 0...1)
  }

  var precisionChart: LineChart {
    LineChart.precisionRecall(curves: evaluation.summary.perClass.map { ($0.category, $0.precision50) })
  }
}
