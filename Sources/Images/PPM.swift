// Portable pixmaps in their binary form, P6: the simplest picture file there is. Not its relatives: P1 … P3 in plain
// text, P4 and P5 of one channel.

import Boxes
import Foundation

/// Why a PPM file could not be read.
public enum PPMError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin with P6.
  case notPPM
  /// Height, width or greatest value is missing or out of range.
  case malformed(String)
  /// There are fewer pixels than the header says.
  case truncated(expected: Int, found: Int)

  /// A sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .notPPM: "not a binary PPM file: it does not begin with P6; convert the picture to binary PPM or to PNG"
    case .malformed(let what): "the PPM file is malformed: \(what)"
    case .truncated(let expected, let found):
      "the PPM file has \(found) bytes of pixels, where its header promises \(expected): fetch it again"
    }
  }
}

/// PPM files from pictures and pictures from PPM files.
public enum PPM {
  /// A binary PPM file (P6, 0…255) of a picture.
  ///
  /// Properties:
  /// - `decode(encode(image))` is `image`.
  public static func encode(_ image: Image) -> Data {
    Data("P6\n\(image.width) \(image.height)\n255\n".utf8) + Data(image.pixels)
  }

  /// The picture in a binary PPM file (P6) with a greatest value of 1…65535, which becomes 255.
  public static func decode(_ data: Data) throws(PPMError) -> Image {
    let bytes = [UInt8](data)
    let header = try header(of: bytes)
    let (position, most, count) = (header.length, header.most, header.height * header.width * 3)
    let found = max(0, bytes.count - position)
    guard bytes.count >= header.fileLength else {
      throw .truncated(expected: count * header.sampleBytes, found: found)
    }
    if most == 255 {
      return Image(height: header.height, width: header.width, pixels: Array(bytes[position..<position + count]))
    }
    let pixels = (0..<count).map { i in
      let at = position + i * header.sampleBytes
      let value = header.sampleBytes == 1 ? Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
      return UInt8((min(value, most) * 255 + most / 2) / most)
    }
    return Image(height: header.height, width: header.width, pixels: pixels)
  }

  /// Looks whether the file has all its pixels; returns the picture's size.
  @discardableResult
  public static func verify(_ data: Data) throws(PPMError) -> ImageSize {
    let bytes = [UInt8](data)
    let header = try header(of: bytes)
    guard bytes.count >= header.fileLength else {
      throw .truncated(expected: header.fileLength - header.length, found: max(0, bytes.count - header.length))
    }
    return ImageSize(height: header.height, width: header.width)
  }

  /// What stands before the pixels.
  struct Header {
    var height: Int
    var width: Int
    /// The greatest value of a sample.
    var most: Int
    /// Bytes up to the first pixel.
    var length: Int

    var sampleBytes: Int { most > 255 ? 2 : 1 }
    /// Bytes that a whole file has at least.
    var fileLength: Int { length + height * width * 3 * sampleBytes }
  }

  static func header(of bytes: [UInt8]) throws(PPMError) -> Header {
    guard bytes.starts(with: Array("P6".utf8)) else { throw .notPPM }
    var position = 2
    let width = try number("width", in: bytes, at: &position)
    let height = try number("height", in: bytes, at: &position)
    let most = try number("greatest value", in: bytes, at: &position)
    guard most <= 65535 else { throw .malformed("its greatest value is \(most), above 65535") }
    guard height <= PNGHeader.mostPixels / width else { throw .malformed("\(height) × \(width) pixels are too many") }
    // One white space after the header.
    return Header(height: height, width: width, most: most, length: position + 1)
  }

  /// The next positive number of the header, after white space and comments.
  private static func number(
    _ name: String, in bytes: [UInt8], at position: inout Int
  ) throws(PPMError) -> Int {
    while position < bytes.count, bytes[position] == UInt8(ascii: "#") || isSpace(bytes[position]) {
      if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count && bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else {
        position += 1
      }
    }
    let digits = bytes[position...].prefix { 48...57 ~= $0 }
    guard let value = Int(String(decoding: digits, as: UTF8.self)), 1...Int(Int32.max) ~= value else {
      throw .malformed("its \(name) is not a number of 1 or more")
    }
    position += digits.count
    return value
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }
}
