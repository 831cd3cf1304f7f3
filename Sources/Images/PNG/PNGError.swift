// What can be wrong with a PNG file, in words.

/// Why a PNG file could not be read.
public enum PNGError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin with PNG's eight bytes.
  case notPNG
  /// The file ends within the named part.
  case truncated(part: String)
  /// A chunk does not have the CRC-32 that stands at its end.
  case badChecksum(chunk: String, stored: UInt32, computed: UInt32)
  /// The pixels could not be uncompressed.
  case badData(InflateError)
  /// A file that breaks PNG's rules.
  case malformed(String)
  /// A proper PNG file that this reader does not read.
  case unsupported(String)

  /// A sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .notPNG: "not a PNG file: it does not begin with PNG's eight bytes; convert the picture to PNG"
    case .truncated(let part): "the PNG file ends within \(part): it was not copied whole, fetch it again"
    case .badChecksum(let chunk, let stored, let computed):
      "the PNG file is damaged: chunk \(chunk) has CRC-32 \(hexadecimal(computed)), "
        + "where the file says \(hexadecimal(stored)); fetch it again"
    case .badData(let error): "the PNG file is damaged: \(error.description)"
    case .malformed(let what): "the PNG file is malformed: \(what)"
    case .unsupported(let what): "the PNG file is not supported: \(what)"
    }
  }
}
