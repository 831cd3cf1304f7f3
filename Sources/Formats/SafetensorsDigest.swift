// A digest in a safetensors file, by which one wrong bit in its numbers is seen: they have no other grammar.

import Foundation

extension SafetensorsFile {
  /// Under which key of its metadata a file has the digest of everything else in it; of other programs' digests nothing
  /// is known.
  package static let digestKey = "retinakit-sha256"

  /// The same file with the SHA-256 of its bytes without it in its metadata.
  ///
  /// Properties:
  /// - A file that has one has the same again.
  /// - Any change of a number, a name, a shape or of other metadata gives another.
  package var withDigest: SafetensorsFile {
    var file = self
    file.metadata[Self.digestKey] = digest
    return file
  }

  /// Looks whether a file that carries a digest is the one that was written; others pass.
  ///
  /// Whoever reads a file by its URL has done so.
  ///
  /// - Throws: a `.digest` problem, without a path.
  package func checkDigest() throws(SafetensorsError) {
    guard let expected = metadata[Self.digestKey] else { return }
    let found = digest
    guard found == expected else { throw SafetensorsError(.digest(expected: expected, found: found)) }
  }

  private var digest: String {
    var file = self
    file.metadata[Self.digestKey] = nil
    return SHA256.digest(file.encoded())
  }
}
