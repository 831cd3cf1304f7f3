// What can be wrong with a JPEG file, in words.

/// Why a JPEG file could not be read.
public enum JPEGError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin with JPEG's marker "start of image".
  case notJPEG
  /// The file ends within the named part.
  case truncated(part: String)
  /// A file that breaks JPEG's rules, or whose bytes were changed.
  case malformed(String)
  /// A proper JPEG file that this reader does not read.
  case unsupported(String)

  /// A sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .notJPEG: "not a JPEG file: it does not begin with the bytes FF D8"
    case .truncated(let part): "the JPEG file ends within \(part): it was not copied whole, fetch it again"
    case .malformed(let what): "the JPEG file is damaged: \(what); fetch it again, or save the picture anew"
    case .unsupported(let what): "the JPEG file is not supported: \(what)"
    }
  }
}
