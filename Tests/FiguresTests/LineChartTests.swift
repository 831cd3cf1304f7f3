import Figures
import Foundation
import Randomness
import Testing

@Suite("Line chart")
struct LineChartTests {
  private let hostile = "<script>alert('&\"')</script>\u{0}"

  @Test("A chart is one well-formed svg element of the size asked for")
  func size() throws {
    let chart = LineChart(title: "Loss", xLabel: "step", yLabel: "loss", series: [.init("a", values: [3, 2, 1])])
    let parts = try #require(elements(chart.svg))
    #expect(parts[0].name == "svg")
    #expect(parts[0].attributes["viewBox"] == "0 0 640 360")
    #expect(parts.count { $0.name == "svg" } == 1)
    #expect(chart.svg.contains("prefers-color-scheme:dark"))
  }

  @Test("Names and titles are escaped, so that no text can break the figure")
  func escaping() throws {
    let chart = LineChart(
      title: hostile, xLabel: hostile, yLabel: hostile, series: [.init(hostile, values: [1, 2])])
    let parts = try #require(elements(chart.svg))
    #expect(parts.allSatisfy { $0.name != "script" })
    #expect(parts[0].attributes["aria-label"] == "<script>alert('&\"')</script>\u{fffd}")
  }

  @Test("Larger values stand higher, later ones further right, all within the figure")
  func directions() throws {
    let line = try #require(polylines(LineChart(series: [.init("a", values: [1, 2, 5, 3])]).svg).first)
    #expect(line.map(\.x) == line.map(\.x).sorted() && Set(line.map(\.x)).count == 4)
    #expect(line[2].y < line[3].y && line[3].y < line[1].y && line[1].y < line[0].y)
    #expect(line.allSatisfy { (0...640).contains($0.x) && (0...360).contains($0.y) })
  }

  @Test("On a logarithmic axis equal ratios are equal steps: 1, 10, 100")
  func logarithmic() throws {
    let chart = LineChart(series: [.init("a", values: [1, 10, 100])], isLogarithmic: true)
    let line = try #require(polylines(chart.svg).first)
    #expect(abs((line[0].y - line[1].y) - (line[1].y - line[2].y)) <= 0.2)
    #expect(line[0].y > line[1].y)
  }

  @Test("What is not a number, infinite, or on a logarithmic axis not positive interrupts the line")
  func gaps() {
    let values: [Double] = [1, 2, .nan, 3, 4, .infinity, 0, 5, 6]
    #expect(polylines(LineChart(series: [.init("a", values: values)]).svg).map(\.count) == [2, 2, 3])
    let logarithmic = LineChart(series: [.init("a", values: values)], isLogarithmic: true)
    #expect(polylines(logarithmic.svg).map(\.count) == [2, 2, 2])
  }

  @Test("Without points a chart says so, a single point is a dot, a constant is a line")
  func sizes() throws {
    for chart in [LineChart(series: []), LineChart(series: [.init("a", values: [.nan])])] {
      #expect(chart.svg.contains("no points"))
      #expect(elements(chart.svg) != nil)
    }
    let dot = LineChart(series: [.init("a", values: [7])])
    #expect(try #require(elements(dot.svg)).count { $0.name == "circle" } == 1)
    let constant = try #require(polylines(LineChart(series: [.init("a", values: [7, 7, 7])]).svg).first)
    #expect(Set(constant.map(\.y)).count == 1 && constant.count == 3)
  }

  @Test("Ticks are round numbers: 0 … 1 is labeled 0, 0.2, 0.4, 0.6, 0.8, 1.0")
  func ticks() {
    let svg = LineChart(series: [.init("a", values: [0, 1])], yRange: 0...1).svg
    for label in ["0", "0.2", "0.4", "0.6", "0.8", "1.0"] { #expect(svg.contains(">\(label)</text>")) }
  }

  @Test("Any magnitude has an axis", arguments: [1e-12, 1e-3, 1, 37, 12345, 4e9, -5])
  func magnitudes(scale: Double) throws {
    let chart = LineChart(series: [.init("a", values: [scale, scale * 1.5, scale * 1.2])])
    let line = try #require(polylines(chart.svg).first)
    #expect(line.count == 3 && Set(line.map(\.y)).count == 3)
  }

  @Test("A long line keeps its extremes in fewer points: one spike among 50 000 values")
  func thinning() throws {
    var values = [Double](repeating: 1, count: 50_000)
    values[31_234] = 9
    let line = try #require(polylines(LineChart(series: [.init("a", values: values)], yRange: 0...10).svg).first)
    #expect(line.count <= 4 * 640)
    let (low, high) = (line.map(\.y).max() ?? 0, line.map(\.y).min() ?? 0)
    #expect(low - high > 100)
  }

  @Test("Smoothing is the mean of the last values that are finite: 2, 4, (4 + 6)/2, 6")
  func smoothing() {
    let series = LineChart.Series("a", values: [2, 6, .nan, 6])
    let smooth: [Double] = [2, (2 + 6) / 2, 6, 6]
    #expect(series.smoothed(window: 2).map(\.y) == smooth)
    #expect(series.smoothed(window: 1)[1].y == 6 && series.smoothed(window: 1)[2].y.isNaN)
  }

  @Test("Equal charts give equal figures")
  func deterministic() {
    let chart = { LineChart(title: "a", series: [.init("b", values: (0..<5000).map { sin(Double($0)) })]) }
    #expect(chart().svg == chart().svg)
  }

  @Test("Random charts are well-formed and hold their points", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let scale = exp(random.uniform(in: -20...20))
    let series = (0..<random.integer(in: 1...9)).map { index in
      LineChart.Series(
        "\(index)", values: (0..<random.integer(in: 2...50)).map { _ in random.normal() * scale })
    }
    let svg = LineChart(title: "\(seed)", xLabel: "x", yLabel: "y", series: series).svg
    #expect(polylines(svg).map(\.count) == series.map(\.points.count))
    #expect(polylines(svg).joined().allSatisfy { (0...640).contains($0.x) && (0...360).contains($0.y) })
  }
}

@Suite("Precision–recall chart")
struct PrecisionRecallChartTests {
  @Test("Precision 1 at recall 0 stands at the top left, 0 at recall 1 at the bottom right")
  func corners() throws {
    let falling = (0...100).map { 1 - Double($0) / 100 }
    let chart = LineChart.precisionRecall(curves: [("ellipse", falling)])
    let line = try #require(polylines(chart.svg).first)
    #expect(line.count == 101)
    #expect(line[0].x < line[100].x && line[0].y < line[100].y)
  }

  @Test("A class without a curve is left out, and the others keep their colors")
  func absent() {
    let curves = [("a", [1.0, 1, 0]), ("b", []), ("c", [1, 0.5, 0])]
    let chart = LineChart.precisionRecall(curves: curves)
    #expect(chart.series.map(\.name) == ["a", "c"])
    #expect(chart.series.map(\.color) == [0, 2])
    #expect(chart.series[0].points.map(\.x) == [0, 0.5, 1])
  }
}
