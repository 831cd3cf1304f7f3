// The rules of nbformat 4.5 for the kinds of cells and outputs that this project writes, checked on the file itself.

import Formats

/// What is wrong with a notebook file by the published schema; nothing if it is a notebook.
enum IPYNBRules {
  static func problems(_ text: String) -> [String] {
    guard let file = try? JSONValue(text), case .object(let top) = file else { return ["it is not a JSON object"] }
    var problems: [String] = []
    if top["nbformat"] != .number(.integer(4)) { problems.append("nbformat must be 4") }
    if top["nbformat_minor"] != .number(.integer(5)) { problems.append("nbformat_minor must be 5") }
    guard case .object(let metadata)? = top["metadata"] else { return problems + ["metadata must be an object"] }
    if case .object(let language)? = metadata["language_info"], case .string? = language["name"] {
    } else {
      problems.append("metadata.language_info must have a name")
    }
    if let kernel = metadata["kernelspec"] {
      if case .object(let kernel) = kernel, case .string? = kernel["name"], case .string? = kernel["display_name"] {
      } else {
        problems.append("metadata.kernelspec must have name and display_name")
      }
    }
    for key in top.keys where !["nbformat", "nbformat_minor", "metadata", "cells"].contains(key) {
      problems.append("'\(key)' is not known")
    }
    guard case .list(let cells)? = top["cells"] else { return problems + ["cells must be an array"] }
    var ids: Set<String> = []
    for (index, cell) in cells.enumerated() {
      problems += self.problems(cell: cell, ids: &ids).map { "cell \(index): \($0)" }
    }
    return problems
  }

  private static func problems(cell: JSONValue, ids: inout Set<String>) -> [String] {
    guard case .object(let cell) = cell else { return ["it must be an object"] }
    var problems: [String] = []
    if case .string(let id)? = cell["id"], (1...64).contains(id.count),
      id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    {
      if !ids.insert(id).inserted { problems.append("its id is another cell's") }
    } else {
      problems.append("id must have 1 to 64 letters, digits, hyphens or underscores")
    }
    guard case .object? = cell["metadata"] else { return problems + ["metadata must be an object"] }
    if !isText(cell["source"]) { problems.append("source must be a text or texts") }
    let known: Set<String>
    switch cell["cell_type"] {
    case .string("markdown")?, .string("raw")?: known = ["id", "cell_type", "metadata", "source", "attachments"]
    case .string("code")?:
      known = ["id", "cell_type", "metadata", "source", "outputs", "execution_count"]
      switch cell["execution_count"] {
      case .null?: break
      case .number(.integer(let count))? where count >= 0: break
      default: problems.append("execution_count must be null or a whole number of at least 0")
      }
      if case .list(let outputs)? = cell["outputs"] {
        for (index, output) in outputs.enumerated() {
          problems += self.problems(output: output).map { "output \(index): \($0)" }
        }
      } else {
        problems.append("outputs must be an array")
      }
    default: return problems + ["cell_type must be markdown, raw or code"]
    }
    return problems + cell.keys.filter { !known.contains($0) }.map { "'\($0)' is not known" }
  }

  private static func problems(output: JSONValue) -> [String] {
    guard case .object(let output) = output else { return ["it must be an object"] }
    switch output["output_type"] {
    case .string("stream")?:
      guard case .string? = output["name"], isText(output["text"]), output.count == 3 else {
        return ["a stream has a name and a text, and nothing else"]
      }
    case .string("display_data")?:
      guard case .object(let data)? = output["data"], case .object? = output["metadata"], output.count == 3 else {
        return ["display_data has data and metadata, and nothing else"]
      }
      return data.filter { !isText($0.value) }.map { "data of \($0.key) must be a text or texts" }
    default: return ["output_type must be stream or display_data"]
    }
    return []
  }

  private static func isText(_ value: JSONValue?) -> Bool {
    switch value {
    case .string?: true
    case .list(let lines)?: lines.allSatisfy { if case .string = $0 { true } else { false } }
    default: false
    }
  }
}
