import Testing

@testable import Formats

@Suite("Decimal numbers")
struct DecimalNumberTests {
  @Test("Decimal digits are a number, hexadecimal ones and other texts are none")
  func numbers() {
    for (text, number) in [
      ("0.5", 0.5), ("-1e3", -1000), ("+.25", 0.25), ("007", 7), ("1e-400", 0), ("inf", .infinity),
    ] {
      #expect(decimalNumber(text) == number, "\(text)")
    }
    for text in ["0x10", "0X1p3", "-0x1", "", " 5", "1,5", "1_000", "\u{2212}1", "\u{FF11}", "five", "0b1"] {
      #expect(decimalNumber(text) == nil, "\(text)")
    }
  }
}
