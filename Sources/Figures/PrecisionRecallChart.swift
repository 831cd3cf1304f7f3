// Precision–recall curves as a line chart with both axes from 0 to 1.

extension LineChart {
  /// A chart of interpolated precision over recall, one line for each class.
  ///
  /// - Parameters:
  ///   - title: Above the chart.
  ///   - curves: Names, and precisions at evenly spaced recalls 0 … 1: 101 of them in COCO's evaluation. A class
  ///     without objects has none and is left out.
  public static func precisionRecall(
    title: String = "Precision and recall at IoU 0.5", curves: [(name: String, precisions: [Double])]
  ) -> LineChart {
    LineChart(
      title: title, xLabel: "recall", yLabel: "precision",
      series: curves.enumerated().filter { $0.element.precisions.count > 1 }.map { index, curve in
        let step = 1 / Double(curve.precisions.count - 1)
        let points = curve.precisions.enumerated().map { Point(x: Double($0.offset) * step, y: $0.element) }
        return Series(curve.name, points: points, color: index)
      }, xRange: 0...1, yRange: 0...1)
  }
}
