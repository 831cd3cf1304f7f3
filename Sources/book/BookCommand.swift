// `book`: runs what can be run, makes all pages, checks every link, and only then writes the site.

import CommandLineTool
import Formats
import Foundation
import Synchronization

/// The command line of `book`.
struct BookCommand: Command {
  static let output = Argument.optional(
    "output", short: "o", .path("folder"), help: "Where the pages go, by default the folder site of the clone.")
  static let root = Argument.optional(
    "root", .path("folder"), help: "The clone whose book is made, by default the one around the current folder.")
  static let full = Argument.flag(
    "full", help: "Run notebooks and examples in full: trainings of four times the steps.")
  static let ipynb = Argument.flag("ipynb", help: "Also write notebooks that Jupyter opens, with their outputs.")
  static let xunit = Argument.optional(
    "xunit", .path(), help: "What 'swift test --xunit-output FILE' wrote: the tests' pages say what passed.")
  static let picture = Argument.optional(
    "picture", .path(), help: "Write the picture of the README, an SVG, and nothing else.")

  static let specification = CommandSpecification(
    name: "book", overview: "Make the book: plain pages of notebooks, examples, questions, tests and guides.",
    discussion: """
      Runs every notebook and example; one whose claims do not hold fails the build. Every link, fragment and picture is \
      checked. The pages open from disk, without a server.
      """,
    arguments: [output, root, full, ipynb, xunit, picture], conflicts: [(picture, output), (picture, full)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    if let file = arguments[Self.picture] {
      try writeFile(Data(ReadmePicture.svg.utf8), to: file)
      return
    }
    let start = ProcessInfo.processInfo.systemUptime
    let here = URL(filePath: FileManager.default.currentDirectoryPath)
    let checkout = try Checkout(arguments[Self.root] ?? here)
    let folder = arguments[Self.output] ?? checkout.root.appending(path: "site")
    let programs = try run(checkout, console: console)

    var site = Site()
    site.add(Data(BookStyle.sheet.utf8), at: "book.css")
    let tests = try TestBook(checkout)
    let outcomes = try arguments[Self.xunit].map { file in
      do { return try XUnitFile(contentsOf: file) } catch {
        throw CommandFailure("\(file.path) cannot be read; 'swift test --xunit-output \(file.relativePath)' writes it")
      }
    }
    try site.addPrograms(programs, checkout: checkout)
    try site.addQuestions(tests)
    try site.addTests(tests, outcomes: outcomes, checkout: checkout)
    try site.addCourse(checkout)
    try site.addGuides(checkout)
    let titles = Dictionary(uniqueKeysWithValues: programs.notebooks.map { ($0.notebook.name, $0.notebook.title) })
    site.addPath(notebooks: titles, tests: tests.count)
    try site.addSources(checkout)
    if arguments[Self.ipynb] { try addJupyter(programs, to: &site) }

    let (files, bytes) = try site.write(to: folder, note: note(checkout))
    let seconds = Int((ProcessInfo.processInfo.systemUptime - start).rounded())
    console.print(
      "\(folder.appending(path: "index.html").path): \(files) files, \(bytes / 1000) kB, all links lead somewhere, \(seconds) s"
    )
  }

  /// The commit, and what was asserted.
  private func note(_ checkout: Checkout) -> String {
    let commit = checkout.commit.map { name in
      name.hasSuffix("+") ? "commit \(name.dropLast()) with changes that are not committed" : "commit \(name)"
    }
    return """
      Made from \(commit ?? "sources without a commit"). The numbers of notebooks and examples were asserted by the \
      programs that print them, which all ran to their end in their \(arguments[Self.full] ? "full" : "short") mode when \
      this page was made; those of answers were computed then.
      """
  }

  // MARK: - Programs

  /// Runs every notebook and example, two at a time.
  private func run(_ checkout: Checkout, console: Console) throws -> RunPrograms {
    let notebooks = try checkout.notebooks.map { name in
      Notebook(name: name, text: try checkout.text("Notebooks-as-scripts/\(name).swift"))
    }
    let names = notebooks.map(\.name) + checkout.examples
    let programs = try names.map(Self.program)
    let results = Mutex<[Int: Result<ProgramRun, any Error>]>([:])
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      while true {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < programs.count else { return }
        let result = Result {
          try ProgramRun(programs[index], try words(for: programs[index], isNotebook: index < notebooks.count))
        }
        results.withLock { $0[index] = result }
      }
    }
    let runs = try names.indices.map { index in
      guard let run = results.withLock({ $0[index] }) else { throw CommandFailure("\(names[index]) was not run") }
      return try run.get()
    }
    return RunPrograms(
      notebooks: Array(zip(notebooks, runs)),
      examples: Array(zip(checkout.examples, runs.dropFirst(notebooks.count))).map { (name: $0, run: $1) })
  }

  /// A program beside this one: the package builds them together.
  private static func program(_ name: String) throws(CommandFailure) -> URL {
    let own = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).resolvingSymlinksInPath()
    let program = own.deletingLastPathComponent().appending(path: name)
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw CommandFailure("\(program.path) is not there: 'swift build --product \(name)' makes it")
    }
    return program
  }

  /// The words for its short or full mode, by what it offers with --help.
  ///
  /// A notebook's default is its short mode, and four times the steps its full one; of an example the default is the
  /// full one, and ten steps show that it runs.
  static func words(help: String, isNotebook: Bool, isFull: Bool) -> [String] {
    guard isNotebook == isFull, let option = help.firstRange(of: "--steps <n>  at least 1, by default ") else {
      return []
    }
    guard isNotebook else { return ["--steps", "10"] }
    let steps = Int(help[option.upperBound...].prefix { $0.isNumber }) ?? 0
    return steps > 0 ? ["--steps", "\(4 * steps)"] : []
  }

  private func words(for program: URL, isNotebook: Bool) throws -> [String] {
    let help = try ProgramRun(program, ["--help"]).all.map { if case .text(let text) = $0 { text } else { "" } }
      .joined()
    return Self.words(help: help, isNotebook: isNotebook, isFull: arguments[Self.full])
  }

  private func addJupyter(_ programs: RunPrograms, to site: inout Site) throws {
    for (notebook, run) in programs.notebooks {
      let file = try IPYNB(notebook, run).file()
      let problems = IPYNBRules.problems(String(decoding: file, as: UTF8.self))
      guard problems.isEmpty else {
        throw CommandFailure("\(notebook.name).ipynb is no notebook: \(problems.joined(separator: "; "))")
      }
      site.add(file, at: "notebooks/\(notebook.name).ipynb")
    }
  }
}
