// Why a JSON text was refused: at which line and column, what was expected, what stands there.

/// What is wrong with a JSON text, in the words of its reader.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  package var line: Int
  /// The column in characters, counted from 1.
  package var column: Int
  /// What the text needed there.
  package var expected: String
  /// What stands there, at most a line of it.
  package var found: String

  /// Where it stands: "line 3, column 14".
  package var place: String { "line \(line), column \(column)" }
  /// "expected ':' after the key, found '1}'", without the place.
  package var problem: String { "expected \(expected), found \(found)" }
  package var description: String { "\(place): \(problem)" }
}

/// How much of a JSON text is taken before it is refused: what comes from elsewhere must not exhaust the machine.
package struct JSONLimits: Hashable, Sendable {
  /// How many objects and lists may stand within one another.
  package var depth: Int
  /// How long the text may be.
  package var bytes: Int

  /// - Precondition: `depth` is in 1 ... 1000, `bytes` at least 1.
  package init(depth: Int = 100, bytes: Int = 1 << 32) {
    precondition(1...1000 ~= depth, "depth must be in 1 ... 1000, found \(depth)")
    precondition(bytes >= 1, "bytes must be at least 1, found \(bytes)")
    self.depth = depth
    self.bytes = bytes
  }

  /// For files of millions of numbers that are read without a tree: at most 4 GiB.
  package static let file = JSONLimits()
  /// For texts that become a tree: at most 64 MiB.
  package static let tree = JSONLimits(bytes: 1 << 26)
}
