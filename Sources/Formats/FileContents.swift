// The bytes of whatever a path names: a file, or a pipe such as a shell makes of `<(zcat a.json.gz)`. What has no end,
// and what is no file, is refused in words.

import Foundation

/// Why the bytes behind a path are not read.
package struct FileContentsError: LocalizedError, Hashable, Sendable {
  /// The reason, to stand behind "the file cannot be read:".
  package var problem: String

  /// The reason, as Foundation asks for it.
  package var errorDescription: String? { problem }
}

/// The bytes of a file, or of a pipe to its end.
///
/// - Parameter limit: how many bytes of a pipe are taken, of which nobody can say how many come.
///
/// - Throws: `CocoaError` for a file that is not there or may not be read, and `FileContentsError` for a device, and
///   for a pipe of more bytes.
package func fileContents(_ url: URL, limit: Int = 1 << 31) throws -> Data {
  switch fileType(url) {
  case .typeCharacterSpecial, .typeBlockSpecial: throw FileContentsError(problem: "it is a device, not a file")
  // Not by Foundation, which opens a pipe and leaves it: who writes into it would think that nobody reads.
  case .typeUnknown: return try pipeContents(url, limit: limit)
  default: break
  }
  do {
    return try Data(contentsOf: url)
  } catch CocoaError.fileReadNoPermission {
    // What a process has open, /dev/fd/63 or /dev/stdin, has no type. What may not be read cannot be opened either.
    return try pipeContents(url, limit: limit)
  }
}

/// What stands at a path, behind links; nil if nothing does.
func fileType(_ url: URL) -> FileAttributeType? {
  try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)[.type] as? FileAttributeType
}

/// Whether a file stands at a path, behind links: it may be opened more than once.
package func isRegularFile(_ url: URL) -> Bool { fileType(url) == .typeRegular }

private func pipeContents(_ url: URL, limit: Int) throws -> Data {
  let pipe = try FileHandle(forReadingFrom: url)
  defer { try? pipe.close() }
  var data = Data()
  while let next = try pipe.read(upToCount: 1 << 20), !next.isEmpty {
    data.append(next)
    guard data.count <= limit else {
      throw FileContentsError(problem: "more than \(limit) bytes came out of the pipe")
    }
  }
  return data
}
