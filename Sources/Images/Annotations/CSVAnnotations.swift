// The CSV of keras-retinanet: a line for each object, path,x1,y1,x2,y2,class.

import Boxes
import Formats
import Foundation

/// Annotations as keras-retinanet's generator for CSV reads them.
///
/// Corners in pixels, without +1; a line `path,,,,,` is a picture without objects. A file `classes.csv` beside it, a
/// line `name,number` for each class, gives the order of the classes; without it they are sorted by name.
public enum CSVAnnotations {
  /// A file as COCO's; sizes of pictures are not in it.
  public static func file(_ url: URL) throws(AnnotationFileError) -> COCOFile {
    let name = url.lastPathComponent
    let classes = try names(beside: url)
    var collector = AnnotationCollector(names: classes ?? [])
    for (number, fields) in try rows(url) {
      guard fields.count == 6, !fields[0].isEmpty else {
        throw AnnotationFileError(
          file: name, line: number,
          problem: "expected path,x1,y1,x2,y2,class, found '\(shown(fields.joined(separator: ","), limit: 60))'")
      }
      let edges = fields[1...4].compactMap { Double($0) }
      if edges.isEmpty, number == 1, !fields[5].isEmpty { continue }
      let id = collector.picture(fields[0], height: nil, width: nil)
      if fields[1...5].allSatisfy(\.isEmpty) { continue }
      guard edges.count == 4, !fields[5].isEmpty else {
        throw AnnotationFileError(
          file: name, line: number,
          problem: "expected four numbers and a class, found '\(shown(fields[1...].joined(separator: ","), limit: 60))'"
        )
      }
      if let classes, !classes.contains(fields[5]) {
        throw AnnotationFileError(
          file: name, line: number, problem: "classes.csv beside it does not list the class '\(shown(fields[5]))'")
      }
      collector.add(
        Frame(x: edges[0], y: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1]), of: fields[5],
        imageID: id)
    }
    return collector.file(areOrdered: classes != nil)
  }

  private static func names(beside url: URL) throws(AnnotationFileError) -> [String]? {
    let classes = url.deletingLastPathComponent().appendingPathComponent("classes.csv")
    guard classes.standardizedFileURL != url.standardizedFileURL,
      FileManager.default.fileExists(atPath: classes.path)
    else { return nil }
    var names: [(number: Int, name: String)] = []
    for (line, fields) in try rows(classes) {
      guard fields.count == 2, !fields[0].isEmpty, let number = Int(fields[1]) else {
        throw AnnotationFileError(
          file: "classes.csv", line: line,
          problem: "expected name,number, found '\(shown(fields.joined(separator: ","), limit: 60))'")
      }
      names.append((number, fields[0]))
    }
    return names.sorted { $0.number < $1.number }.map(\.name)
  }

  private static func rows(_ url: URL) throws(AnnotationFileError) -> [(line: Int, fields: [String])] {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw AnnotationFileError(
        file: url.lastPathComponent, problem: "no such file, or it cannot be read as text in UTF-8")
    }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
      index, line in
      line.allSatisfy(\.isWhitespace) ? nil : (index + 1, fields(of: line))
    }
  }

  /// The fields between commas; within quotation marks a comma is a comma, and two of them are one.
  static func fields(of line: some StringProtocol) -> [String] {
    var fields = [""]
    var isQuoted = false
    var last: Character?
    for character in line {
      switch character {
      case "\"":
        if !isQuoted && last == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
      last = character
    }
    return fields.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
