// What is made of numbers that seldom change, kept until they do.

import Kernels
import Synchronization

/// Something made of buffers, and made anew when one of them has changed.
///
/// Several threads may ask at once: one makes it, the others wait.
package final class Kept<Value> {
  private let lock = Mutex(())
  /// Which buffers it was made of, and how often each had changed.
  private var source: [(buffer: ObjectIdentifier, version: Int)] = []
  private var value: Value?

  /// Nothing yet.
  package init() {}

  /// What `make` makes of the buffers; whatever else it depends on does not change.
  package func value(of buffers: [FloatBuffer], make: () -> Value) -> Value {
    let now = buffers.map { (buffer: ObjectIdentifier($0), version: $0.version) }
    var kept: Value?
    lock.withLock { _ in
      if value == nil || !source.elementsEqual(now, by: ==) { (source, value) = (now, make()) }
      kept = value
    }
    guard let kept else { preconditionFailure("what was made must be kept, found nothing") }
    return kept
  }

  /// Gives the memory back.
  package func clear() { lock.withLock { _ in value = nil } }
}
