// The checker behind .ci/docs: what docc does not look at. Usage: docs MODULE GRAPHS CATALOG SOURCES OUT
//
// It fails if a public symbol has no comment, notes a public type that the module's article does not lead to, and
// collects the ```swift blocks of the article and of the doc comments into OUT/MODULE.swift, with the values that their
// printing lines state in OUT/MODULE.expected, to be compiled and run.

import Foundation

struct Graph: Decodable {
  struct Symbol: Decodable {
    struct Kind: Decodable { var identifier: String }
    struct Comment: Decodable {}
    struct Location: Decodable {
      struct Position: Decodable { var line: Int }
      var uri: String
      var position: Position
    }
    var kind: Kind
    var pathComponents: [String]
    var docComment: Comment?
    var location: Location?
  }
  var symbols: [Symbol]
}

/// The ```swift blocks of a text, each without its fences.
func blocks(_ lines: [String]) -> [[String]] {
  var result: [[String]] = []
  var open: [String]?
  for line in lines {
    let mark = line.trimmingCharacters(in: .whitespaces)
    if let block = open {
      if mark == "```" {
        result.append(block)
        open = nil
      } else {
        open = block + [line]
      }
    } else if mark == "```swift" {
      open = []
    }
  }
  return result
}

/// The text of each doc comment of a file, by runs of lines that begin with `///`.
func comments(_ source: String) -> [[String]] {
  var result: [[String]] = [[]]
  for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
    let text = line.drop { $0 == " " }
    if text.hasPrefix("///") {
      let body = text.dropFirst(3)
      result[result.count - 1].append(String(body.first == " " ? body.dropFirst() : body))
    } else if result[result.count - 1] != [] {
      result.append([])
    }
  }
  return result
}

let arguments = CommandLine.arguments.dropFirst().map { String($0) }
let (module, graphs, catalog, sources, out) = (
  arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]
)
var problems: [String] = []
/// Types of other modules, of which the graphs have what this module adds to them.
var extended: Set<String> = []
var symbols: [Graph.Symbol] = []
for file in try FileManager.default.contentsOfDirectory(atPath: graphs).sorted() {
  symbols += try JSONDecoder().decode(Graph.self, from: Data(contentsOf: URL(fileURLWithPath: "\(graphs)/\(file)"))).symbols
}
let article = try String(contentsOfFile: "\(catalog)/\(module).md", encoding: .utf8)

for symbol in symbols where symbol.docComment == nil {
  guard let location = symbol.location, symbol.kind.identifier != "swift.extension" else { continue }
  let path = location.uri.replacing("file://", with: "")
  problems.append(
    "\(path):\(location.position.line + 1): \(symbol.pathComponents.joined(separator: ".")) is public and has no comment")
}
for name in Set(symbols.filter { $0.pathComponents.count == 1 }.map { $0.pathComponents[0] }).sorted() {
  let isKnown = article.contains("``\(name)") || extended.contains(name)
  if !isKnown { print("note: \(module).md does not lead to the public \(name)") }
}

var imports: Set<String> = ["import \(module)", "import Foundation"]
var bodies: [String] = []
var expected: [String] = []
@MainActor func add(_ all: [[String]]) {
  guard !all.isEmpty else { return }
  var body = "  do {\n"
  for block in all {
    for line in block {
      if line.hasPrefix("import ") {
        imports.insert(line)
        continue
      }
      body += "    \(line)\n"
      if let range = line.range(of: #"print\(.*\)  +// "#, options: .regularExpression) {
        expected.append(String(line[range.upperBound...]))
      }
    }
  }
  bodies.append(body + "  }\n")
}
add(blocks(article.components(separatedBy: "\n")))
let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
for file in files.sorted() where file.hasSuffix(".swift") {
  for comment in comments(try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)) {
    for block in blocks(comment) { add([block]) }
  }
}
let program = imports.sorted().joined(separator: "\n") + "\n\nfunc \(module)Blocks() throws {\n"
  + bodies.joined() + "}\n"
try program.write(toFile: "\(out)/\(module).swift", atomically: true, encoding: .utf8)
try expected.map { $0 + "\n" }.joined().write(toFile: "\(out)/\(module).expected", atomically: true, encoding: .utf8)

for problem in problems { print("error: \(problem)") }
exit(problems.isEmpty ? 0 : 1)
