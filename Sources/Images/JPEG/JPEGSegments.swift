// The outer form of a JPEG file (ITU-T T.81, B.1.1): markers of two bytes, most of them before a segment that says how
// long it is. What a segment means, the file of its name says.

/// The markers that this reader tells apart (T.81, table B.1).
enum JPEGMarker {
  static let startOfImage: UInt8 = 0xD8
  static let endOfImage: UInt8 = 0xD9
  static let startOfScan: UInt8 = 0xDA
  static let quantization: UInt8 = 0xDB
  static let numberOfLines: UInt8 = 0xDC
  static let restartInterval: UInt8 = 0xDD
  static let huffman: UInt8 = 0xC4
  static let app0: UInt8 = 0xE0
  static let app1: UInt8 = 0xE1
  static let app14: UInt8 = 0xEE
  static let restarts: ClosedRange<UInt8> = 0xD0...0xD7
  /// Starts of frames, but for 0xC4, 0xC8 and 0xCC, which mean something else.
  static let frames: ClosedRange<UInt8> = 0xC0...0xCF

  /// A marker without a segment after it.
  static func standsAlone(_ marker: UInt8) -> Bool {
    marker == 0x01 || restarts.contains(marker) || marker == startOfImage || marker == endOfImage
  }

  static func name(_ marker: UInt8) -> String {
    switch marker {
    case huffman: "DHT"
    case quantization: "DQT"
    case restartInterval: "DRI"
    case startOfScan: "SOS"
    case endOfImage: "EOI"
    case startOfImage: "SOI"
    case 0xFE: "COM"
    case 0xE0...0xEF: "APP\(marker - 0xE0)"
    case 0xC0...0xCF: "SOF\(marker - 0xC0)"
    case restarts: "RST\(marker - 0xD0)"
    default: "FF " + String(marker, radix: 16, uppercase: true)
    }
  }
}

/// Walks over the markers of a file.
struct JPEGSegments {
  /// The whole file.
  let bytes: [UInt8]
  /// Where the next marker is looked for.
  var position: Int

  /// Begins after the marker "start of image".
  init(_ bytes: [UInt8]) throws(JPEGError) {
    guard bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == JPEGMarker.startOfImage else { throw .notJPEG }
    self.bytes = bytes
    position = 2
  }

  /// The next marker and the bytes of its segment, without the two of the length; nil at the end of the file.
  ///
  /// Bytes before the marker that are none are passed over, as libjpeg does: cameras leave some. So are fill bytes
  /// (B.1.1.2) and, in the data of a scan, FF 00, which stands for a byte FF (B.1.1.5).
  mutating func next() throws(JPEGError) -> (marker: UInt8, data: ArraySlice<UInt8>)? {
    guard let marker = nextMarker() else { return nil }
    if JPEGMarker.standsAlone(marker) { return (marker, []) }
    guard bytes.count - position >= 2 else { throw .truncated(part: "segment \(JPEGMarker.name(marker))") }
    let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
    guard length >= 2 else {
      throw .malformed("segment \(JPEGMarker.name(marker)) says that it is \(length) bytes long, at least 2 are needed")
    }
    guard bytes.count - position >= length else { throw .truncated(part: "segment \(JPEGMarker.name(marker))") }
    defer { position += length }
    return (marker, bytes[position + 2..<position + length])
  }

  /// The next marker, after which `position` is then; nil if there is none.
  mutating func nextMarker() -> UInt8? {
    guard let at = Self.marker(in: bytes.span, from: position) else { return nil }
    position = at + 1
    return bytes[at]
  }

  /// Where the second byte of the next marker is.
  private static func marker(in bytes: Span<UInt8>, from position: Int) -> Int? {
    var at = position
    while at < bytes.count {
      if bytes[at] != 0xFF {
        at += 1
        continue
      }
      while at < bytes.count, bytes[at] == 0xFF { at += 1 }
      if at < bytes.count, bytes[at] != 0 { return at }
    }
    return nil
  }
}
