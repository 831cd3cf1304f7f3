// The book of tests: every title a sentence, module by module, each unfolding into its code.

import CommandLineTool
import Formats
import Foundation
import Text

/// Every test of the package, as the sources have them.
struct TestBook {
  /// The tests of a module.
  struct Module {
    /// "Losses".
    var name: String
    var files: [ScannedFile]

    var suites: [(file: ScannedFile, suite: ScannedSuite)] {
      files.flatMap { file in file.suites.map { (file, $0) } }
    }
    var tests: [ScannedTest] { suites.flatMap(\.suite.tests) }
  }

  var modules: [Module]

  /// In which order one reads: the subject, the detector, those who look at it, pictures, the engine, programs.
  static let order = [
    "Boxes", "Losses", "Anchors", "Matching", "Evaluation", "Detector", "Systems", "Training", "Diagnosis",
    "Experiments", "Questions", "Images", "Shapes", "Figures", "Reports", "Lessons", "Touch", "Assignments",
    "AssignmentRuns", "Examples", "Tensors", "Layers", "Kernels", "Randomness", "Formats", "Text", "CommandLineTool",
    "retinanet", "course", "course-runs", "book", "pages", "fuzz",
  ]

  init(_ checkout: Checkout) throws {
    let names = checkout.names("Tests").filter { $0.hasSuffix("Tests") }.map { String($0.dropLast(5)) }
    func place(_ name: String) -> Int { Self.order.firstIndex(of: name) ?? Self.order.count }
    modules = try names.sorted { (place($0), $0) < (place($1), $1) }.map { name in
      let files = try checkout.names("Tests/\(name)Tests").filter { $0.hasSuffix(".swift") }.map { file in
        ScannedFile(name: file, text: try checkout.text("Tests/\(name)Tests/\(file)"))
      }
      let guide = (try? checkout.text("Sources/\(name)/\(name).docc/\(name).md")) ?? ""
      return Module(name: name, files: Self.inReadingOrder(files.filter { !$0.suites.isEmpty }, guide: guide))
    }
  }

  /// As the guide of the module names its types; then the others, agreement with other systems last.
  static func inReadingOrder(_ files: [ScannedFile], guide: String) -> [ScannedFile] {
    func rank(_ file: ScannedFile) -> (Int, Int) {
      let isOpinion = file.name.contains("Agreement") || file.name.contains("Reference")
      let name = file.name.replacing("Tests.swift", with: "").replacing("Agreement", with: "")
      let place = guide.firstRange(of: "``\(name)``").map { guide.distance(from: guide.startIndex, to: $0.lowerBound) }
      return (place ?? (isOpinion ? .max : .max - 1), isOpinion ? 1 : 0)
    }
    return files.map { (rank($0), $0) }
      .sorted { ($0.0.0, $0.0.1, $0.1.name) < ($1.0.0, $1.0.1, $1.1.name) }.map { $0.1 }
  }

  /// The place of a test in the pages: "tests/Losses.html#WorkedLossTests.easy".
  func address(module: String, title: String) -> String? {
    guard let test = modules.first(where: { $0.name == module })?.tests.first(where: { $0.title == title }) else {
      return nil
    }
    return "tests/\(module).html#\(test.id)"
  }

  var count: Int { modules.reduce(0) { $0 + $1.tests.count } }
}

extension Site {
  /// The table of contents and a page for each module.
  mutating func addTests(_ book: TestBook, outcomes: XUnitFile?, checkout: Checkout) throws {
    var contents: [String] = []
    for module in book.modules where !module.tests.isEmpty {
      add(page(of: module, outcomes: outcomes, checkout: checkout))
      let suites = module.suites.map { _, suite in
        "<li><a href=\"tests/\(module.name).html#\(Self.id(of: suite))\">\(escaped(suite.title))</a></li>"
      }
      contents.append(
        """
        <h2 id="\(module.name)"><a href="tests/\(module.name).html">\(module.name)</a> \
        <span class="number-of">\(module.tests.count) tests</span></h2>
        <ul class="columns">\(suites.joined(separator: "\n"))</ul>
        """)
    }
    let state =
      outcomes.map { file in
        let known = book.modules.flatMap { module in module.tests.map { file.outcomes["\(module.name)Tests.\($0.id)"] }
        }
        let (passed, failed) = (known.count { $0?.passed == true }, known.count { $0?.passed == false })
        return "; in the last run \(passed) passed, \(failed) failed, \(known.count - passed - failed) were not run"
      } ?? ""
    add(
      Page(
        path: "tests.html", title: "The book of tests",
        subtitle: "\(book.count.grouped) sentences that hold, in reading order\(state)",
        body: "<p>Each sentence unfolds into the code that asserts it.</p>\n" + contents.joined(separator: "\n")))
  }

  static func id(of suite: ScannedSuite) -> String { "suite-\(suite.type)" }

  private mutating func page(of module: TestBook.Module, outcomes: XUnitFile?, checkout: Checkout) -> Page {
    let path = "tests/\(module.name).html"
    var body: [String] = []
    var seen: [String: Int] = [:]
    for (file, suite) in module.suites {
      let subject = subject(of: file, module: module.name, checkout: checkout)
      let about = subject.map { source in
        let name = source.split(separator: "/").last ?? ""
        return " · about <a href=\"\(self.source(source, from: path))\">\(name)</a>"
      }
      let here = self.source("Tests/\(module.name)Tests/\(file.name)", from: path)
      body.append(
        """
        <h2 id="\(Self.id(of: suite))\(Self.again(&seen, Self.id(of: suite)))">\(escaped(suite.title))</h2>
        <p class="title"><a href="\(here)">\(file.name)</a>\(about ?? "")</p>
        """)
      for test in suite.tests {
        let outcome = outcomes?.outcomes["\(module.name)Tests.\(test.id)"]
        let state =
          outcome.map { outcome in
            outcome.passed
              ? "<span class=\"state\">passed, \(Self.seconds(outcome.seconds))</span>"
              : "<span class=\"state failed\">failed</span>"
          } ?? ""
        // The id is inside: a browser that is sent to it unfolds what it stands in.
        body.append(
          """
          <details><summary>\(state)\(escaped(test.title))</summary>
          <pre id="\(test.id)\(Self.again(&seen, test.id))">\(highlighted(test.code))</pre></details>
          """)
      }
    }
    return Page(
      path: path, title: "Tests of \(module.name)", subtitle: "\(module.tests.count) sentences",
      body: body.joined(separator: "\n"))
  }

  /// An id that is there already gets a number.
  private static func again(_ seen: inout [String: Int], _ id: String) -> String {
    seen[id, default: 0] += 1
    return seen[id] == 1 ? "" : "-\(seen[id] ?? 0)"
  }

  private static func seconds(_ seconds: Double) -> String {
    seconds < 0.01 ? "< 0.01 s" : "\((seconds * 100).rounded() / 100) s"
  }

  /// The source that a file of tests speaks of: the one of its name, else the one whose types it mentions most.
  private func subject(of file: ScannedFile, module: String, checkout: Checkout) -> String? {
    let sources = checkout.files(below: "Sources/\(module)", ending: ".swift")
    func named(_ name: String) -> String? { sources.first { $0.hasSuffix("/\(name).swift") } }
    var name = String(file.name.dropLast(6))
    for ending in ["Tests", "Agreement", "Laws", "Command"] {
      if name.hasSuffix(ending) { name = String(name.dropLast(ending.count)) }
      if let source = named(name) { return source }
    }
    let best = file.mentioned.filter { named($0.key) != nil }.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.flatMap { named($0.key) }
  }
}
