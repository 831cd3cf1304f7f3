// A JPEG file from its first marker to its last (ITU-T T.81, B.2.1): what the segments say is kept until a scan needs
// it.

struct JPEGDecoder {
  private var file: JPEGSegments
  private var frame: JPEGFrame?
  private var quantization = [[Int32]?](repeating: nil, count: 4)
  private var firstTables = [JPEGHuffmanTable?](repeating: nil, count: 4)
  private var otherTables = [JPEGHuffmanTable?](repeating: nil, count: 4)
  private var restartInterval = 0
  private var isJFIF = false
  private var adobeTransform: UInt8?
  private var orientation: EXIFOrientation?
  private var scans = 0
  /// The quantization steps of each component, as they are when its first scan comes; nil before.
  private var steps: [[Int32]?] = []
  /// Down to which bit each coefficient of each component has been sent; nil: not at all.
  private var sentBits: [[Int?]] = []
  private var samples: [UInt8] = []
  private var coefficients: [Int16] = []

  /// More scans than any program writes: each may pass over all blocks, so a small file could ask for much work.
  static let mostScans = 500

  init(_ bytes: [UInt8]) throws(JPEGError) { file = try JPEGSegments(bytes) }

  /// Reads the whole file.
  mutating func picture() throws(JPEGError) -> Image {
    while let (marker, data) = try segment() {
      if marker == JPEGMarker.startOfScan { try scan(data) }
    }
    guard let frame else { throw .malformed("it ends without a picture") }
    guard !steps.contains(where: { $0 == nil }) else { throw .malformed("it ends without all of its colors") }
    if frame.isProgressive { transform(frame) }
    let image = JPEGColors(frame, isJFIF: isJFIF, adobeTransform: adobeTransform).picture(frame, samples: samples)
    samples = []
    return (orientation ?? .upright).applied(to: image)
  }

  /// Reads the file up to its frame: the stored picture's size, and how it is to be shown.
  mutating func header() throws(JPEGError) -> (height: Int, width: Int, orientation: EXIFOrientation) {
    while frame == nil, let (marker, _) = try segment() {
      if marker == JPEGMarker.startOfScan { throw .malformed("a scan comes before the frame header") }
    }
    guard let frame else { throw .malformed("it ends without a picture") }
    return (frame.height, frame.width, orientation ?? .upright)
  }

  /// Goes on from there to the end, past the data of scans; throws if a frame or a scan is missing, or the end of the
  /// last one: without the marker of the end only their decoding tells whether they are whole.
  mutating func passOverScans() throws(JPEGError) {
    var hasScan = false
    while let (marker, _) = try nextSegment() {
      if marker == JPEGMarker.endOfImage {
        guard hasScan else { throw .malformed("it ends without pixels") }
        return
      }
      hasScan = hasScan || marker == JPEGMarker.startOfScan
    }
    var decoder = try JPEGDecoder(file.bytes)
    _ = try decoder.picture()
  }

  /// The next segment, nil at the end; what it says is kept.
  ///
  /// Some cameras leave out the marker of the end. As libjpeg does it is taken to be there, but only where all pixels
  /// are: a file that is cut is not half a picture.
  private mutating func segment() throws(JPEGError) -> (marker: UInt8, data: ArraySlice<UInt8>)? {
    guard let (marker, data) = try nextSegment() else {
      guard hasAllPixels else { throw .truncated(part: "its pixels: the marker 'end of image' is missing") }
      return nil
    }
    return marker == JPEGMarker.endOfImage ? nil : (marker, data)
  }

  /// Whether nothing can follow but the end: every component has a scan, and all bits of its coefficients.
  private var hasAllPixels: Bool {
    guard let frame, !steps.contains(where: { $0 == nil }) else { return false }
    return !frame.isProgressive || sentBits.allSatisfy { $0.allSatisfy { $0 == 0 } }
  }

  /// The next segment, also that of the end; nil at the end of the file.
  private mutating func nextSegment() throws(JPEGError) -> (marker: UInt8, data: ArraySlice<UInt8>)? {
    guard let (marker, data) = try file.next() else { return nil }
    switch marker {
    case JPEGMarker.startOfImage: throw .malformed("a second picture begins within the first")
    case JPEGMarker.huffman: try JPEGHuffmanTable.read(data, first: &firstTables, others: &otherTables)
    case JPEGMarker.quantization: try JPEGQuantization.read(data, into: &quantization)
    case JPEGMarker.restartInterval:
      guard data.count == 2 else { throw .malformed("segment DRI has \(data.count) bytes, not 2") }
      restartInterval = data.reduce(0) { $0 << 8 | Int($1) }
    case JPEGMarker.numberOfLines: throw .unsupported("its height comes after its pixels (DNL); save the picture anew")
    case JPEGMarker.app0: if data.starts(with: [0x4A, 0x46, 0x49, 0x46, 0]) { isJFIF = true }
    case JPEGMarker.app1: if let found = EXIFOrientation(app1: data) { orientation = orientation ?? found }
    case JPEGMarker.app14: if let found = JPEGColors.adobeTransform(data) { adobeTransform = found }
    case 0xC8, 0xCC: break
    case JPEGMarker.frames: try start(JPEGFrame(marker: marker, data))
    default: break
    }
    return (marker, data)
  }

