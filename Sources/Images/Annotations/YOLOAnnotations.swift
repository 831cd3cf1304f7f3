// YOLO's annotations: a text file for each picture, a line for each object, in shares of the picture's size.

import Boxes
import Formats
import Foundation

/// A folder of YOLO's text files, with the classes in `classes.txt`, `obj.names` or `data.yaml`.
///
/// A line is the class, and the center's x and y, width and height; or the class and the corners of a polygon, whose
/// box is taken. All are shares of the picture's size, so that the pictures are needed: in the folder of that name,
/// beside their texts, or where `images` stands in the path instead of `labels`.
public struct YOLOAnnotations {
  private let folder: URL
  private let pictures: URL?

  /// The annotations of a folder; its pictures are looked for in `pictures` too.
  public init(folder: URL, pictures: URL? = nil) {
    self.folder = folder
    self.pictures = pictures
  }

  /// The folder's content as one COCO file.
  public func file() throws -> COCOFile {
    let names = try names()
    var collector = AnnotationCollector(names: names)
    let texts = texts()
    guard !texts.isEmpty else {
      throw AnnotationFileError(
        file: folder.lastPathComponent,
        problem: "expected annotations: *.xml of PASCAL VOC, or *.txt of YOLO, here or in labels; found none")
    }
    for url in texts { try read(url, names: names, into: &collector) }
    return collector.file(areOrdered: true)
  }

  private static let others = ["classes.txt", "readme.txt", "train.txt", "val.txt", "valid.txt", "test.txt"]
  private static let endings = ["png", "ppm", "jpg", "jpeg", "PNG", "JPG", "JPEG"]

  /// The text files of pictures, in `labels` and its folders, or in the folder itself.
  private func texts() -> [URL] {
    let labels = folder.appendingPathComponent("labels")
    let root = FileManager.default.fileExists(atPath: labels.path) ? labels : folder
    let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter {
      $0.pathExtension == "txt" && !Self.others.contains($0.lastPathComponent.lowercased())
        && !$0.lastPathComponent.lowercased().hasPrefix("readme")
    }.sorted { $0.path < $1.path }
  }

  private func read(_ url: URL, names: [String], into collector: inout AnnotationCollector) throws {
    let file = url.lastPathComponent
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw AnnotationFileError(file: file, problem: "it cannot be read as text in UTF-8")
    }
    let picture = try picture(of: url)
    let size = try Image.size(ofFileAt: picture.url)
    let id = collector.picture(picture.name, height: size.height, width: size.width)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      let numbers = words.dropFirst().compactMap { Double($0) }
      guard numbers.count == words.count - 1, numbers.count >= 4 else {
        throw AnnotationFileError(
          file: file, line: index + 1,
          problem: "expected a class and x, y, width, height, found '\(shown(line, limit: 60))'")
      }
      guard let label = Int(words[0]), names.indices.contains(label) else {
        throw AnnotationFileError(
          file: file, line: index + 1,
          problem: "expected a class in 0 ..< \(names.count), found '\(shown(words[0], limit: 20))'")
      }
      guard let frame = Self.frame(numbers, height: Double(size.height), width: Double(size.width)) else {
        throw AnnotationFileError(
          file: file, line: index + 1,
          problem: "expected shares of the picture's size, 0…1, found '\(shown(line, limit: 60))'; are they pixels?")
      }
      collector.add(frame, of: names[label], imageID: id)
    }
  }

  /// A box from its center and size (a fifth number is a score), or the box around a polygon.
  private static func frame(_ numbers: [Double], height: Double, width: Double) -> Frame? {
    guard numbers.prefix(4).allSatisfy({ abs($0) <= 2 }) else { return nil }
    if numbers.count < 6 {
      return Frame(
        x: (numbers[0] - numbers[2] / 2) * width, y: (numbers[1] - numbers[3] / 2) * height, width: numbers[2] * width,
        height: numbers[3] * height)
    }
    let xs = stride(from: 0, to: numbers.count - 1, by: 2).map { numbers[$0] * width }
    let ys = stride(from: 0, to: numbers.count - 1, by: 2).map { numbers[$0 + 1] * height }
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
    return Frame(x: left, y: top, width: right - left, height: bottom - top)
  }

  private func picture(of text: URL) throws -> (url: URL, name: String) {
    let stem = text.deletingPathExtension()
    // Below labels/ the same folders lie below images/.
    let root = folder.standardizedFileURL.path + "/"
    let inner = stem.standardizedFileURL.path.replacing(root, with: "", maxReplacements: 1)
    let below = inner.hasPrefix("labels/") ? String(inner.dropFirst(7)) : inner
    let places = [
      pictures?.appendingPathComponent(below), folder.appendingPathComponent("images/" + below), stem,
    ].compactMap(\.self)
    for place in places {
      for ending in Self.endings {
        let url = place.appendingPathExtension(ending)
        if FileManager.default.fileExists(atPath: url.path) { return (url, below + "." + ending) }
      }
    }
    throw AnnotationFileError(
      file: text.lastPathComponent,
      problem:
        "there is no picture of this name beside it or in images, whose size is needed; give the folder by --images")
  }

  // MARK: - Classes

  private func names() throws(AnnotationFileError) -> [String] {
    for name in ["classes.txt", "obj.names", "labels/classes.txt"] {
      guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) else { continue }
      return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter {
        !$0.isEmpty
      }
    }
    for name in ["data.yaml", "data.yml", "dataset.yaml"] {
      guard let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) else { continue }
      let names = Self.names(inYAML: text)
      guard !names.isEmpty else {
        throw AnnotationFileError(file: name, problem: "expected a list of names, found none")
      }
      return names
    }
    throw AnnotationFileError(
      file: folder.lastPathComponent,
      problem: "expected the names of YOLO's classes in classes.txt or data.yaml, found neither")
  }

  /// `names: [a, b]`, or a line for each, `- a` or `0: a`.
  static func names(inYAML text: String) -> [String] {
    func bare(_ text: some StringProtocol) -> String {
      text.trimmingCharacters(in: CharacterSet(charactersIn: " \t'\""))
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("names:") }) else { return [] }
    let rest = bare(lines[start].dropFirst(6))
    if rest.hasPrefix("[") || rest.hasPrefix("{") {
      let joined = ([rest] + lines[(start + 1)...]).joined(separator: " ")
      let inner = joined.dropFirst().prefix { $0 != "]" && $0 != "}" }
      return inner.split(separator: ",").map { entry in
        bare(rest.hasPrefix("{") ? entry.drop { $0 != ":" }.dropFirst() : entry)
      }.filter { !$0.isEmpty }
    }
    var names: [String] = []
    for line in lines[(start + 1)...] {
      let entry = bare(line)
      if entry.isEmpty || entry.hasPrefix("#") { continue }
      guard line.hasPrefix(" ") || line.hasPrefix("-") else { break }
      if entry.hasPrefix("-") {
        names.append(bare(entry.dropFirst()))
      } else if let colon = entry.firstIndex(of: ":"), Int(entry[..<colon]) == names.count {
        names.append(bare(entry[entry.index(after: colon)...]))
      } else {
        break
      }
    }
    return names
  }
}
