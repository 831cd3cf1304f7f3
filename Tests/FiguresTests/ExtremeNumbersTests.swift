// Charts of numbers at the ends of what a Double holds: they end, and do not trap.

import Testing

@testable import Figures

@Suite("Charts of extreme numbers")
struct ExtremeNumbersTests {
  private static let extremes: [[Double]] = [
    [5e-324], [5e-324, 1e-323], [0, 5e-324], [1e-310, 2e-310], [-1e308, 1e308], [1.7e308], [-1.7e308, 0],
    [5e-324, 1.7e308], [1e16, 1e16 + 2], [.infinity, 1], [.nan], [],
  ]

  @Test("An axis has few ticks, which rise, and ends that are numbers", arguments: extremes, [false, true])
  func axis(values: [Double], isLogarithmic: Bool) {
    for isWidened in [false, true] {
      let axis = Axis(values, isLogarithmic: isLogarithmic, isWidened: isWidened)
      #expect(axis.ticks.count <= 100 && axis.ticks.count == axis.labels.count, "\(axis.ticks)")
      #expect(zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy(<))
      #expect(axis.range.lowerBound.isFinite && axis.range.upperBound.isFinite)
      #expect(axis.range.lowerBound < axis.range.upperBound)
      for value in values {
        guard let place = axis.position(value) else { continue }
        #expect(!place.isNaN)
      }
    }
  }

  @Test("A line chart and a line of characters are drawn", arguments: extremes)
  func charts(values: [Double]) {
    #expect(TerminalChart.sparkline(values).count == values.count)
    #expect(TerminalChart.sparkline(values, width: 1).count == min(1, values.count))
    #expect(!TerminalChart.bars(values.map { ("a", $0) }).contains("\u{0}"))
    #expect(SVG.number(values.first ?? 0).count < 13)
  }
}
