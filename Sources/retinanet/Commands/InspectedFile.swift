// What `inspect` found: the content, which tool it looks like, and its text on the screen.

import CommandLineTool
import Evaluation
import Figures
import Formats
import Foundation
import Images

/// Annotations in whatever form, as COCO's.
struct InspectedFile {
  var file: COCOFile
  /// "COCO", "PASCAL VOC", …, and by whom it seems to be written.
  var kind: String
  /// Why the file as it is would be refused, if so.
  var refusal: String?
  /// What was noticed besides.
  var notes: [String] = []
  let pictures: URL

  /// Reads whatever stands at a place.
  init(_ url: URL, pictures: URL, arePicturesGiven: Bool) throws {
    self.pictures = pictures
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    switch url.pathExtension.lowercased() {
    case "xml":
      file = try VOCAnnotations.file([url])
      kind = "PASCAL VOC"
    case "csv":
      file = try CSVAnnotations.file(url)
      kind = "CSV of keras-retinanet"
    case _ where isFolder:
      func xmlFiles(_ folder: URL) -> [URL] {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension.lowercased() == "xml" }
          .sorted { $0.lastPathComponent < $1.lastPathComponent }
      }
      // The development kit's folder has them one below.
      let here = xmlFiles(url)
      let xml = here.isEmpty ? xmlFiles(url.appendingPathComponent("Annotations")) : here
      if !xml.isEmpty {
        file = try VOCAnnotations.file(xml)
        kind = "PASCAL VOC"
      } else {
        file = try YOLOAnnotations(folder: url, pictures: arePicturesGiven ? pictures : nil).file()
        kind = "YOLO"
      }
    default:
      let data = try COCOFile.data(of: url)
      file = try COCOFile(decoding: data, policy: .drop)
      kind = "COCO" + (COCODialect(data).map { ", as \($0.rawValue) writes it" } ?? "")
      do {
        _ = try COCOFile(decoding: data)
      } catch {
        refusal = "\(error)"
      }
    }
    if arePicturesGiven { lookAtPictures() }
  }

  /// Sizes from the pictures, and what is wrong with them.
  private mutating func lookAtPictures() {
    let dataset = COCODataset(file: file, pictures: pictures)
    do {
      let sized = try dataset.withSizes()
      try sized.check()
      file = sized.file
      notes.append(
        (file.images.count == 1 ? "the picture is" : "all \(file.images.count.counted("picture")) are")
          + " in \(pictures.relativePath), whole and of that size")
    } catch {
      notes.append("\(error)")
    }
  }

  /// What can be used, with ids from 1 and the boxes within the pictures.
  func cleaned() throws -> COCOFile {
    let dataset = COCODataset(file: file.forTraining, pictures: pictures)
    let classes = dataset.file.categories.enumerated().map {
      COCOFile.Category(id: $0.offset + 1, name: $0.element.name)
    }
    var images: [COCOFile.Picture] = []
    var annotations: [COCOFile.Annotation] = []
    let root = pictures.standardizedFileURL.path + "/"
    for (index, picture) in dataset.file.images.enumerated() {
      let path = dataset.location(at: index).standardizedFileURL.path
      let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : picture.fileName
      images.append(.init(id: index + 1, fileName: name, height: picture.height, width: picture.width))
      for annotation in dataset.file.annotations(imageID: picture.id) {
        guard let label = dataset.file.label(categoryID: annotation.categoryID) else { continue }
        annotations.append(
          .init(
            id: .number(annotations.count + 1), imageID: .number(index + 1), categoryID: .number(label + 1),
            frame: annotation.frame, area: annotation.area, isCrowd: annotation.isCrowd))
      }
    }
    return COCOFile(categories: classes, images: images, annotations: annotations)
  }

  /// The screen.
  func text(named name: String) -> String {
    var lines = ["\(shown(name)): \(kind)"]
    let crowds = file.annotations.count(where: \.isCrowd)
    lines.append(
      "\(file.images.count.counted("picture")), \(file.annotations.count.counted("object")) of "
        + file.categories.count.counted("class", plural: "classes")
        + (crowds > 0 ? ", \(crowds.counted("crowd")) among them" : ""))
    let empty = file.images.count - busyPictures
    if empty > 0 { lines.append("\(empty.counted("picture")) without objects") }
    if let sizes { lines.append(sizes) }
    if !file.categories.isEmpty { lines += ["", table] }
    let text = notesText
    if !text.isEmpty { lines += [""] + text }
    return lines.joined(separator: "\n")
  }

  /// How many pictures have objects.
  var busyPictures: Int { Set(file.annotations.map(\.imageID)).count }

  /// The objects of a class, all of them and as COCO sorts them by area.
  struct Counts {
    var objects, small, medium, large: Int
  }

  /// The objects of every class, in the file's order.
  var counts: [(category: COCOFile.Category, counts: Counts)] {
    let byClass = Dictionary(grouping: file.annotations, by: \.categoryID)
    return file.categories.map { category in
      let annotations = byClass[category.id] ?? []
      func count(_ range: AreaRange) -> Int { annotations.count { range.contains($0.area) } }
      return (
        category,
        Counts(objects: annotations.count, small: count(.small), medium: count(.medium), large: count(.large))
      )
    }
  }

  /// The least and the largest height and width of the pictures whose size is known; nil if there is none.
  var sides: (heights: ClosedRange<Int>, widths: ClosedRange<Int>)? {
    let known = file.images.compactMap(\.size)
    let (heights, widths) = (known.map(\.height), known.map(\.width))
    guard let low = heights.min(), let high = heights.max(), let narrow = widths.min(), let wide = widths.max() else {
      return nil
    }
    return (low...high, narrow...wide)
  }

  private var sizes: String? {
    guard let (heights, widths) = sides else { return nil }
    return heights.count == 1 && widths.count == 1
      ? "all pictures have \(heights.lowerBound) × \(widths.lowerBound) pixels (height × width)"
      : "pictures of \(heights.lowerBound)…\(heights.upperBound) × \(widths.lowerBound)…\(widths.upperBound) pixels "
        + "(height × width)"
  }

  /// A line for each class: its objects, and how many are small, medium and large as COCO sorts them.
  private var table: String {
    var rows = [["class", "objects", "small", "medium", "large"]]
    // One screen: of very many classes those with the most objects.
    let most = 20
    let all = counts
    let kept = all.count <= most ? all : Array(all.sorted { $0.counts.objects > $1.counts.objects }.prefix(most))
    for (category, counts) in kept {
      let numbers = [counts.objects, counts.small, counts.medium, counts.large]
      rows.append([shown(category.name, limit: 30)] + numbers.map(String.init))
    }
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }.joined(separator: "  ")
    }
    return lines.joined(separator: "\n") + (all.count > most ? "\n… and \(all.count - most) more" : "")
  }

  private var notesText: [String] {
    var lines: [String] = []
    if let text = file.droppedText { lines.append("Will be left out: \(text)") }
    if let refusal { lines.append("Other commands refuse it: \(refusal)") }
    let used = Set(file.annotations.map(\.categoryID))
    let unused = file.categories.filter { !used.contains($0.id) }
    if !unused.isEmpty && unused.count < file.categories.count {
      let names = unused.prefix(8).map { shown($0.name, limit: 30) }.joined(separator: ", ")
      lines.append("Without objects: \(names)\(unused.count > 8 ? ", … (\(unused.count) in all)" : "")")
    }
    return lines + (file.notes.map(\.description) + notes).map { "Note: \($0)" }
  }
}
