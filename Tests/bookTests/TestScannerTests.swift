// The scanner of tests: on small sources by hand, and on all tests of this package.

import Foundation
import Questions
import Testing

@testable import book

/// This clone.
private func checkout() throws -> Checkout { try Checkout(URL(filePath: #filePath).deletingLastPathComponent()) }

@Suite("Swift source")
struct SwiftSourceTests {
  private func pieces(_ text: String) -> [String] {
    let source = SwiftSource(text)
    return source.tokens.map { source.text($0) }
  }

  @Test("Strings are one token, with quotes, interpolations, several lines and pounds in them")
  func strings() {
    #expect(pieces(#"f("a \"b\" \(g("}")) {")"#) == ["f", "(", #""a \"b\" \(g("}")) {""#, ")"])
    #expect(pieces("x = \"\"\"\n } \"q\"\n\"\"\"") == ["x", "=", "\"\"\"\n } \"q\"\n\"\"\""])
    #expect(pieces(##"#"a\(b)" }"# + 1"##) == [##"#"a\(b)" }"#"##, "+", "1"])
    #expect(pieces("\"not closed\n}") == ["\"not closed", "}"])
  }

  @Test("Comments are one token, in each other too; a regular expression is a string, a division is not")
  func comments() {
    #expect(pieces("a // }\nb /* { /* } */ */ c") == ["a", "// }", "b", "/* { /* } */ */", "c"])
    #expect(pieces("f(/a\\/{/) / b") == ["f", "(", "/a\\/{/", ")", "/", "b"])
  }

  @Test("In colors the text is the same, and escaped")
  func colors() {
    #expect(highlighted("let a: Box = 1 < 2") == "<b>let</b> a: <em>Box</em> = <u>1</u> &lt; <u>2</u>")
    #expect(highlighted("") == "")
  }
}

@Suite("Finding tests in sources")
struct TestScannerTests {
  @Test("Titles, types, functions and code; a suite without a title has its type's name")
  func small() throws {
    let file = ScannedFile(
      name: "X.swift",
      text: """
        @Suite("Outer \\"q\\"")
        struct OuterTests {
          @Test("First: {", arguments: [1, 2])
          func first(_ x: Int) async throws {
            if x > 1 { print("}") }
          }

          func helper() {}

          struct Inner {
            @Test func plain() {}
          }
        }

        extension OuterTests {
          @Test(
            "On a line of its own"
          )
          func second() {}
        }
        """)
    #expect(file.suites.map(\.title) == ["Outer \"q\"", "OuterTests.Inner"])
    #expect(file.suites[0].tests.map(\.title) == ["First: {", "On a line of its own"])
    #expect(file.suites[0].tests.map(\.id) == ["OuterTests.first", "OuterTests.second"])
    #expect(file.suites[1].tests.map(\.title) == ["plain"])
    let code = file.suites[0].tests[0].code
    #expect(code.hasPrefix("@Test(\"First: {\"") && code.hasSuffix("  if x > 1 { print(\"}\") }\n}"))
    #expect(file.mentioned["Int"] == 1)
  }

  @Test(
    "In this package every '@Test' of a line's beginning is found, and no two of a module have one name")
  func all() throws {
    let checkout = try checkout()
    let book = try TestBook(checkout)
    var attributes = 0
    for file in checkout.files(below: "Tests", ending: ".swift") where file.contains("Tests/") {
      let lines = try checkout.text(file).split(separator: "\n")
      // The sources in this file's strings are no tests.
      guard !file.hasSuffix("/TestScannerTests.swift") else { continue }
      attributes += lines.count { $0.trimmingPrefix(while: { $0 == " " }).hasPrefix("@Test") }
    }
    let own = book.modules.first { $0.name == "book" }?.files.first { $0.name == "TestScannerTests.swift" }
    #expect(book.count - (own?.suites.reduce(0) { $0 + $1.tests.count } ?? 0) == attributes)
    #expect(book.count > 1_100)
    for module in book.modules {
      let twice = Dictionary(grouping: module.tests, by: { $0.id }).filter { $0.value.count > 1 }
      #expect(twice.isEmpty, "\(module.name): \(twice.keys.sorted())")
    }
  }

  @Test("Every folder of tests has its place in the reading order")
  func order() throws {
    let names = try TestBook(checkout()).modules.map(\.name)
    #expect(Set(names).isSubset(of: Set(TestBook.order)), "\(Set(names).subtracting(TestBook.order))")
    #expect(names == TestBook.order.filter(names.contains))
  }

  @Test("In a module the guide's order comes first, agreement behind its subject, the rest by name")
  func filesInOrder() {
    let names = ["ATests", "BAgreementTests", "BTests", "CTests", "DAgreementTests", "ETests"]
    let files = names.map { ScannedFile(name: "\($0).swift", text: "") }
    let ordered = TestBook.inReadingOrder(files, guide: "``C`` and ``B``").map(\.name)
    #expect(
      ordered == ["CTests", "BTests", "BAgreementTests", "ATests", "ETests", "DAgreementTests"].map { "\($0).swift" })
  }

  @Test("Every test that an answer names is in the sources")
  func answers() throws {
    let book = try TestBook(checkout())
    for question in Question.all {
      for test in question.tests {
        #expect(
          book.address(module: test.module, title: test.title) != nil,
          "question \(question.id): \(test.module), \(test.title)")
      }
    }
  }

  @Test("Every command of an answer that is no 'retinanet' is an example or a notebook")
  func programs() throws {
    let checkout = try checkout()
    let programs = Set(checkout.examples + checkout.notebooks)
    for question in Question.all {
      for command in question.commands where !command.hasPrefix("retinanet ") {
        #expect(programs.contains(command), "question \(question.id): \(command)")
      }
    }
  }
}
