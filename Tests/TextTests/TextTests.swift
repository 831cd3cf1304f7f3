import Foundation
import Testing
import Text

@Suite("Numbers as text")
struct NumbersTests {
  @Test("Fixed: so many decimals, rounded; what is not finite by its name; a dash for none")
  func fixed() {
    #expect(0.4286.fixed(digits: 2) == "0.43")
    #expect((-2.0).fixed(digits: 0) == "-2")
    #expect(Double.infinity.fixed(digits: 3) == "inf")
    #expect(Double.nan.fixed(digits: 3) == "nan")
    #expect(Double?(0.5).fixed(digits: 1) == "0.5")
    #expect(Double?.none.fixed(digits: 1) == "–")
    #expect(Double?.none.fixed(digits: 1, none: "-") == "-")
  }

  @Test("Percent: a hundred times as much, with one decimal and without the sign")
  func percent() {
    #expect(0.1234.percent() == "12.3")
    #expect(1.0.percent(digits: 0) == "100")
    #expect(Double?.none.percent(none: "-") == "-")
  }

  @Test("Significant digits without trailing zeros; a zero has no sign")
  func significant() {
    #expect(0.1053605156578263.significant() == "0.105361")
    #expect(2.51258e-7.significant() == "2.51258e-07")
    #expect(400.0.significant(digits: 4) == "400")
    #expect((-0.0).significant() == "0")
  }

  @Test("Beside a threshold a number shows on which side of it it is")
  func towards() {
    #expect(0.4996.rounded(towards: 0.5) == "0.4996")
    #expect(0.4996.rounded(towards: 0.4) == "0.50")
    #expect(0.5.rounded(towards: 0.4, 0.5) == "0.50")
    #expect((0.1 + 0.2).rounded(towards: 0.3) == "0.30000000000000004")
    #expect(0.5.shortest == "0.5")
  }

  @Test("Counted: one, none, many, and plurals of their own")
  func counted() {
    #expect([0, 1, 2].map { $0.counted("object") } == ["0 objects", "1 object", "2 objects"])
    #expect([1, 3].map { $0.counted("class", plural: "classes") } == ["1 class", "3 classes"])
  }

  @Test("Grouped: digits in threes, with the sign before them")
  func grouped() {
    #expect([0, 999, 1000, 1_039_721, -12_345].map(\.grouped) == ["0", "999", "1 000", "1 039 721", "-12 345"])
    #expect(Int.min.grouped == "-9 223 372 036 854 775 808")
  }
}

@Suite("Tables as text")
struct TextTableTests {
  @Test("The first column flush left, the others flush right, two spaces between")
  func plain() {
    #expect(textTable([["class", "AP"], ["ellipse", "0.8"]]) == "class     AP\nellipse  0.8")
  }

  @Test("No rows, rows without cells, rows of different lengths; a line never ends in spaces")
  func odd() {
    #expect(textTable([]) == "")
    #expect(textTable([[], []]) == "\n")
    #expect(textTable([["a"], ["b", "c", ""], ["d", "", "e"]]) == "a\nb  c\nd     e")
  }

  @Test("A rule below the head, columns flush left, least widths")
  func forms() {
    #expect(
      textTable([["pt", "loss"], ["0.99", "1"]], columns: [.left], hasRule: true)
        == "pt    loss\n----  ----\n0.99  1")
    #expect(textTable([], hasRule: true) == "")
    #expect(textTable([["a", "b"]], minimumWidths: [3, 4]) == "a       b")
  }

  @Test("Padding on either side; a longer text stays as it is")
  func padding() {
    #expect("ab".padded(to: 4) == "ab  ")
    #expect("ab".padded(to: 4, .right) == "  ab")
    #expect("7".padded(to: 2, .right, with: "0") == "07")
    #expect("abc".padded(to: 2) == "abc")
  }

  @Test("Wrapped: long lines break between words and go on indented; others, and words that are too long, stay")
  func wrapped() {
    #expect("one two three\na  b".wrapped(columns: 8) == "one two\n  three\na  b")
    #expect("  - one two three".wrapped(columns: 9) == "  - one\n    two\n    three")
    #expect("unbreakable".wrapped(columns: 4) == "unbreakable")
    #expect("".wrapped(columns: 4) == "")
  }

  @Test("A text in JSON reads back as it was: quotation marks, backslashes, control characters, other scripts")
  func json() throws {
    for text in ["", "a \"word\"", "C:\\new", "line\nbreak\t\u{1}", "ä€🚲", "/"] {
      #expect(try JSONDecoder().decode([String].self, from: Data("[\(text.jsonQuoted)]".utf8)) == [text])
    }
    #expect("\u{1f}\"".jsonQuoted == "\"\\u001f\\\"\"")
  }
}
