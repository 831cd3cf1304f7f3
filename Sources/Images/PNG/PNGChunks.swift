// The outer form of a PNG file: eight bytes, then chunks of length, name, data and CRC-32.

import Formats

struct PNGChunk {
  let name: String
  let data: ArraySlice<UInt8>

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The chunk with what Exif says.
  static let exif = "eXIf"

  /// The last bytes of a file: a chunk IEND, which is always the same.
  static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

  /// A capital first letter says that the picture cannot be understood without the chunk.
  var isCritical: Bool { name.first?.isUppercase == true }

  /// All chunks up to and with IEND, without ancillary ones whose checksum is wrong: libpng passes over those too.
  static func chunks(of bytes: [UInt8]) throws(PNGError) -> [PNGChunk] {
    guard bytes.starts(with: signature) else { throw .notPNG }
    var chunks: [PNGChunk] = []
    var last: String?
    var position = signature.count
    while true {
      let part = last.map { "what follows chunk \($0)" } ?? "its header"
      guard bytes.count - position >= 8 else { throw .truncated(part: part) }
      let length = Int(word(bytes, position))
      let letters = bytes[position + 4..<position + 8]
      guard letters.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) else {
        // An unknown chunk that need not be understood may have any name, if it is a chunk at all.
        guard letters.first.map({ $0 & 0x20 != 0 }) == true, bytes.count - position - 12 >= length,
          hasChecksum(bytes, position, length)
        else { throw .malformed("\(part) is not a chunk: its name is no four letters") }
        position += 12 + length
        continue
      }
      let name = String(decoding: letters, as: UTF8.self)
      guard bytes.count - position - 12 >= length else { throw .truncated(part: "chunk \(name)") }
      let chunk = PNGChunk(name: name, data: bytes[position + 8..<position + 8 + length])
      if hasChecksum(bytes, position, length) {
        chunks.append(chunk)
      } else if chunk.isCritical {
        throw .badChecksum(
          chunk: name, stored: word(bytes, position + 8 + length),
          computed: CRC32.checksum(bytes[position + 4..<position + 8 + length]))
      }
      last = name
      position += 12 + length
      if name == "IEND" { break }
    }
    guard position == bytes.count else {
      throw .malformed("\(bytes.count - position) bytes follow its end, chunk IEND; save the picture anew")
    }
    try checkOrder(chunks.map(\.name))
    return chunks
  }

  /// Whether a file has a chunk of a name, told from the first eight bytes of each chunk; nil if it is not a row of
  /// chunks up to IEND, or has very many.
  ///
  /// - Parameter bytes: the eight bytes at a place of the file, fewer at its end.
  static func hasChunk(_ name: String, bytes: (_ at: Int) -> [UInt8]) -> Bool? {
    var position = signature.count
    for _ in 0..<100_000 {
      let start = bytes(position)
      guard start.count == 8 else { return nil }
      if start[4...].elementsEqual(name.utf8) { return true }
      if start[4...].elementsEqual("IEND".utf8) { return false }
      position += 12 + Int(word(start, 0))
    }
    return nil
  }

  private static func hasChecksum(_ bytes: [UInt8], _ position: Int, _ length: Int) -> Bool {
    word(bytes, position + 8 + length) == CRC32.checksum(bytes[position + 4..<position + 8 + length])
  }

  /// The order of chunks (PNG, third edition, 5.6): IHDR first, PLTE and tRNS once, in this order and before the
  /// pixels, all IDAT together.
  private static func checkOrder(_ names: [String]) throws(PNGError) {
    guard names.first == "IHDR" else { throw .malformed("the first chunk is not IHDR") }
    for name in ["IHDR", "PLTE", "tRNS"] where names.count(where: { $0 == name }) > 1 {
      throw .malformed("there are two chunks \(name)")
    }
    guard let first = names.firstIndex(of: "IDAT"), let last = names.lastIndex(of: "IDAT") else { return }
    if let other = names[first...last].first(where: { $0 != "IDAT" }) {
      throw .malformed("chunk \(other) stands among the chunks IDAT")
    }
    for name in ["PLTE", "tRNS"] where names[last...].contains(name) {
      throw .malformed("chunk \(name) comes after the pixels")
    }
    if let palette = names.firstIndex(of: "PLTE"), names[..<palette].contains("tRNS") {
      throw .malformed("chunk tRNS comes before PLTE")
    }
  }

  /// Appends a chunk to a file.
  static func append(_ name: String, _ data: [UInt8], to file: inout [UInt8]) {
    append(word: UInt32(data.count), to: &file)
    let start = file.count
    file += name.utf8
    file += data
    append(word: CRC32.checksum(file[start...]), to: &file)
  }

  static func append(word: UInt32, to bytes: inout [UInt8]) {
    for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
