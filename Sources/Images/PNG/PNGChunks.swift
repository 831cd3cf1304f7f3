// The outer form of a PNG file: eight bytes, then chunks of length, name, data and CRC-32.

struct PNGChunk {
  let name: String
  let data: ArraySlice<UInt8>

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The last bytes of a file: a chunk IEND, which is always the same.
  static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

  /// All chunks up to and with IEND.
  static func chunks(of bytes: [UInt8]) throws(PNGError) -> [PNGChunk] {
    guard bytes.starts(with: signature) else { throw .notPNG }
    var chunks: [PNGChunk] = []
    var position = signature.count
    while true {
      let part = chunks.last.map { "what follows chunk \($0.name)" } ?? "its header"
      guard bytes.count - position >= 8 else { throw .truncated(part: part) }
      let length = Int(word(bytes, position))
      let letters = bytes[position + 4..<position + 8]
      guard letters.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) else {
        throw .malformed("\(part) is not a chunk: its name is no four letters")
      }
      let name = String(decoding: letters, as: UTF8.self)
      guard bytes.count - position - 12 >= length else { throw .truncated(part: "chunk \(name)") }
      let stored = word(bytes, position + 8 + length)
      let computed = CRC32.checksum(bytes[position + 4..<position + 8 + length])
      guard stored == computed else { throw .badChecksum(chunk: name, stored: stored, computed: computed) }
      chunks.append(PNGChunk(name: name, data: bytes[position + 8..<position + 8 + length]))
      if name == "IEND" { return chunks }
      position += 12 + length
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
