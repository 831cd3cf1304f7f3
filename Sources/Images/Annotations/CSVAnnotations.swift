// The CSV of keras-retinanet: a line for each object, path,x1,y1,x2,y2,class; or any order that its first line names.

import Boxes
import Formats
import Foundation

/// Annotations as keras-retinanet's generator for CSV reads them.
///
/// Corners in pixels, without +1; a line `path,,,,,` is a picture without objects. A first line that names the columns,
/// as TensorFlow's tools write it (`filename,width,height,class,xmin,ymin,xmax,ymax`), says which is which. A file
/// `classes.csv` beside it, a line `name,number` for each class, gives the order of the classes; without it they are
/// sorted by name.
public enum CSVAnnotations {
  /// A file as COCO's; sizes of pictures are taken from columns of that name.
  public static func file(_ url: URL) throws(AnnotationFileError) -> COCOFile {
    let name = url.lastPathComponent
    let classes = try names(beside: url)
    var collector = AnnotationCollector(names: classes ?? [])
    var columns = Columns()
    for (index, row) in try rows(url).enumerated() {
      let (number, fields) = row
      if index == 0, let named = Columns(header: fields) {
        columns = named
        continue
      }
      guard fields.count == columns.count, !fields[columns.path].isEmpty else {
        throw AnnotationFileError(
          file: name, line: number,
          problem: "expected \(columns.text), found '\(shown(fields.joined(separator: ","), limit: 60))'")
      }
      let edges = columns.edges.compactMap { decimalNumber(fields[$0]) }
      let label = fields[columns.label]
      if edges.isEmpty, index == 0, !label.isEmpty { continue }
      func size(_ column: Int?) -> Int? { column.flatMap { Int(fields[$0]) }.flatMap { $0 > 0 ? $0 : nil } }
      let (height, width) = (size(columns.height), size(columns.width))
      let id = collector.picture(
        fields[columns.path], height: width == nil ? nil : height, width: height == nil ? nil : width)
      if columns.edges.allSatisfy({ fields[$0].isEmpty }) && label.isEmpty { continue }
      guard edges.count == 4, !label.isEmpty else {
        let found = (columns.edges + [columns.label]).map { fields[$0] }.joined(separator: ",")
        throw AnnotationFileError(
          file: name, line: number,
          problem: "expected four numbers and a class, found '\(shown(found, limit: 60))'")
      }
      if let classes, !classes.contains(label) {
        throw AnnotationFileError(
          file: name, line: number, problem: "classes.csv beside it does not list the class '\(shown(label))'")
      }
      collector.add(
        Frame(x: edges[0], y: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1]), of: label,
        imageID: id)
    }
    return collector.file(areOrdered: classes != nil)
  }

  /// Where in a line is what.
  private struct Columns {
    var path = 0
    var edges = [1, 2, 3, 4]
    var label = 5
    var height: Int?
    var width: Int?
    var count = 6
    var text = "path,x1,y1,x2,y2,class"

    init() {}

    /// Nil if the fields are no names of columns.
    init?(header fields: [String]) {
      let words = fields.map { $0.lowercased() }
      func column(_ names: String...) -> Int? { words.firstIndex(where: names.contains) }
      guard let path = column("filename", "file_name", "file", "path", "image", "image_path", "img", "filepath"),
        let left = column("xmin", "x_min", "x1"), let top = column("ymin", "y_min", "y1"),
        let right = column("xmax", "x_max", "x2"), let bottom = column("ymax", "y_max", "y2"),
        let label = column("class", "label", "name", "class_name", "category")
      else { return nil }
      (self.path, self.label, edges) = (path, label, [left, top, right, bottom])
      (height, width, count) = (column("height"), column("width"), fields.count)
      text = "\(fields.count) columns as the first line names them"
    }
  }

  private static func names(beside url: URL) throws(AnnotationFileError) -> [String]? {
    let classes = url.deletingLastPathComponent().appendingPathComponent("classes.csv")
    guard classes.standardizedFileURL != url.standardizedFileURL,
      FileManager.default.fileExists(atPath: classes.path)
    else { return nil }
    var names: [Int: String] = [:]
    for (index, row) in try rows(classes).enumerated() {
      let (line, fields) = row
      guard fields.count == 2, !fields[0].isEmpty, let number = Int(fields[1]) else {
        // A first line that names the columns.
        if index == 0, fields.count == 2, ["id", "number", "index", "class_id"].contains(fields[1].lowercased()) {
          continue
        }
        throw AnnotationFileError(
          file: "classes.csv", line: line,
          problem: "expected name,number, found '\(shown(fields.joined(separator: ","), limit: 60))'")
      }
      if let other = names.updateValue(fields[0], forKey: number) {
        throw AnnotationFileError(
          file: "classes.csv", line: line,
          problem: "'\(shown(fields[0]))' has the number \(number), as '\(shown(other))' has; numbers must differ")
      }
    }
    return names.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func rows(_ url: URL) throws(AnnotationFileError) -> [(line: Int, fields: [String])] {
    var rows: [(line: Int, fields: [String])] = []
    let lines = try annotationText(url).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      guard line.count(where: { $0 == "\"" }).isMultiple(of: 2) else {
        throw AnnotationFileError(
          file: url.lastPathComponent, line: index + 1,
          problem: "expected a quotation mark that ends what the other begins, in the same line, found "
            + "'\(shown(line, limit: 60))'")
      }
      rows.append((index + 1, fields(of: line)))
    }
    return rows
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
