import Figures
import Testing

@Suite("Charts of characters")
struct TerminalChartTests {
  @Test("0, 1, … 7 is ▁▂▃▄▅▆▇█")
  func steps() {
    #expect(TerminalChart.sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
  }

  @Test("More values than characters are averaged in groups: 0 2 | 5 7 is ▁█")
  func groups() {
    #expect(TerminalChart.sparkline([0, 2, 5, 7], width: 2) == "▁█")
    #expect(TerminalChart.sparkline((0..<1000).map(Double.init), width: 40).count == 40)
  }

  @Test("Equal values are ▄, what is not finite is a space, nothing is nothing")
  func edges() {
    #expect(TerminalChart.sparkline([3, 3]) == "▄▄")
    #expect(TerminalChart.sparkline([0, .nan, 7]) == "▁ █")
    #expect(TerminalChart.sparkline([.nan, .infinity]) == "  ")
    #expect(TerminalChart.sparkline([]) == "")
  }

  @Test("Bars are proportional and aligned")
  func bars() {
    let text = TerminalChart.bars([("ellipse", 1), ("rectangle", 0.5), ("x", nil)], width: 10)
    #expect(
      text == """
        ellipse    ██████████  1.000
        rectangle  █████       0.500
        x                      –
        """)
  }

  @Test("Bars end in eighths of a character: 3/16 of 2 characters is ▍, three eighths")
  func eighths() {
    #expect(TerminalChart.bars([("a", 3.0 / 16)], maximum: 1, width: 2, decimals: 2) == "a  ▍   0.19")
  }
}
