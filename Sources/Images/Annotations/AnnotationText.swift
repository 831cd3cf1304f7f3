// The text of a file of annotations, and what it is if it is no text.

import Formats
import Foundation

/// The text of a file in UTF-8, without a byte order mark.
func annotationText(_ url: URL) throws(AnnotationFileError) -> String {
  let name = url.lastPathComponent
  let data: Data
  do { data = try fileContents(url) } catch {
    throw AnnotationFileError(file: name, problem: "the file cannot be read: \(fileReason(error)); check the name")
  }
  let bytes = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data[...]
  if let text = String(validating: bytes, as: UTF8.self) {
    guard !text.unicodeScalars.prefix(4096).contains("\0") else {
      throw AnnotationFileError(
        file: name, problem: "expected text, found \(FileKind(data)?.nameWithAdvice ?? "bytes of 0")")
    }
    return text
  }
  if let kind = FileKind(data) {
    throw AnnotationFileError(file: name, problem: "expected text, found \(kind.nameWithAdvice)")
  }
  let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
  let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
  throw AnnotationFileError(
    file: name, line: line.map { $0 + 1 }, problem: "expected text in UTF-8, found another encoding; save it as UTF-8")
}
