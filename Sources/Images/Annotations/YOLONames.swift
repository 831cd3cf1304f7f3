// The classes of a folder of YOLO's annotations, and what else its data.yaml says: as much of YAML as that needs.

import Formats
import Foundation

/// What stands beside YOLO's texts.
struct YOLODescription {
  /// The classes in the order of their numbers.
  var names: [String] = []
  /// How many numbers keypoints add to a line; nil: they are no keypoints.
  var keypointNumbers: Int?

  /// Looks in a folder, in `labels` within it, and in the folder above.
  ///
  /// A list of names is taken before a YAML file, from which the keypoints are taken in any case.
  init(of folder: URL) throws(AnnotationFileError) {
    let folders = [folder, folder.appendingPathComponent("labels"), folder.deletingLastPathComponent()]
    var found: (url: URL, yaml: YAMLExcerpt)?
    for folder in folders where found == nil {
      for url in Self.yamlFiles(in: folder) {
        let yaml = YAMLExcerpt(try annotationText(url))
        if yaml["names"] != nil || yaml["kpt_shape"] != nil {
          found = (url, yaml)
          break
        }
      }
    }
    if let shape = found?.yaml["kpt_shape"]?.entries.compactMap({ Int($0.text) }), shape.count == 2,
      shape.allSatisfy((1...1000).contains)
    {
      keypointNumbers = shape[0] * shape[1]
    }
    for folder in folders {
      guard let url = Self.list(in: folder) else { continue }
      names = try annotationText(url).split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      return
    }
    guard let found, let value = found.yaml["names"] else {
      throw AnnotationFileError(
        file: folder.lastPathComponent,
        problem: "expected the names of YOLO's classes in classes.txt or data.yaml, found neither")
    }
    names = try Self.names(value, file: found.url.lastPathComponent)
  }

  private static func names(_ value: YAMLExcerpt.Value, file: String) throws(AnnotationFileError) -> [String] {
    var names: [String] = []
    let sorted =
      value.entries.allSatisfy { $0.key == nil }
      ? value.entries : value.entries.sorted { ($0.key.flatMap { Int($0) } ?? -1) < ($1.key.flatMap { Int($0) } ?? -1) }
    for entry in sorted {
      if let key = entry.key, Int(key) != names.count {
        throw AnnotationFileError(
          file: file,
          problem: "names: expected the classes 0, 1, 2, … without a gap, found \(shown(key, limit: 20)) where "
            + "\(names.count) is due")
      }
      names.append(entry.text)
    }
    guard !names.isEmpty else { throw AnnotationFileError(file: file, problem: "expected a list of names, found none") }
    return names
  }

  private static func list(in folder: URL) -> URL? {
    ["classes.txt", "obj.names"].map { folder.appendingPathComponent($0) }.first {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  private static func yamlFiles(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let yaml = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    // The usual names before all others.
    let usual = ["data.yaml", "data.yml", "dataset.yaml"].filter(yaml.contains)
    return (usual + yaml.filter { !usual.contains($0) }).map { folder.appendingPathComponent($0) }
  }
}

/// The members at the left edge of a YAML text whose values are lists or maps of scalars, in a row or one a line.
struct YAMLExcerpt {
  /// The entries of a list, or with their keys those of a map.
  struct Value { var entries: [(key: String?, text: String)] = [] }

  private var values: [String: Value] = [:]

  subscript(key: String) -> Value? { values[key] }

  init(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    for (index, line) in lines.enumerated() {
      guard let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false, line.first != "-",
        line.first != "#"
      else { continue }
      let key = Self.scalar(line[..<colon])
      let rest = line[line.index(after: colon)...].drop(while: \.isWhitespace)
      if rest.hasPrefix("[") || rest.hasPrefix("{") {
        values[key] = Self.row(([String(rest)] + lines[(index + 1)...]).joined(separator: " "))
      } else if rest.isEmpty || rest.hasPrefix("#") {
        values[key] = Self.block(lines[(index + 1)...])
      }
    }
  }

  /// `[a, 'b, c']` or `{0: a, 1: b}`.
  private static func row(_ text: String) -> Value {
    let isMap = text.hasPrefix("{")
    var parts = [""]
    var quote: Character?
    for character in text.dropFirst() {
      if let open = quote {
        if character == open { quote = nil }
      } else if "\"'".contains(character) {
        quote = character
      } else if character == "]" || character == "}" {
        break
      } else if character == "," {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return Value(
      entries: parts.filter { !$0.allSatisfy(\.isWhitespace) }.map { isMap ? pair($0) : (nil, scalar($0)) })
  }

  /// A line `- a` or `0: a` for each.
  private static func block(_ lines: ArraySlice<String>) -> Value {
    var value = Value()
    for line in lines {
      let entry = line.trimmingCharacters(in: .whitespaces)
      if entry.isEmpty || entry.hasPrefix("#") { continue }
      if entry.hasPrefix("- ") || entry == "-" {
        value.entries.append((nil, scalar(entry.dropFirst())))
      } else if line.first?.isWhitespace == true, entry.contains(":") {
        value.entries.append(pair(entry))
      } else {
        break
      }
    }
    return value
  }

  private static func pair(_ text: some StringProtocol) -> (key: String?, text: String) {
    guard let colon = text.firstIndex(of: ":") else { return (nil, scalar(text)) }
    return (scalar(text[..<colon]), scalar(text[text.index(after: colon)...]))
  }

  /// A text without its quotation marks, or without the comment behind it.
  private static func scalar(_ text: some StringProtocol) -> String {
    let bare = text.trimmingCharacters(in: .whitespaces)
    guard let quote = bare.first, "\"'".contains(quote) else {
      let end = bare.range(of: " #")?.lowerBound ?? bare.endIndex
      return bare[..<end].trimmingCharacters(in: .whitespaces)
    }
    var result = ""
    var characters = bare.dropFirst()[...]
    while let character = characters.popFirst() {
      if character == quote {
        // Twice in a row it stands for itself, between single ones.
        guard quote == "'", characters.first == quote else { break }
        characters.removeFirst()
      } else if character == "\\", quote == "\"", let next = characters.popFirst() {
        result.append(next)
        continue
      }
      result.append(character)
    }
    return result
  }
}
