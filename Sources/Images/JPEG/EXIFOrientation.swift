// How a camera was held (Exif 2.3, 4.6.4, tag 0112): which way round the stored picture is to be shown. Nothing else of
// Exif is read.

/// One of the eight ways in which a picture can be stored.
package enum EXIFOrientation: UInt8, CaseIterable, Sendable {
  /// As it is to be shown.
  case upright = 1
  /// To be mirrored, left for right.
  case mirrored
  /// To be turned by half a turn.
  case half
  /// To be mirrored, top for bottom.
  case upsideDown
  /// Rows are columns.
  case transposed
  /// To be turned clockwise by a quarter.
  case clockwise
  /// Rows are columns, from the last to the first.
  case transversed
  /// To be turned counterclockwise by a quarter.
  case counterclockwise

  /// Whether height and width change places.
  package var swapsSides: Bool { rawValue >= 5 }

  /// What stands before Exif's own bytes in a JPEG.
  private static let name: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]

  /// The orientation in a JPEG's segment APP1; nil if the segment is not Exif's or does not say.
  init?(app1 data: ArraySlice<UInt8>) {
    guard data.starts(with: Self.name) else { return nil }
    self.init(exif: data)
  }

  /// The orientation in Exif's bytes, as a PNG's chunk eXIf has them; nil if they do not say.
  ///
  /// They may stand behind the name that a JPEG has before them: some programs copy that into a PNG as well.
  ///
  /// Never an error: what a camera writes beside the picture does not make the picture wrong.
  init?(exif bytes: ArraySlice<UInt8>) {
    let data = Array(bytes.starts(with: Self.name) ? bytes.dropFirst(Self.name.count) : bytes)
    guard data.count >= 8 else { return nil }
    let isLittle = data[0] == 0x49
    guard data[0] == data[1], isLittle || data[0] == 0x4D else { return nil }
    /// A number of `count` bytes at a place counted from the byte order mark.
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at <= data.count - count else { return nil }
      let bytes = data[at..<at + count]
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<entries {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2) else { return nil }
      // A short number, one of them.
      guard tag == 0x0112 else { continue }
      guard number(at + 2, 2) == 3, let value = number(at + 8, 2), 1...8 ~= value else { return nil }
      self.init(rawValue: UInt8(value))
      return
    }
    return nil
  }

  /// The picture as it is to be shown.
  package func applied(to image: Image) -> Image {
    if self == .upright { return image }
    let (height, width) = (image.height, image.width)
    let size = swapsSides ? (height: width, width: height) : (height: height, width: width)
    // Where in the stored picture the first pixel lies, and how far the next one in the row and in the column is.
    let (last, bottom) = (3 * (width - 1), 3 * width * (height - 1))
    let (start, across, down): (Int, Int, Int) =
      switch self {
      case .upright: (0, 3, 3 * width)
      case .mirrored: (last, -3, 3 * width)
      case .half: (last + bottom, -3, -3 * width)
      case .upsideDown: (bottom, 3, -3 * width)
      case .transposed: (0, 3 * width, 3)
      case .clockwise: (bottom, -3 * width, 3)
      case .transversed: (last + bottom, -3 * width, -3)
      case .counterclockwise: (last, 3 * width, -3)
      }
    var pixels = [UInt8](repeating: 0, count: image.pixels.count)
    let stored = image.pixels.span
    var shown = pixels.mutableSpan
    var to = 0
    for y in 0..<size.height {
      var from = start + y * down
      for _ in 0..<size.width {
        for channel in 0..<3 { shown[to + channel] = stored[from + channel] }
        from += across
        to += 3
      }
    }
    return Image(height: size.height, width: size.width, pixels: pixels)
  }
}
