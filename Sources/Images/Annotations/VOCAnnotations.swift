// PASCAL VOC's annotations: an XML file for each picture.

import Boxes
import Formats
import Foundation

/// Annotations as PASCAL VOC's development kit has them.
///
/// VOC counts pixels from 1 and both edges belong to the object: xmin 1 to xmax 10 are 10 pixels, here from 0 to 10.
/// Objects marked difficult become crowds, which are neither learnt nor counted. Names of elements may be written in
/// capitals.
public enum VOCAnnotations {
  /// No file of one picture is as large.
  private static let mostBytes = 1 << 24

  /// Files of one picture each, as one COCO file; classes by name.
  public static func file(_ urls: [URL]) throws(AnnotationFileError) -> COCOFile {
    var collector = AnnotationCollector()
    var fileOfPicture: [String: String] = [:]
    for url in urls {
      let name = url.lastPathComponent
      let data: Data
      do { data = try fileContents(url) } catch {
        throw AnnotationFileError(file: name, problem: "the file cannot be read: \(fileReason(error)); check the name")
      }
      let picture = try read(data, named: name, into: &collector)
      if let other = fileOfPicture.updateValue(name, forKey: picture) {
        throw AnnotationFileError(
          file: name,
          problem: "its <filename> is \(shown(picture)), as that of \(shown(other)): expected a picture of its own; "
            + "correct the one that is wrong")
      }
    }
    return collector.file(areOrdered: false)
  }

  /// One picture's annotations from their XML; returns the name of the picture.
  @discardableResult
  static func read(
    _ data: Data, named name: String, into collector: inout AnnotationCollector
  ) throws(AnnotationFileError) -> String {
    guard data.count <= mostBytes else {
      throw AnnotationFileError(file: name, problem: "expected at most \(mostBytes) bytes, found \(data.count)")
    }
    let text = checkedXML(data)
    let content: VOCContent
    do throws(XMLReader.Malformed) { content = try VOCContent(text ?? Data()) } catch {
      if let kind = FileKind(data), kind != .xml, kind != .utf16 || text == nil {
        throw AnnotationFileError(file: name, problem: "expected XML of PASCAL VOC, found \(kind.nameWithAdvice)")
      }
      guard text != nil else {
        throw AnnotationFileError(
          file: name,
          problem: "expected XML in UTF-8, or in the encoding that it names, found other bytes; save it as UTF-8")
      }
      throw AnnotationFileError(file: name, line: error.line, problem: "it is not XML, or cut short")
    }
    guard content.root == "annotation" else {
      throw AnnotationFileError(
        file: name, problem: "expected <annotation> of PASCAL VOC, found <\(shown(content.root ?? "", limit: 40))>")
    }
    let stem = (name as NSString).deletingPathExtension
    let file = content.texts["annotation/filename"] ?? ""
    let height = content.texts["annotation/size/height"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    let width = content.texts["annotation/size/width"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    let picture = file.isEmpty ? stem + ".jpg" : file
    let id = collector.picture(
      picture, height: width == nil ? nil : height, width: height == nil ? nil : width)
    for (index, object) in content.objects.enumerated() {
      guard let label = object["name"], !label.isEmpty else {
        throw AnnotationFileError(file: name, problem: "object \(index + 1) has no <name>; name its class")
      }
      let edges = ["xmin", "ymin", "xmax", "ymax"].map { object["bndbox/" + $0].flatMap { decimalNumber($0) } }
      guard let xMin = edges[0], let yMin = edges[1], let xMax = edges[2], let yMax = edges[3] else {
        throw AnnotationFileError(
          file: name, problem: "object \(index + 1), \(shown(label)), has no <bndbox> of four numbers")
      }
      if min(xMin, yMin) == 0 { collector.beginsAtZero += 1 }
      collector.add(
        Frame(x: xMin - 1, y: yMin - 1, width: xMax - xMin + 1, height: yMax - yMin + 1), of: label, imageID: id,
        isCrowd: ["1", "true", "yes"].contains(object["difficult"]?.lowercased()))
    }
    return picture
  }
}

/// The texts of a VOC file by their way through the elements.
private struct VOCContent {
  var root: String?
  var texts: [String: String] = [:]
  var objects: [[String: String]] = []

  /// Reads a document in UTF-8.
  init(_ data: Data) throws(XMLReader.Malformed) {
    var reader = XMLReader(data)
    var path: [String] = []
    var text = ""
    while let event = try reader.next() {
      switch event {
      case .start(let name):
        // Some programs write them in capitals.
        path.append(name.lowercased())
        if root == nil { root = path[0] }
        text = ""
        if path == ["annotation", "object"] { objects.append([:]) }
      case .text(let piece): text += piece
      case .end:
        keep(text.trimmingCharacters(in: .whitespacesAndNewlines), of: path)
        text = ""
        path.removeLast()
      }
    }
  }

  private mutating func keep(_ text: String, of path: [String]) {
    if path.count > 2, path.starts(with: ["annotation", "object"]), !objects.isEmpty {
      // Parts of an object, such as a person's head, have boxes of their own: only the object's is asked for.
      objects[objects.count - 1][path.dropFirst(2).joined(separator: "/")] = text
    } else {
      texts[path.joined(separator: "/")] = text
    }
  }
}
