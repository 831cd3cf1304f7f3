// The charts of a training report.

import Figures
import Foundation
import Training

extension TrainingReport {
  /// How many steps the strong line of a loss is the mean of: a fiftieth of the run.
  var lossWindow: Int { max(1, options.steps / 50) }

  var steps: [MetricsRecord] { metrics.filter { $0.values["loss"] != nil } }
  var evaluations: [MetricsRecord] { metrics.filter { $0.values["loss"] == nil } }

  private func points(_ name: String, of records: [MetricsRecord]) -> [LineChart.Point] {
    records.map { LineChart.Point(x: Double($0.step), y: $0.values[name] ?? .nan) }
  }

  var lossChart: LineChart {
    let parts = [("classification", "class"), ("box", "box")]
    let raw = parts.enumerated().map { index, part in
      LineChart.Series("", points: points(part.1, of: steps), style: .faint, color: index)
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
      series: [LineChart.Series("", points: points("rate", of: steps), color: 2)], height: 220)
  }

  /// Each class in its own color, as over the pictures; the means in others.
  var apChart: LineChart {
    let means = [("AP", "ap", 6), ("AP50", "ap50", 3), ("AP75", "ap75", 5)].map { name, key, color in
      LineChart.Series(name, points: points(key, of: evaluations), color: color)
    }
    let classes = evaluation.summary.perClass.enumerated().map { index, result in
      LineChart.Series(
        "AP of \(result.category)", points: points("ap.\(result.category)", of: evaluations), style: .dashed,
        color: index)
    }
    return LineChart(
      title: "Average precision on the validation pictures", xLabel: "step", yLabel: "AP", series: means + classes,
      xRange: 0...Double(max(1, options.steps)), yRange: 0...1)
  }

  var precisionChart: LineChart {
    LineChart.precisionRecall(curves: evaluation.summary.perClass.map { ($0.category, $0.precision50) })
  }
}
