// Bytes written to whatever a path names: a file as a whole or not at all; a device or a pipe, such as /dev/stdout, as
// it is. To put a new file in its place, as one that is written as a whole is, would take the device away.

import Foundation

/// Writes a file as a whole or not at all, or into a device or a pipe that stands there.
package func writeContents(_ data: Data, to url: URL) throws {
  let type = fileType(url)
  // What a process has open, /dev/stdout, is a link to what may have no name.
  let isOpenFile = url.standardizedFileURL.path.hasPrefix("/dev/") && type == nil
  guard isOpenFile || type.map({ ![.typeRegular, .typeDirectory].contains($0) }) == true,
    let handle = try? FileHandle(forWritingTo: url)
  else { return try data.write(to: url, options: .atomic) }
  defer { try? handle.close() }
  try handle.write(contentsOf: data)
}
