// The frame header (ITU-T T.81, B.2.2): how large the picture is, and how its components are sampled (A.1.1, A.2).

/// What a JPEG file says about its picture before the pixels come.
struct JPEGFrame {
  /// Brightness, or a difference of colors: one of the planes of which the picture is made.
  struct Component {
    let id: UInt8
    /// Samples of the component beside each other, and above each other, in a unit of an interleaved scan: 1…4.
    let horizontal, vertical: Int
    /// Which of the four quantization tables.
    let quantization: Int
    /// Samples: ⌈picture's width · horizontal / largest horizontal⌉, and the same of rows (A.1.1).
    let width, height: Int
    /// Blocks of 8 × 8 samples; also with those that fill the last units of an interleaved scan (A.2.4).
    let blocksWide, blocksHigh, paddedWide, paddedHigh: Int
    /// The component's place in what is stored of all of them, in blocks.
    let firstBlock: Int

    /// Samples in a stored row.
    var stride: Int { paddedWide * 8 }
  }

  let isProgressive: Bool
  let height, width: Int
  let components: [Component]
  /// The largest sampling factors of all components.
  let horizontal, vertical: Int
  /// Units of an interleaved scan beside each other, and above each other.
  let unitsWide, unitsHigh: Int

  /// Blocks that are stored of all components.
  var storedBlocks: Int { components.reduce(0) { $0 + $1.paddedWide * $1.paddedHigh } }

  /// - Parameter marker: SOF0…SOF15, of which baseline, extended sequential and progressive with Huffman codes are
  ///   read.
  init(marker: UInt8, _ data: ArraySlice<UInt8>) throws(JPEGError) {
    if let kind = Self.unread(marker) { throw .unsupported("\(kind); save the picture as a baseline JPEG or as PNG") }
    isProgressive = marker == 0xC2
    let data = Array(data)
    guard data.count >= 6, data.count == 6 + 3 * Int(data[5]) else {
      throw .malformed("its frame header has \(data.count) bytes, which is not 6 and 3 for each component")
    }
    guard data[0] == 8 else {
      throw .unsupported("\(data[0]) bits a sample, where 8 are read; save the picture with 8 bits or as PNG")
    }
    let (height, width) = (Int(data[1]) << 8 | Int(data[2]), Int(data[3]) << 8 | Int(data[4]))
    guard height >= 1 else {
      throw .unsupported("its header leaves the height open (marker DNL); save the picture anew")
    }
    guard width >= 1 else { throw .malformed("a picture of \(height) × \(width) pixels") }
    guard height <= PNGHeader.mostPixels / width else {
      throw .unsupported("a picture of \(height) × \(width) pixels; make it smaller, at most 2²⁸ pixels")
    }
    (self.height, self.width) = (height, width)
    let count = Int(data[5])
    guard count != 4 else {
      throw .unsupported(
        "its four colors are those of print (CMYK or YCCK); convert the picture to RGB, "
          + "with Pillow: Image.open(file).convert('RGB').save(file)")
    }
    guard count == 1 || count == 3 else { throw .unsupported("\(count) components, where 1 (gray) or 3 are read") }

    let parts = (0..<count).map { i in
      let at = 6 + 3 * i
      return (
        id: data[at], horizontal: Int(data[at + 1] >> 4), vertical: Int(data[at + 1] & 15), table: Int(data[at + 2])
      )
    }
    for part in parts {
      guard 1...4 ~= part.horizontal, 1...4 ~= part.vertical else {
        throw .malformed("sampling factors \(part.horizontal) and \(part.vertical), where 1…4 exist")
      }
      guard part.table <= 3 else { throw .malformed("quantization table \(part.table), where 0…3 exist") }
    }
    let horizontal = parts.map(\.horizontal).max() ?? 1
    let vertical = parts.map(\.vertical).max() ?? 1
    for part in parts where horizontal % part.horizontal != 0 || vertical % part.vertical != 0 {
      throw .unsupported(
        "colors at \(part.horizontal)/\(horizontal) of the width and \(part.vertical)/\(vertical) of the height; "
          + "save the picture anew, with 4:2:0 or 4:4:4")
    }
    let (unitsWide, unitsHigh) = (up(width, 8 * horizontal), up(height, 8 * vertical))
    var first = 0
    components = parts.map { part in
      let (wide, high) = (up(width * part.horizontal, horizontal), up(height * part.vertical, vertical))
      defer { first += unitsWide * part.horizontal * unitsHigh * part.vertical }
      return Component(
        id: part.id, horizontal: part.horizontal, vertical: part.vertical, quantization: part.table, width: wide,
        height: high, blocksWide: up(wide, 8), blocksHigh: up(high, 8), paddedWide: unitsWide * part.horizontal,
        paddedHigh: unitsHigh * part.vertical, firstBlock: first)
    }
    (self.horizontal, self.vertical, self.unitsWide, self.unitsHigh) = (horizontal, vertical, unitsWide, unitsHigh)
  }

  /// What a start of frame announces that is not read, in words; nil for what is.
  private static func unread(_ marker: UInt8) -> String? {
    switch marker {
    case 0xC0, 0xC1, 0xC2: nil
    case 0xC3: "a lossless JPEG (SOF3)"
    case 0xC5, 0xC6, 0xC7: "a hierarchical JPEG (\(JPEGMarker.name(marker)))"
    case 0xC9, 0xCA: "arithmetic coding (\(JPEGMarker.name(marker)))"
    case 0xCB: "a lossless JPEG with arithmetic coding (SOF11)"
    default: "a hierarchical JPEG with arithmetic coding (\(JPEGMarker.name(marker)))"
    }
  }

  /// The fewest bytes that the pixels can take: a block's code words are one bit each, of which there are two in a
  /// sequential scan, and one in the first progressive one.
  ///
  /// A file that is shorter is cut, whatever its bytes are: so no header's claim is given memory that the file cannot
  /// fill.
  var fewestBytes: Int {
    components.reduce(0) { $0 + $1.blocksWide * $1.blocksHigh } * (isProgressive ? 1 : 2) / 8
  }
}

/// a / b, rounded up.
private func up(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
