// A notebook with its outputs as Jupyter's file: nbformat 4.5 (nbformat.readthedocs.io, "The notebook file format").
// The rules that such a file has to keep are in IPYNBRules.swift.

import CommandLineTool
import Foundation

/// A notebook as Jupyter has it.
struct IPYNB: Encodable {
  /// One cell.
  struct Cell: Encodable {
    var id: String
    var kind: Kind
    var source: [String]
    /// Of code alone.
    var outputs: [Output]
    /// How often something was run before, and once more: 1, 2, 3 … for code.
    var executionCount: Int

    enum Kind: String, Encodable { case markdown, code }

    private enum CodingKeys: String, CodingKey {
      case id, source, outputs, metadata
      case kind = "cell_type"
      case executionCount = "execution_count"
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(id, forKey: .id)
      try values.encode(kind, forKey: .kind)
      try values.encode(source, forKey: .source)
      try values.encode([String: String](), forKey: .metadata)
      guard kind == .code else { return }
      try values.encode(outputs, forKey: .outputs)
      try values.encode(executionCount, forKey: .executionCount)
    }
  }

  /// What stands under a cell.
  enum Output: Encodable {
    case stream([String])
    case figure(svg: [String])

    private enum CodingKeys: String, CodingKey {
      case name, text, data, metadata
      case kind = "output_type"
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .stream(let text):
        try values.encode("stream", forKey: .kind)
        try values.encode("stdout", forKey: .name)
        try values.encode(text, forKey: .text)
      case .figure(let svg):
        try values.encode("display_data", forKey: .kind)
        try values.encode(["image/svg+xml": svg], forKey: .data)
        try values.encode([String: String](), forKey: .metadata)
      }
    }
  }

  struct Metadata: Encodable {
    var title: String

    private enum CodingKeys: String, CodingKey {
      case title
      case kernel = "kernelspec"
      case language = "language_info"
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(title, forKey: .title)
      try values.encode(["name": "swift", "display_name": "Swift", "language": "swift"], forKey: .kernel)
      try values.encode(
        ["name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift"], forKey: .language)
    }
  }

  var metadata: Metadata
  var cells: [Cell]

  private enum CodingKeys: String, CodingKey {
    case metadata, cells
    case major = "nbformat"
    case minor = "nbformat_minor"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(4, forKey: .major)
    try values.encode(5, forKey: .minor)
    try values.encode(metadata, forKey: .metadata)
    try values.encode(cells, forKey: .cells)
  }

  /// A notebook with what its run printed under each cell.
  init(_ notebook: Notebook, _ run: ProgramRun) {
    metadata = Metadata(title: notebook.title)
    var count = 0
    cells = notebook.cells.enumerated().map { index, cell in
      if !cell.isText { count += 1 }
      // A cell of code has its title as a comment, for Jupyter has no place for it.
      let source = cell.isText || cell.title.isEmpty ? cell.source : "// \(cell.title)\n\n\(cell.source)"
      return Cell(
        id: "cell-\(index + 1)", kind: cell.isText ? .markdown : .code, source: Self.lines(source),
        outputs: cell.isText ? [] : run.outputs(of: cell.lines).map(Self.output), executionCount: count)
    }
  }

  private static func output(_ output: CellOutput) -> Output {
    switch output {
    case .text(let text): .stream(lines(text + "\n"))
    case .figure(_, let svg): .figure(svg: lines(svg))
    }
  }

  /// Lines that keep their ends, as Jupyter writes them.
  static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let ended = lines.enumerated().map { $0.offset + 1 < lines.count ? $0.element + "\n" : $0.element }
    return ended.last?.isEmpty == true ? Array(ended.dropLast()) : ended
  }

  /// The file.
  func file() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
