// Why a file of annotations that is not COCO's could not be read.

import Boxes
import Formats

/// A file of VOC, YOLO or CSV that cannot be used: which, where, what was expected and what was found.
public struct AnnotationFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file's name.
  public var file: String
  /// The line, counted from 1, if it is one line's fault.
  public var line: Int?
  /// What is wrong.
  public var problem: String

  /// One sentence.
  public var description: String { "\(shown(file))\(line.map { ", line \($0)" } ?? ""): \(problem)" }
}

/// Pictures, objects and classes collected one by one, with ids in the order in which they come.
struct AnnotationCollector {
  private var images: [COCOFile.Picture] = []
  private var annotations: [COCOFile.Annotation] = []
  private var labels: [String: Int] = [:]
  private var imageIDs: [String: Int] = [:]
  private var dropped: [AnnotationProblem: Int] = [:]
  private var names: [String]
  private var beyondEdge = 0
  /// How many boxes begin at 0 in files that count from 1.
  var beginsAtZero = 0

  /// - Parameter names: the classes known beforehand, in order; others follow by name.
  init(names: [String] = []) {
    self.names = names
    for (index, name) in names.enumerated() where labels[name] == nil { labels[name] = index }
  }

  /// Adds a picture, or finds the one of that name, and gives its id.
  mutating func picture(_ name: String, height: Int?, width: Int?) -> Int {
    if let id = imageIDs[name] { return id }
    let id = images.count + 1
    imageIDs[name] = id
    images.append(.init(id: id, fileName: name, height: height, width: width))
    return id
  }

  /// Adds an object; one without width or height, or outside its picture, is counted as left out.
  mutating func add(_ box: Frame, of name: String, imageID: Int, isCrowd: Bool = false) {
    let numbers = [box.x, box.y, box.width, box.height]
    guard numbers.allSatisfy(\.isFinite) && box.box.hasFiniteEdgesAndArea else {
      dropped[.notFinite, default: 0] += 1
      return
    }
    guard box.width > 0, box.height > 0 else {
      dropped[.degenerate, default: 0] += 1
      return
    }
    let picture = images[imageID - 1]
    if let size = picture.size, box.box.clipped(to: size).area == 0 {
      dropped[.outside, default: 0] += 1
      return
    }
    if let size = picture.size, box.box.reachesBeyond(size) { beyondEdge += 1 }
    if labels[name] == nil {
      labels[name] = names.count
      names.append(name)
    }
    annotations.append(
      .init(
        id: .number(annotations.count + 1), imageID: .number(imageID), categoryID: .text(name), frame: box,
        isCrowd: isCrowd))
  }

  /// All of it as COCO's, the classes in the order known beforehand, or by name.
  func file(areOrdered: Bool, notes: [COCONote] = []) -> COCOFile {
    let order = areOrdered ? names : names.sorted()
    let shownNames = order.map { shown($0, limit: 1000) }
    let ids = Dictionary(
      order.enumerated().map { ($0.element, $0.offset + 1) }, uniquingKeysWith: { first, _ in first })
    return COCOFile(
      categories: shownNames.enumerated().map { .init(id: $0.offset + 1, name: $0.element) }, images: images,
      annotations: annotations.map { annotation in
        var annotation = annotation
        annotation.categoryID = .number(ids[annotation.categoryID.name] ?? 0)
        return annotation
      },
      dropped: dropped,
      notes: notes + (beyondEdge > 0 ? [.beyondEdge(beyondEdge)] : [])
        + (beginsAtZero > 0 ? [.beginsAtZero(beginsAtZero)] : []))
  }
}
