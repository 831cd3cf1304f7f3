// A set of pictures in a folder with a COCO annotation file; read here, and written from any other set.

import Boxes
import Foundation

/// Pictures in a folder and their annotations in a COCO file.
///
/// Pixels are read when asked for.
///
/// ```
/// folder/annotations.json
/// folder/images/000000.png …
/// ```
public struct COCODataset: Dataset {
  /// The annotations.
  public let file: COCOFile
  /// Where the pictures are.
  public let pictures: URL

  /// The categories' names, by ascending id.
  public var categories: [String] { file.categories.map(\.name) }
  /// How many pictures there are.
  public var count: Int { file.images.count }

  /// A set from annotations and the folder of the pictures they name.
  public init(file: COCOFile, pictures: URL) {
    self.file = file
    self.pictures = pictures
  }

  /// Reads the annotation file of a set; the pictures are looked for in `pictures`.
  public init(annotations: URL, pictures: URL, policy: AnnotationPolicy = .refuse) throws(COCOError) {
    self.init(file: try COCOFile(contentsOf: annotations, policy: policy), pictures: pictures)
  }

  /// Reads a set in the form that `write` gives it: `annotations.json` beside `images/`.
  public init(folder: URL, policy: AnnotationPolicy = .refuse) throws(COCOError) {
    try self.init(
      annotations: folder.appending(path: "annotations.json"), pictures: folder.appending(path: "images"),
      policy: policy)
  }

  /// The file of picture `index`.
  ///
  /// Where annotations name a file of a kind that is not read here, such as `a.jpg`, and a copy `a.png` or `a.ppm` lies
  /// in its place, it is the copy: converted pictures need no other annotations.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func location(at index: Int) -> URL {
    precondition(0 <= index && index < count, "index \(index) is outside 0 ..< \(count)")
    let named = pictures.appending(path: file.images[index].fileName)
    if Self.endings.contains(named.pathExtension.lowercased()) { return named }
    let copies = Self.endings.map { named.deletingPathExtension().appendingPathExtension($0) }
    return copies.first { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) } ?? named
  }

  private static let endings = ["png", "ppm"]

  /// Looks whether every picture is there, whole and of the size that the annotations say, without reading all of it.
  ///
  /// So that a run of hours does not end at a file that was missing all the time. What is wrong with pixels in the
  /// middle of a file, only reading it tells.
  ///
  /// - Throws: `ImageFileError`, or `COCOError` if a size is not the annotated one or a name leads out of the folder.
  public func check() throws {
    for index in 0..<count {
      try checkName(at: index)
      let size = try Image.size(ofFileAt: location(at: index))
      try check(height: size.height, width: size.width, of: file.images[index])
    }
  }

  ///
  /// - Throws: an error if a picture's name leads out of the folder: annotations of unknown origin are to open no other
  ///   files.
  private func checkName(at index: Int) throws(COCOError) {
    let picture = file.images[index]
    let parts = picture.fileName.split(separator: "/", omittingEmptySubsequences: false)
    if parts.last == "" {
      throw .image(id: picture.id, index: index, problem: "expected the name of a file, found '\(picture.fileName)'")
    }
    if parts.first == "" || parts.contains("..") {
      throw .image(
        id: picture.id, index: index,
        problem:
          "expected a file within the folder of pictures, found '\(picture.fileName)'; name it from that folder, "
          + "without '..'")
    }
  }

  private func check(height: Int, width: Int, of picture: COCOFile.Picture) throws(COCOError) {
    guard height == picture.height && width == picture.width else {
      throw .wrongSize(file: picture.fileName, expected: [picture.height, picture.width], found: [height, width])
    }
  }

  /// Picture `index` of the file.
  ///
  /// - Throws: `ImageFileError`, or `COCOError` if its size is not the annotated one or its name leads out of the
  ///   folder.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func example(at index: Int) throws -> AnnotatedImage {
    let location = location(at: index)
    try checkName(at: index)
    let picture = file.images[index]
    let image = try Image(contentsOf: location)
    try check(height: image.height, width: image.width, of: picture)
    return AnnotatedImage(
      image: image, objects: file.objects(imageID: picture.id), id: picture.id, fileName: picture.fileName)
  }

  /// Writes a set as COCO JSON and PNG files, and returns the annotations.
  ///
  /// Category ids and annotation ids run from 1,
  /// image ids from 0; the annotations come last, so that a folder with them is whole.
  @discardableResult
  public static func write(_ dataset: some Dataset, to folder: URL) throws -> COCOFile {
    let pictures = folder.appending(path: "images")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    var images: [COCOFile.Picture] = []
    var annotations: [COCOFile.Annotation] = []
    for index in 0..<dataset.count {
      let example = try dataset.example(at: index)
      let digits = String(index)
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
      try example.image.write(to: pictures.appending(path: name))
      images.append(
        COCOFile.Picture(id: index, fileName: name, height: example.image.height, width: example.image.width))
      for object in example.objects {
        annotations.append(
          COCOFile.Annotation(
            id: annotations.count + 1, imageID: index, categoryID: object.label + 1, box: object.box,
            area: object.area, isCrowd: object.isCrowd))
      }
    }
    let file = COCOFile(
      categories: dataset.categories.enumerated().map { COCOFile.Category(id: $0.offset + 1, name: $0.element) },
      images: images, annotations: annotations)
    try file.encoded().write(to: folder.appending(path: "annotations.json"), options: .atomic)
    return file
  }
}
