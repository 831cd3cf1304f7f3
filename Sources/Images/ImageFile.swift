// Pictures from files and into files, PNG or PPM.

import Foundation

/// Why a picture could not be read from a file.
public enum ImageFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file is not there or may not be read.
  case unreadable(path: String)
  /// The file is neither PNG nor PPM.
  case unknownFormat(path: String)
  /// The file is a JPEG.
  case jpeg(path: String)
  /// A PNG file with something wrong.
  case png(path: String, PNGError)
  /// A PPM file with something wrong.
  case ppm(path: String, PPMError)

  /// A sentence that says which file, what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): no such file, or it may not be read; check the name"
    case .unknownFormat(let path): "\(path): neither PNG nor binary PPM (P6); convert the picture to PNG"
    case .jpeg(let path): "\(path): a JPEG, which is not read here; convert the picture to PNG"
    case .png(let path, let error): "\(path): \(error)"
    case .ppm(let path, let error): "\(path): \(error)"
    }
  }
}

extension Image {
  /// The picture in a PNG or PPM file; which of the two it is, its first bytes say.
  public init(contentsOf url: URL) throws(ImageFileError) {
    let path = url.path(percentEncoded: false)
    guard let data = try? Data(contentsOf: url) else { throw .unreadable(path: path) }
    if data.starts(with: PNGChunk.signature) {
      do {
        self = try PNG.decode(data)
      } catch {
        throw .png(path: path, error)
      }
    } else if data.starts(with: Array("P6".utf8)) {
      do {
        self = try PPM.decode(data)
      } catch {
        throw .ppm(path: path, error)
      }
    } else if data.starts(with: [0xFF, 0xD8, 0xFF]) {
      throw .jpeg(path: path)
    } else {
      throw .unknownFormat(path: path)
    }
  }

  /// Height and width of the picture in a PNG or PPM file, from its first bytes; its last ones show whether it is whole.
  ///
  /// - Throws: whatever is wrong at either end; the pixels between them are not looked at.
  public static func size(ofFileAt url: URL) throws(ImageFileError) -> (height: Int, width: Int) {
    guard let file = try? FileHandle(forReadingFrom: url), let head = try? file.read(upToCount: 4096),
      let length = try? file.seekToEnd()
    else {
      // A folder, or an empty file, which has no first bytes.
      let image = try Image(contentsOf: url)
      return (image.height, image.width)
    }
    if head.starts(with: PNGChunk.signature), head.count >= 33, head[12..<16].elementsEqual("IHDR".utf8) {
      // Only a file that ends with an empty chunk IEND is known to be whole without reading it.
      let end = PNGChunk.end
      try? file.seek(toOffset: length < UInt64(end.count) ? 0 : length - UInt64(end.count))
      if (try? file.readToEnd()) == Data(end), let header = try? PNGHeader(head[16..<29].map { $0 }[...]) {
        return (header.height, header.width)
      }
    } else if let header = try? PPM.header(of: [UInt8](head)), length >= UInt64(header.fileLength) {
      return (header.height, header.width)
    }
    let image = try Image(contentsOf: url)
    return (image.height, image.width)
  }

  /// Writes the picture, whole or not at all: as PPM if the name ends so, else as PNG.
  public func write(to url: URL) throws {
    let data = url.pathExtension.lowercased() == "ppm" ? PPM.encode(self) : PNG.encode(self)
    try data.write(to: url, options: .atomic)
  }
}
