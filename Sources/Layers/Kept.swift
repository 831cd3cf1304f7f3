// What is made of numbers that seldom change, kept until they do.

import Kernels

/// Something made of buffers, and made anew when one of them has changed.
package final class Kept<Value> {
  private var versions: [Int] = []
  private var value: Value?

  /// Nothing yet.
  package init() {}

  /// What `make` makes of the buffers: always the same buffers, and whatever else it depends on does not change.
  package func value(of buffers: [FloatBuffer], make: () -> Value) -> Value {
    let now = buffers.map(\.version)
    if let value, versions == now { return value }
    let made = make()
    (versions, value) = (now, made)
    return made
  }

  /// Gives the memory back.
  package func clear() { value = nil }
}
