// What is made of numbers that seldom change, kept until they do.

import Kernels

/// Something made of buffers, and made anew when one of them has changed.
package final class Kept<Value> {
  /// Which buffers it was made of, and how often each had changed.
  private var source: [(buffer: ObjectIdentifier, version: Int)] = []
  private var value: Value?

  /// Nothing yet.
  package init() {}

  /// What `make` makes of the buffers; whatever else it depends on does not change.
  package func value(of buffers: [FloatBuffer], make: () -> Value) -> Value {
    let now = buffers.map { (buffer: ObjectIdentifier($0), version: $0.version) }
    if let value, source.elementsEqual(now, by: ==) { return value }
    let made = make()
    (source, value) = (now, made)
    return made
  }

  /// Gives the memory back.
  package func clear() { value = nil }
}
