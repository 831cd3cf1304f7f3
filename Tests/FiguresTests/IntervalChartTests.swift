import Figures
import Testing

@Suite("Interval chart")
struct IntervalChartTests {
  private func circles(_ chart: IntervalChart) -> [[String: String]] {
    (elements(chart.svg) ?? []).filter { $0.name == "circle" }.map(\.attributes)
  }

  @Test("A dot for the value, a hollow one for the reference, small ones for runs; larger values lie further right")
  func dots() throws {
    let chart = IntervalChart(
      rows: [
        .init("a", 1, range: 0...2, runs: [0.5, 1.5], reference: 3), .init("b", 2), .init("c", nil, reference: 1),
      ], referenceName: "elsewhere")
    let all = circles(chart)
    // Three dots, two small, two hollow, and one hollow in the legend, less the one that has no value.
    #expect(all.count { $0["r"] == "4.5" } == 2 && all.count { $0["r"] == "2.5" } == 2)
    #expect(all.count { $0["r"] == "5" } == 3)
    let values = all.filter { $0["r"] == "4.5" }.compactMap { $0["cx"].flatMap(Double.init) }
    try #require(values.count == 2)
    #expect(values[0] < values[1])
  }

  @Test("Without rows, and with values that are no numbers, the figure is whole")
  func empty() {
    #expect(elements(IntervalChart(rows: []).svg) != nil)
    #expect(circles(IntervalChart(rows: [.init("a", .nan)])).isEmpty)
  }

  @Test("Names are escaped")
  func escaping() {
    #expect(elements(IntervalChart(title: "<&>", rows: [.init("<b>&\"", 1)]).svg) != nil)
  }
}