  private mutating func start(_ frame: JPEGFrame) throws(JPEGError) {
    guard self.frame == nil else { throw .malformed("a second frame header") }
    self.frame = frame
    steps = [[Int32]?](repeating: nil, count: frame.components.count)
    sentBits = [[Int?]](repeating: [Int?](repeating: nil, count: 64), count: frame.components.count)
  }

  // MARK: - Scans

  private mutating func scan(_ data: ArraySlice<UInt8>) throws(JPEGError) {
    guard let frame else { throw .malformed("a scan comes before the frame header") }
    let scan = try JPEGScan(data, frame: frame)
    scans += 1
    guard scans <= Self.mostScans else {
      throw .unsupported("more than \(Self.mostScans) scans; save the picture anew")
    }
    if scans == 1 { try takeMemory(frame) }
    for part in scan.parts { try begin(scan, component: part.component, frame) }
    let components = scan.parts.map { frame.components[$0.component] }
    var tables: [JPEGHuffmanTable] = []
    for part in scan.parts {
      if scan.band.lowerBound == 0 && scan.highBit == 0 {
        guard let table = firstTables[part.firstTable] else { throw Self.missing(part.firstTable) }
        tables.append(table)
      }
      if scan.band.upperBound > 0 {
        guard let table = otherTables[part.otherTable] else { throw Self.missing(part.otherTable) }
        tables.append(table)
      }
    }
    if frame.isProgressive {
      var blocks = JPEGProgressiveBlocks(
        coefficients: coefficients, components: components, tables: tables, scan: scan)
      // The decoder's copy is to be the only one.
      coefficients = []
      try scan.read(&blocks, frame: frame, file: &file, restartInterval: restartInterval)
      coefficients = blocks.coefficients
    } else {
      var blocks = JPEGSequentialBlocks(
        samples: samples, components: components, tables: tables,
        steps: scan.parts.map { steps[$0.component] ?? [] })
      samples = []
      try scan.read(&blocks, frame: frame, file: &file, restartInterval: restartInterval)
      samples = blocks.samples
    }
  }

  private static func missing(_ table: Int) -> JPEGError { .malformed("Huffman table \(table) is missing") }

  /// Stores for the samples or coefficients of all components, if the rest of the file can be as long as they need.
  private mutating func takeMemory(_ frame: JPEGFrame) throws(JPEGError) {
    guard file.bytes.count - file.position >= frame.fewestBytes else { throw .truncated(part: "its pixels") }
    if frame.isProgressive {
      coefficients = [Int16](repeating: 0, count: 64 * frame.storedBlocks)
    } else {
      samples = [UInt8](repeating: 0, count: 64 * frame.storedBlocks)
    }
  }

  /// Checks that a scan brings what a component does not have yet (G.1.1.1), and keeps the component's quantization.
  private mutating func begin(_ scan: JPEGScan, component: Int, _ frame: JPEGFrame) throws(JPEGError) {
    for coefficient in scan.band {
      let sent = sentBits[component][coefficient]
      let isInOrder = scan.highBit == 0 ? sent == nil : sent == scan.highBit
      guard isInOrder, coefficient == 0 || scan.band.lowerBound == 0 || sentBits[component][0] != nil else {
        throw .malformed("its scans bring coefficient \(coefficient) twice or out of turn")
      }
      sentBits[component][coefficient] = scan.lowBit
    }
    if steps[component] == nil {
      let table = frame.components[component].quantization
      guard let found = quantization[table] else { throw .malformed("quantization table \(table) is missing") }
      steps[component] = found
    }
  }

  /// Turns the coefficients of a progressive picture into samples.
  private mutating func transform(_ frame: JPEGFrame) {
    samples = [UInt8](repeating: 0, count: 64 * frame.storedBlocks)
    var block = [Int32](repeating: 0, count: 64)
    for (component, steps) in zip(frame.components, steps) {
      var scale = [Int32](repeating: 0, count: 64)
      for (place, step) in zip(JPEGQuantization.zigzag, steps ?? []) { scale[Int(place)] = step }
      for row in 0..<component.blocksHigh {
        for column in 0..<component.blocksWide {
          let from = 64 * (component.firstBlock + row * component.paddedWide + column)
          for i in 0..<64 { block[i] = Int32(coefficients[from + i]) &* scale[i] }
          let at = 64 * component.firstBlock + row * 8 * component.stride + column * 8
          InverseDCT.samples(of: block, into: &samples, at: at, stride: component.stride)
        }
      }
    }
    coefficients = []
  }
}
