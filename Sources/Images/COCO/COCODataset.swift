// A set of pictures in a folder with a COCO annotation file; read here, and written from any other set.

import Boxes
import Formats
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
  /// Where the folder has no file of the annotated name it is the file of its last parts: "a.png" for "train\\a.png",
  /// "/data/upload/a.png", "../images/a.png" and "https://host/set/a.png?token=1"; "a b.png" for "a%20b.png"; and
  /// "ü.png" however its dots are written. Where that is not there either, such as `a.tif`, and a copy `a.png`,
  /// `a.jpg`, `a.jpeg` or `a.ppm` lies in its place, in small letters or capitals, it is the copy: converted pictures
  /// need no other annotations. It never lies outside the folder.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func location(at index: Int) -> URL {
    precondition(0 <= index && index < count, "index must be in 0 ..< \(count), found \(index)")
    let name = file.images[index].fileName
    return found(name) ?? pictures.appending(path: PictureName.isWithin(name) ? name : PictureName.last(name))
  }

  /// Looks whether every picture is there, whole and of the size that the annotations say, without uncompressing it.
  ///
  /// So that a run of hours does not end at a file that was missing, cut or damaged all the time. See `Image.verify`.
  ///
  /// - Throws: `ImageFileError`, or `COCOError` if a size is not the annotated one, if a name leads out of the
  ///   folder, or if two names lead to one file.
  public func check() throws {
    var names: [URL: String] = [:]
    for index in 0..<count { try check(at: index, names: &names) }
  }

  /// The pictures that are missing, cut or damaged, by their places, and what is wrong with each.
  ///
  /// - Throws: `COCOError` as `check` does, for what is wrong with the annotations and not with a picture.
  public func unusable() throws -> [Int: ImageFileError] {
    var names: [URL: String] = [:]
    var unusable: [Int: ImageFileError] = [:]
    for index in 0..<count {
      do {
        try check(at: index, names: &names)
      } catch let error as ImageFileError {
        unusable[index] = error
      }
    }
    return unusable
  }

  /// - Parameter names: what each file that was looked at is called.
  private func check(at index: Int, names: inout [URL: String]) throws {
    try check(at: index)
    let (picture, location) = (file.images[index], location(at: index))
    if let other = names.updateValue(picture.fileName, forKey: location), other != picture.fileName {
      throw COCOError.image(
        id: picture.id, index: index,
        problem: "\(shown(picture.fileName)) and \(shown(other)) are both looked for as "
          + "\(location.lastPathComponent); put the pictures into the folders that the names have")
    }
  }

  /// The same as `check` for picture `index` alone.
  ///
  /// - Precondition: `index` is in 0 ..< count.
  public func check(at index: Int) throws {
    try checkName(at: index)
    let location = location(at: index)
    try check(try Image.verify(fileAt: location), of: file.images[index], at: location)
  }

  /// The set with the sizes that the file does not say taken from the pictures.
  ///
  /// - Throws: `ImageFileError`, or `COCOError` if a name leads out of the folder.
  public func withSizes() throws -> COCODataset {
    guard file.images.contains(where: { $0.height == nil || $0.width == nil }) else { return self }
    var images = file.images
    for index in images.indices where images[index].height == nil || images[index].width == nil {
      try checkName(at: index)
      let size = try Image.size(ofFileAt: location(at: index))
      (images[index].height, images[index].width) = (size.height, size.width)
    }
    let notes = file.notes.filter { if case .withoutSize = $0 { false } else { true } }
    return COCODataset(
      file: COCOFile(
        categories: file.categories, images: images, annotations: file.annotations, dropped: file.dropped, notes: notes),
      pictures: pictures)
  }

  /// Annotations of unknown origin are to open no files outside the folder.
  private func checkName(at index: Int) throws(COCOError) {
    let picture = file.images[index]
    let name = shown(picture.fileName)
    if picture.fileName.isEmpty || picture.fileName.hasSuffix("/") {
      throw .image(id: picture.id, index: index, problem: "expected the name of a file, found '\(name)'")
    }
    let length = picture.fileName.utf8.count
    if length > PictureName.longest, found(picture.fileName) == nil {
      throw .image(
        id: picture.id, index: index,
        problem:
          "expected the name of a file, of at most \(PictureName.longest) bytes, found \(length) bytes, '\(name)'")
    }
    if !PictureName.isWithin(picture.fileName), found(picture.fileName) == nil {
      throw .image(
        id: picture.id, index: index,
        problem: "expected a file within the folder of pictures, found '\(name)', and no '"
          + "\(shown(PictureName.last(picture.fileName)))' there; name it from that folder, without '..'")
    }
  }

  /// Compares a picture's size with the annotated one.
  ///
  /// A photograph that its camera stored lying is turned upright before (Exif's orientation), as annotation tools and
  /// viewers show it. Annotations of the size that is stored were made by a program that turns nothing: their boxes do
  /// not fit what is shown, and are refused.
  ///
  /// - Throws: an error if the picture's size is not the annotated one.
  private func check(_ size: ImageSize, of picture: COCOFile.Picture, at url: URL) throws(COCOError) {
    guard let annotated = picture.size, size != annotated else { return }
    if let stored = Image.storedSize(ofFileAt: url), stored == annotated {
      throw .turned(file: picture.fileName, stored: stored, shown: size)
    }
    throw .wrongSize(file: picture.fileName, expected: annotated, found: size)
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
    try check(image.size, of: picture, at: location)
    return AnnotatedImage(
      image: image, objects: file.objects(imageID: picture.id), id: picture.id.int ?? index, fileName: picture.fileName)
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
