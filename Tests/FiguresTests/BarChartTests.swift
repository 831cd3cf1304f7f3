import Figures
import Testing

@Suite("Bar chart")
struct BarChartTests {
  private func widths(_ chart: BarChart) -> [Double] {
    (elements(chart.svg) ?? []).filter { $0.name == "rect" }.compactMap { $0.attributes["width"].flatMap(Double.init) }
  }

  @Test("A bar of half the value is half as long")
  func proportional() throws {
    let widths = widths(BarChart(bars: [.init("a", 1), .init("b", 0.5)], maximum: 1))
    try #require(widths.count == 2)
    #expect(abs(widths[0] - 2 * widths[1]) <= 0.2)
  }

  @Test("No value is a dash, and neither it nor what is not positive has a bar")
  func none() {
    let chart = BarChart(bars: [.init("a", nil), .init("b", -1), .init("c", .nan), .init("d", 0)])
    #expect(widths(chart).isEmpty)
    #expect(chart.svg.contains(">–</text>") && chart.svg.contains(">-1.000</text>"))
    #expect(elements(BarChart(bars: []).svg) != nil)
  }

  @Test("A bar beyond the maximum ends at the maximum")
  func held() {
    let widths = widths(BarChart(bars: [.init("a", 3), .init("b", 1)], maximum: 1))
    #expect(widths.count == 2 && widths[0] == widths[1])
  }

  @Test("Names are escaped")
  func escaping() {
    #expect(elements(BarChart(title: "<&>", bars: [.init("<b>&\"", 1)]).svg) != nil)
  }
}
