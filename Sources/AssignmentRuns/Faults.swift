// What a student's function throws while the detector, whose pieces cannot throw, is calling it.

import Synchronization

/// The first thing that went wrong in a piece; the run asks for it after every step.
final class Faults: Sendable {
  private let first = Mutex<(any Error)?>(nil)

  /// The value, or a harmless one instead of what was thrown.
  func value<Result>(or harmless: Result, _ body: () throws -> Result) -> Result {
    do { return try body() } catch {
      first.withLock { $0 = $0 ?? error }
      return harmless
    }
  }

  /// Throws what a piece has thrown.
  func check() throws {
    if let error = first.withLock({ $0 }) { throw error }
  }
}

/// A piece's answer that the detector could not go on with.
struct UnfitPiece: Error, CustomStringConvertible {
  var description: String
}
