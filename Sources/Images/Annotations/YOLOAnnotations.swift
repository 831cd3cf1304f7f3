// YOLO's annotations: a text file for each picture, a line for each object, in shares of the picture's size.

import Boxes
import Formats
import Foundation

/// A folder of YOLO's text files, with the classes in `classes.txt`, `obj.names` or a YAML file, here or one folder
/// above.
///
/// A line is the class, and the center's x and y, width and height; behind them may stand a score, or the keypoints of
/// which `kpt_shape` in the YAML file tells; or the class and the corners of a polygon, whose box is taken. All are
/// shares of the picture's size, so that the pictures are needed: in the folder of that name, beside their texts, or
/// where `images` stands in the path instead of `labels`. Pictures beside the others that have no text are those
/// without objects.
public struct YOLOAnnotations {
  private let folder: URL
  private let pictures: URL?

  /// The annotations of a folder; its pictures are looked for in `pictures` too.
  public init(folder: URL, pictures: URL? = nil) {
    let above = folder.deletingLastPathComponent()
    let isLabels =
      folder.lastPathComponent == "labels"
      && FileManager.default.fileExists(atPath: above.appendingPathComponent("images").path)
    self.folder = isLabels ? above : folder
    self.pictures = pictures
  }

  /// The folder's content as one COCO file.
  public func file() throws -> COCOFile {
    let description = try YOLODescription(of: folder)
    var collector = AnnotationCollector(names: description.names)
    let texts = texts()
    guard !texts.isEmpty else {
      throw AnnotationFileError(
        file: folder.lastPathComponent,
        problem: "expected annotations: *.xml of PASCAL VOC, or *.txt of YOLO, here or in labels; found none")
    }
    var seen: Set<String> = []
    var folders: [URL: String] = [:]
    for url in texts {
      let text = try annotationText(url)
      guard let picture = picture(of: url) else {
        // requirements.txt and the like.
        if !text.contains(where: \.isNumber) || text.contains(where: { "=<>".contains($0) }) { continue }
        throw AnnotationFileError(
          file: url.lastPathComponent,
          problem: "there is no picture of this name beside it or in images, whose size is needed; give the folder by "
            + "--images")
      }
      seen.insert(picture.url.standardizedFileURL.path)
      folders[picture.url.deletingLastPathComponent()] = (picture.name as NSString).deletingLastPathComponent
      try read(text, of: url, picture, description, into: &collector)
    }
    let without = try addOthers(in: folders, but: seen, to: &collector)
    return collector.file(areOrdered: true, notes: without > 0 ? [.withoutTexts(without)] : [])
  }

  private static let others = ["classes.txt", "train.txt", "val.txt", "valid.txt", "test.txt"]
  private static let endings = ["png", "ppm", "jpg", "jpeg", "PNG", "PPM", "JPG", "JPEG"]
  /// Of pictures that are not read here: their reader says so by name.
  private static let foreignEndings = ["webp", "bmp", "tif", "tiff", "gif", "heic", "avif"]

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

  private func read(
    _ text: String, of url: URL, _ picture: (url: URL, name: String), _ description: YOLODescription,
    into collector: inout AnnotationCollector
  ) throws {
    let size = try Image.size(ofFileAt: picture.url)
    let id = collector.picture(picture.name, height: size.height, width: size.width)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if line.allSatisfy(\.isWhitespace) { continue }
      do throws(YOLOLine.Problem) {
        let object = try YOLOLine(
          line, classes: description.names.count, keypointNumbers: description.keypointNumbers, size: size)
        collector.add(object.frame, of: description.names[object.label], imageID: id)
      } catch {
        throw AnnotationFileError(file: url.lastPathComponent, line: index + 1, problem: error.text)
      }
    }
  }

  /// Adds the pictures of some folders that no text is about; returns how many they are.
  ///
  /// - Parameter folders: and how a name within the set begins there.
  private func addOthers(
    in folders: [URL: String], but seen: Set<String>, to collector: inout AnnotationCollector
  ) throws -> Int {
    var count = 0
    for (folder, prefix) in folders.sorted(by: { $0.key.path < $1.key.path }) {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
        let url = folder.appendingPathComponent(name)
        guard Self.endings.contains(url.pathExtension), !seen.contains(url.standardizedFileURL.path) else { continue }
        let size = try Image.size(ofFileAt: url)
        _ = collector.picture(prefix.isEmpty ? name : "\(prefix)/\(name)", height: size.height, width: size.width)
        count += 1
      }
    }
    return count
  }

  /// The picture of a text and its name within the set; nil if there is none.
  private func picture(of text: URL) -> (url: URL, name: String)? {
    let stem = text.deletingPathExtension()
    // Below labels/ the same folders lie below images/.
    let root = folder.standardizedFileURL.path + "/"
    let inner = stem.standardizedFileURL.path.replacing(root, with: "", maxReplacements: 1)
    let below = inner.hasPrefix("labels/") ? String(inner.dropFirst(7)) : inner
    // As in train/labels/a.txt and train/images/a.png.
    let beside = below.split(separator: "/").map { $0 == "labels" ? "images" : $0 }.joined(separator: "/")
    let places = [
      (pictures?.appendingPathComponent(below), below), (folder.appendingPathComponent("images/" + below), below),
      (stem, below), (folder.appendingPathComponent(beside), beside),
      (pictures?.appendingPathComponent(beside), beside),
    ]
    for (place, name) in places {
      guard let place else { continue }
      for ending in Self.endings + Self.foreignEndings {
        let url = place.appendingPathExtension(ending)
        if FileManager.default.fileExists(atPath: url.path) { return (url, name + "." + ending) }
      }
    }
    return nil
  }
}
