// Why a file could not be read or written, in the system's words: "No such file or directory".

import Foundation

/// The system's reason behind an error of Foundation's, whose own words often say no more than that it failed.
package func fileReason(_ error: any Error) -> String {
  let description = ((error as? CocoaError)?.underlying ?? error).localizedDescription
  let preamble = "The operation could not be completed. "
  return description.hasPrefix(preamble) ? String(description.dropFirst(preamble.count)) : description
}
