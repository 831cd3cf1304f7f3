// A file that is written again and again: it stays open, which takes a third of the time.

import Foundation
import Synchronization

/// The files of this process that inputs are written to.
enum FuzzFile {
  private static let handles = Mutex<[String: FileHandle]>([:])

  /// Writes a file, in place of what is in it.
  ///
  /// Whoever writes it anew, or takes it away, is not noticed: those files are not for this.
  static func write(_ bytes: [UInt8], to url: URL) throws {
    let path = url.path
    let handle = try handles.withLock { handles in
      if let handle = handles[path] { return handle }
      try Data().write(to: url)
      let handle = try FileHandle(forWritingTo: url)
      handles[path] = handle
      return handle
    }
    try handle.seek(toOffset: 0)
    try handle.write(contentsOf: bytes)
    try handle.truncate(atOffset: UInt64(bytes.count))
  }
}
