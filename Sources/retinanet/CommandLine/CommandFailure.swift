// Failures of the work that no module has an error for, and files written so that a failure names the path.

import Formats
import Foundation
import Images

/// Why the work failed, in one sentence for the user.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Makes a folder and those above it; one that exists is left as it is.
func makeFolder(_ folder: URL) throws(CommandFailure) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw CommandFailure("\(folder.path) cannot be made: \(fileReason(error))")
  }
}

/// Writes a file as a whole or not at all, in a folder that is made if need be.
func writeFile(_ data: Data, to file: URL) throws(CommandFailure) {
  try makeFolder(file.deletingLastPathComponent())
  do {
    try data.write(to: file, options: .atomic)
  } catch {
    throw CommandFailure("\(file.path) cannot be written: \(fileReason(error))")
  }
}
