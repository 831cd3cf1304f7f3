// Notebooks: their cells, what is put under them, and the file that Jupyter opens.

import Foundation
import Testing

@testable import book

@Suite("Notebooks in the book")
struct NotebookTests {
  private static let text = """
    // %% [markdown]
    // # Title
    // Words.
    //
    // More.

    import Lessons

    lesson("x")

    // %% A value

    show("a", 1)

    // %% [markdown]
    // End.

    """

  private let notebook = Notebook(name: "01-x", text: Self.text)

  @Test("Text, imports behind it as code, cells with titles; every line belongs to one cell")
  func cells() {
    #expect(notebook.cells.map(\.isText) == [true, false, false, true])
    #expect(
      notebook.cells.map(\.source) == [
        "# Title\nWords.\n\nMore.", "import Lessons\n\nlesson(\"x\")", "show(\"a\", 1)", "End.",
      ])
    #expect(notebook.cells.map(\.title) == ["", "", "A value", ""])
    #expect(notebook.title == "Title")
    #expect(notebook.cells.map(\.lines) == [1..<7, 7..<11, 11..<15, 15..<18])
    #expect(Notebook(name: "n", text: "").cells.isEmpty)
  }

  @Test("An output stands under the cell of its line; lines that follow each other are one text")
  func outputs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "runs/figures"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("<svg/>".utf8).write(to: folder.appending(path: "runs/figures/f.svg"))
    let printed = "13\ta: 1\n13\t  b\n14\tfigure: runs/figures/f.svg\nno line\n"
    let run = ProgramRun(outputs: try ProgramRun.read(printed, figures: folder))
    #expect(run.outputs(of: 11..<15) == [.text("a: 1\n  b"), .figure(name: "f", svg: "<svg/>")])
    #expect(run.outputs(of: 1..<7).isEmpty)
    #expect(run.all.count == 3)
    #expect(throws: (any Error).self) { try ProgramRun.read("1\tfigure: runs/figures/none.svg", figures: folder) }
  }

  @Test("A program whose claim does not hold makes no page")
  func failing() {
    #expect(throws: (any Error).self) { try ProgramRun(URL(filePath: "/bin/false")) }
    #expect(throws: (any Error).self) { try ProgramRun(URL(filePath: "/bin/no-such-program")) }
  }

  @Test("As Jupyter's file it keeps the published rules, with outputs and figures")
  func jupyter() throws {
    let run = ProgramRun(
      outputs: [(13, .text("a: 1")), (13, .figure(name: "f", svg: "<svg>\n</svg>"))])
    let file = String(decoding: try IPYNB(notebook, run).file(), as: UTF8.self)
    #expect(IPYNBRules.problems(file) == [])
    #expect(file.contains("image/svg+xml") && file.contains("a: 1\\n"))
    #expect(IPYNB.lines("a\nb\n") == ["a\n", "b\n"] && IPYNB.lines("") == [] && IPYNB.lines("a") == ["a"])
  }

  @Test(
    "What breaks a rule of nbformat 4.5 is named",
    arguments: [
      ("\"nbformat\" : 4", "\"nbformat\" : 3", "nbformat must be 4"),
      ("\"id\" : \"cell-1\"", "\"id\" : \"a b\"", "cell 0: id must have"),
      ("\"id\" : \"cell-2\"", "\"id\" : \"cell-1\"", "its id is another cell's"),
      ("\"cell_type\" : \"code\"", "\"cell_type\" : \"prose\"", "cell_type must be"),
      ("\"execution_count\" : 1", "\"execution_count\" : -1", "execution_count must be"),
      ("\"output_type\" : \"stream\"", "\"output_type\" : \"strem\"", "output_type must be"),
      ("\"name\" : \"stdout\"", "\"nom\" : \"stdout\"", "a stream has a name"),
      ("\"metadata\" : {\n\n      }", "\"metadata\" : 1", "metadata must be an object"),
    ])
  func rules(_ change: (right: String, wrong: String, problem: String)) throws {
    let (right, wrong, problem) = change
    let run = ProgramRun(outputs: [(13, .text("a: 1"))])
    let file = String(decoding: try IPYNB(notebook, run).file(), as: UTF8.self)
    let broken = file.replacing(right, with: wrong, maxReplacements: 1)
    #expect(broken != file, "\(right) is not in the file")
    #expect(IPYNBRules.problems(broken).contains { $0.contains(problem) }, "\(IPYNBRules.problems(broken))")
  }

  @Test(
    "Short and full: ten steps and all of an example, all and four times as many of a notebook, as --help says them")
  func modes() {
    let help = "usage: swift run x [--steps <n>]\n\n  --steps <n>  at least 1, by default 120\n"
    func words(_ help: String, _ isNotebook: Bool, _ isFull: Bool) -> [String] {
      BookCommand.words(help: help, isNotebook: isNotebook, isFull: isFull)
    }
    #expect(words(help, false, false) == ["--steps", "10"] && words(help, false, true) == [])
    #expect(words(help, true, false) == [] && words(help, true, true) == ["--steps", "480"])
    #expect(words("usage: swift run x", false, false) == [] && words("usage: swift run x", true, true) == [])
  }

  @Test("What is no JSON is no notebook")
  func noJSON() { #expect(IPYNBRules.problems("[]") == ["it is not a JSON object"]) }
}
