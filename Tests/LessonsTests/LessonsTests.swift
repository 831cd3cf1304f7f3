// What a student sees of a lesson: its lines, and how it ends when a claim does not hold.

import Foundation
import Testing

@testable import Lessons

@Suite("Lessons: show")
struct ShowTests {
  @Test("Numbers have six significant digits and no trailing zeros")
  func digits() {
    #expect(significant(0.105360515658) == "0.105361")
    #expect(significant(400) == "400")
    #expect(significant(-0.0) == "0")
    #expect(significant(2.512583963e-7) == "2.51258e-07")
    #expect(significant(0.466273481331, digits: 4) == "0.4663")
  }

  @Test("Integers have their digits in threes")
  func threes() {
    #expect(
      [0, 999, 1000, 172_419, 1_039_721, -40_000].map(grouped) == [
        "0", "999", "1 000", "172 419", "1 039 721", "-40 000",
      ])
  }

  @Test("A table's columns are as wide as their widest entry, and its lines do not end in spaces")
  func table() {
    let lines = formatted(table: [["pt", "cost"], ["0.99", "0.01"], ["1", "0"]])
    #expect(lines == "pt    cost\n----  ----\n0.99  0.01\n1     0")
    #expect(formatted(table: []) == "")
    #expect(formatted(table: [["alone"]]) == "alone\n-----")
  }

  @Test("On request every line begins with the line number of its call")
  func lineNumbers() { #expect(Output.numbered("a\nb", line: 12) == "12\ta\n12\tb") }
}

@Suite("Lessons: expect")
struct ExpectTests {
  @Test("Numbers agree to 1e-9 relative, 0 and infinity with themselves only, NaN with nothing")
  func agreement() {
    #expect(disagreement(400.0000001, 400, relative: 1e-9) == nil)
    #expect(disagreement(0, 0, relative: 1e-9) == nil)
    #expect(disagreement(.infinity, .infinity, relative: 1e-9) == nil)
    #expect(disagreement(1e-300, 0, relative: 1e-9) != nil)
    #expect(disagreement(.infinity, 1, relative: 1e-9) != nil)
    #expect(disagreement(.nan, .nan, relative: 1e-9) != nil)
    #expect(
      disagreement(384, 400, relative: 1e-9) == "expected 400.0, found 384.0; they should agree to 1e-09 relative")
  }

  @Test("0.46627 rounds to 0.4663 and not to the misprint 0.4667")
  func rounding() {
    #expect(misprint(0.466273481331, 0.4663, digits: 4) == nil)
    #expect(
      misprint(0.466273481331, 0.4667, digits: 4)
        == "expected a number that rounds to 0.4667 at 4 decimal places, found 0.466273481331")
  }

  @Test("A claim that holds is silent and the program goes on")
  func holds() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      Lessons.expect(true)
      Lessons.expect([1, 2], equals: [1, 2])
      Lessons.expect(0.1 + 0.2, equals: 0.3)
      Lessons.expect(0.466273481331, roundsTo: 0.4663, digits: 4)
    }
    #expect(result?.standardErrorContent.isEmpty == true)
  }

  @Test("A claim that does not hold ends the program with 1, and says where and what")
  func fails() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      Lessons.expect([1, 2], equals: [1, 3], line: 42, file: "/somewhere/01-focal-loss.swift")
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("01-focal-loss.swift:42: expected [1, 3], found [1, 2]\n"))
    await #expect(processExitsWith: .exitCode(1)) { Lessons.expect(false) }
    await #expect(processExitsWith: .exitCode(1)) { Lessons.expect(384.0, equals: 400) }
    await #expect(processExitsWith: .exitCode(1)) { Lessons.expect(0.466, roundsTo: 0.467, digits: 3) }
  }
}

@Suite("Lessons: figure")
struct FigureTests {
  @Test("A figure goes to runs/figures, in folders made for it")
  func writes() throws {
    #expect(figurePath("focal-loss") == "runs/figures/focal-loss.svg")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a/b.svg").path
    try writeFigure("<svg/>", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "<svg/>")
  }

  @Test("A figure that cannot be written says where and what to do")
  func cannotWrite() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data().write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("b.svg").path
    let error = #expect(throws: FigureError.self) { try writeFigure("<svg/>", to: path) }
    #expect(error?.path == path)
    #expect(error?.description.hasSuffix("run in a folder that you may write to") == true)
  }

  @Test("A figure's name cannot lead out of its folder")
  func names() async {
    await #expect(processExitsWith: .failure) { _ = figurePath("../escape") }
  }
}

@Suite("The text of a notebook between its values")
struct NarrationTests {
  private static let source = """
    // %% [markdown]
    // # Title
    // Words.
    //
    // More.

    import Lessons

    // %% A value

    show("a", 1)  // line 11
    // a comment of the code
    show("b", 2)  // line 13

    // %% [markdown]
    // End.
    """

  @Test("A value is told behind the text and the title above it, once; the rest at the end")
  func order() {
    var narration = Narration(Self.source)
    #expect(narration.text(before: 11) == "# Title\nWords.\n\nMore.\n\n» A value\n")
    #expect(narration.text(before: 13) == nil)
    #expect(narration.text(before: .max) == "\nEnd.\n")
    #expect(narration.text(before: .max) == nil)
  }

  @Test("A source without cells has no text")
  func example() {
    var narration = Narration("// A head.\nshow(\"a\", 1)\n")
    #expect(narration.text(before: .max) == nil)
  }
}

@Suite("The words behind a lesson's name")
struct LessonTests {
  private let plain = Lesson(name: "toy", overview: "Shows a toy.")
  private let full = Lesson(name: "toy", overview: "Shows a toy.", counts: ["steps": 20], hasFigures: true)

  @Test("Without words it runs by its defaults; given numbers and --figures are taken")
  func runs() {
    #expect(plain.outcome(of: []) == .run([:]))
    #expect(full.outcome(of: []) == .run(["steps": 20]))
    #expect(full.outcome(of: ["--figures", "--steps", "3"]) == .run(["steps": 3]))
  }

  @Test("--help says what it shows and what it takes")
  func help() {
    #expect(plain.outcome(of: ["--help"]) == .help("Shows a toy.\n\nusage: swift run toy"))
    #expect(
      full.outcome(of: ["-h"])
        == .help(
          """
          Shows a toy.

          usage: swift run toy [--steps <n>] [--figures]

            --steps <n>  at least 1, by default 20
            --figures    write the figures under runs/figures/
          """))
  }

  @Test("Unknown words, and numbers that are none, are refused")
  func refused() {
    #expect(plain.outcome(of: ["--figures"]) == .refused("unknown argument '--figures'\nusage: swift run toy"))
    for words in [["--steps"], ["--steps", "0"], ["--steps", "x"]] {
      #expect(
        full.outcome(of: words)
          == .refused(
            "'--steps' needs a whole number of at least 1 behind it\nusage: swift run toy [--steps <n>] [--figures]"))
    }
  }
}
