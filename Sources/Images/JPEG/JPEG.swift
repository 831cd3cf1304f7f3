// JPEG files read (ITU-T T.81): baseline, extended sequential and progressive with Huffman codes and 8 bits a sample.
// Not written: what this package makes, it writes as PNG, which loses nothing.

import Boxes
import Foundation

/// Pictures from JPEG files.
///
/// The same pixels as libjpeg-turbo gives by default, and so Pillow, OpenCV and torchvision: its accurate inverse
/// transform, its interpolation of colors at half the size, its rounding. One difference: a progressive file that ends
/// before its last scans is not smoothed.
///
/// Edge cases: CMYK, arithmetic coding, lossless files and 12 bits a sample are refused by name; so is a file that is
/// cut or whose codes are damaged, where libjpeg would fill with gray. A file that has all its pixels and lacks only
/// the marker of the end is read, as libjpeg reads it (Pillow refuses it).
public enum JPEG {
  /// The picture in a JPEG file, turned as its Exif orientation says it is to be shown; gray becomes three equal
  /// colors.
  ///
  /// Color profiles are not applied. Memory: up to 6 bytes a pixel beside the file, 12 for a progressive one, and only
  /// if the file is long enough to hold as many pixels as it claims.
  public static func decode(_ data: Data) throws(JPEGError) -> Image {
    var decoder = try JPEGDecoder([UInt8](data))
    return try decoder.picture()
  }

  /// Height and width of the picture as `decode` gives it, and as it is stored, from the file's first segments.
  ///
  /// The two differ where the Exif orientation turns the picture by a quarter.
  public static func size(
    of data: Data
  ) throws(JPEGError) -> (height: Int, width: Int, storedHeight: Int, storedWidth: Int) {
    var decoder = try JPEGDecoder([UInt8](data))
    let header = try decoder.header()
    return header.orientation.swapsSides
      ? (header.width, header.height, header.height, header.width)
      : (header.height, header.width, header.height, header.width)
  }

  /// Looks whether the file is whole, from its first marker to its last, without decoding its pixels; returns the size
  /// of the picture as `decode` gives it.
  ///
  /// What a wrong bit in the pixels' codes does, only `decode` tells: JPEG has no checksums.
  @discardableResult
  public static func verify(_ data: Data) throws(JPEGError) -> ImageSize {
    var decoder = try JPEGDecoder([UInt8](data))
    let header = try decoder.header()
    try decoder.passOverScans()
    return header.orientation.swapsSides
      ? ImageSize(height: header.width, width: header.height) : ImageSize(height: header.height, width: header.width)
  }
}
