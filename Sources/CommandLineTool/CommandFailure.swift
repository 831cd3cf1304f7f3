// Failures of the work that no module has an error for, and files written so that a failure names the path.

import Formats
import Foundation

/// Why the work failed, in one sentence for the user.
public struct CommandFailure: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// A failure from its sentence.
  public init(_ description: String) { self.description = description }
}

/// A failure of which all has been said already: the program ends with 1 and not another word.
public protocol SilentFailure: Error {}

/// Work that was ended before its end, on request, and with a code of its own; its description is the last word.
public protocol EarlyEnd: Error, CustomStringConvertible {
  /// How the program ends.
  var code: ExitCode { get }
}

/// Makes a folder and those above it; one that exists is left as it is.
public func makeFolder(_ folder: URL) throws(CommandFailure) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw CommandFailure("\(folder.path) cannot be made: \(fileReason(error))")
  }
}

/// Writes a file as a whole or not at all, in a folder that is made if need be; into a device or a pipe as it is.
public func writeFile(_ data: Data, to file: URL) throws(CommandFailure) {
  let folder = file.deletingLastPathComponent()
  try makeFolder(folder)
  do {
    try writeContents(data, to: file)
  } catch {
    // It is written beside its place first; that this file is not there says nothing to anyone.
    let isAllowed = FileManager.default.isWritableFile(atPath: folder.path)
    throw CommandFailure("\(file.path) cannot be written: \(isAllowed ? fileReason(error) : "Permission denied")")
  }
}
