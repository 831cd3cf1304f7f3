// Pictures from files and into files: PNG, JPEG or PPM. Which of them a file is, its first bytes say, never its name.

import Boxes
import Formats
import Foundation

/// Why a picture could not be read from a file.
public enum ImageFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file is not there or may not be read.
  case unreadable(path: String, reason: String)
  /// The file is neither PNG, JPEG nor PPM; `kind` is what it looks like, if that is known.
  case unknownFormat(path: String, kind: String?)
  /// The file is no picture but something else.
  case noPicture(path: String, kind: String)
  /// A JPEG file with something wrong.
  case jpeg(path: String, JPEGError)
  /// A PNG file with something wrong.
  case png(path: String, PNGError)
  /// A PPM file with something wrong.
  case ppm(path: String, PPMError)

  /// A sentence that says which file, what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): the file cannot be read: \(reason); check the name"
    case .unknownFormat(let path, let kind?): "\(path): \(kind), which is not read here; convert the picture to PNG"
    case .unknownFormat(let path, nil): "\(path): neither PNG, JPEG nor binary PPM (P6); convert the picture to PNG"
    case .noPicture(let path, let kind): "\(path): expected a picture, PNG, JPEG or binary PPM, found \(kind)"
    case .jpeg(let path, let error): "\(path): \(error)"
    case .png(let path, let error): "\(path): \(error)"
    case .ppm(let path, let error): "\(path): \(error)"
    }
  }
}

/// The kinds of picture files that are read.
private enum Format {
  case png, jpeg, ppm

  /// By the first bytes of a file.
  init?(_ data: Data) {
    if data.starts(with: PNGChunk.signature) {
      self = .png
    } else if data.starts(with: [0xFF, JPEGMarker.startOfImage, 0xFF]) {
      self = .jpeg
    } else if data.starts(with: "P6".utf8) {
      self = .ppm
    } else {
      return nil
    }
  }
}

extension Image {
  /// The picture in a PNG, JPEG or PPM file; which of them it is, its first bytes say.
  ///
  /// A JPEG or PNG is turned as its Exif orientation says it is to be shown.
  public init(contentsOf url: URL) throws(ImageFileError) {
    let (path, data, format) = try Self.read(url)
    switch format {
    case .png: do { self = try PNG.decode(data) } catch { throw .png(path: path, error) }
    case .jpeg: do { self = try JPEG.decode(data) } catch { throw .jpeg(path: path, error) }
    case .ppm: do { self = try PPM.decode(data) } catch { throw .ppm(path: path, error) }
    }
  }

  /// Looks whether a picture file is whole, as far as that can be told without uncompressing it; returns its picture's
  /// size.
  ///
  /// The checksums of all of a PNG's chunks, the markers of a JPEG from the first to the last, the length of a PPM: so
  /// a damaged file is found before a training starts and not in its middle. A wrong bit in a JPEG's pixels, for which
  /// JPEG has no checksum, only reading the picture tells.
  @discardableResult
  public static func verify(fileAt url: URL) throws(ImageFileError) -> ImageSize {
    let (path, data, format) = try read(url)
    switch format {
    case .png: do { return try PNG.verify(data) } catch { throw .png(path: path, error) }
    case .jpeg: do { return try JPEG.verify(data) } catch { throw .jpeg(path: path, error) }
    case .ppm: do { return try PPM.verify(data) } catch { throw .ppm(path: path, error) }
    }
  }

  /// Height and width of the picture in a PNG, JPEG or PPM file, from its first bytes; its last ones show whether it is
  /// whole.
  ///
  /// - Throws: whatever is wrong at either end; the pixels between them are not looked at.
  public static func size(ofFileAt url: URL) throws(ImageFileError) -> ImageSize {
    guard isRegularFile(url), let file = try? FileHandle(forReadingFrom: url),
      let head = try? file.read(upToCount: 1 << 16), let length = try? file.seekToEnd()
    else {
      // A folder, a pipe, which is read but once, or an empty file, which has no first bytes.
      return try verify(fileAt: url)
    }
    // Only a file that ends with the end of its kind is known to be whole without reading it.
    func ends(with end: [UInt8]) -> Bool {
      try? file.seek(toOffset: length < UInt64(end.count) ? 0 : length - UInt64(end.count))
      return (try? file.readToEnd()) == Data(end)
    }
    switch Format(head) {
    case .png where head.count >= 33 && head[12..<16].elementsEqual("IHDR".utf8) && ends(with: PNGChunk.end):
      /// From the first bytes, which are at hand, or from the file.
      func bytes(_ at: Int) -> [UInt8] {
        if at + 8 <= head.count { return [UInt8](head[at..<at + 8]) }
        try? file.seek(toOffset: UInt64(at))
        return (try? file.read(upToCount: 8)).map { [UInt8]($0) } ?? []
      }
      if PNGChunk.hasChunk(PNGChunk.exif, bytes: bytes) == false,
        let header = try? PNGHeader(head[16..<29].map { $0 }[...])
      {
        return ImageSize(height: header.height, width: header.width)
      }
    case .jpeg where ends(with: [0xFF, JPEGMarker.endOfImage]):
      if let size = try? JPEG.size(of: head) { return ImageSize(height: size.height, width: size.width) }
    case .ppm:
      if let header = try? PPM.header(of: [UInt8](head)), length >= UInt64(header.fileLength) {
        return ImageSize(height: header.height, width: header.width)
      }
    default: break
    }
    return try verify(fileAt: url)
  }

  /// Height and width of the picture in a file as it is stored, where the file says that it is to be shown turned by a
  /// quarter; nil for all others.
  static func storedSize(ofFileAt url: URL) -> ImageSize? {
    guard let (_, data, format) = try? read(url) else { return nil }
    let size: (height: Int, width: Int, storedHeight: Int, storedWidth: Int)?
    switch format {
    case .jpeg: size = try? JPEG.size(of: data)
    case .png: size = try? PNG.size(of: data)
    case .ppm: size = nil
    }
    guard let size, (size.height, size.width) != (size.storedHeight, size.storedWidth) else { return nil }
    return ImageSize(height: size.storedHeight, width: size.storedWidth)
  }

  private static func read(_ url: URL) throws(ImageFileError) -> (path: String, data: Data, format: Format) {
    let path = url.path(percentEncoded: false)
    let data: Data
    do { data = try fileContents(url) } catch { throw .unreadable(path: path, reason: fileReason(error)) }
    guard let format = Format(data) else {
      switch FileKind(data) {
      case let kind? where kind.isOtherPicture: throw .unknownFormat(path: path, kind: kind.name)
      case .png?:
        throw .noPicture(
          path: path,
          kind: "a PNG picture with other line ends, as a copy in text mode leaves it; fetch it again, as it is")
      case let kind?: throw .noPicture(path: path, kind: kind.nameWithAdvice)
      case nil: throw .unknownFormat(path: path, kind: nil)
      }
    }
    return (path, data, format)
  }

  /// Writes the picture, whole or not at all: as PPM if the name ends so, else as PNG.
  public func write(to url: URL) throws {
    let data = url.pathExtension.lowercased() == "ppm" ? PPM.encode(self) : PNG.encode(self)
    try writeContents(data, to: url)
  }
}
