// Memory that will be read or written soon is asked for beforehand, so that nobody waits for it.
//
// The processor does so by itself where lines follow one another. It does not foresee the pixels of the next tile, the
// next panel of weights, and where six pixels' results go. Results never depend on it: to ask for a line changes
// nothing but when it comes, and one that is not there at all is not an error.

import Builtin

extension Floats {
  /// Numbers in a line of memory.
  static var line: Int { 16 }

  /// Asks for a number's line, to be read at once.
  @_transparent
  func prefetch(_ index: Int) {
    Builtin.int_prefetch_RawPointer(
      rawPointer(index), (0 as Int32)._value, (3 as Int32)._value, (1 as Int32)._value)
  }

  /// Asks for a number's line, to be read so soon that it must be no further than the second-level cache: of what is
  /// more than the first has room for.
  @_transparent
  func prefetchToSecondLevel(_ index: Int) {
    Builtin.int_prefetch_RawPointer(
      rawPointer(index), (0 as Int32)._value, (2 as Int32)._value, (1 as Int32)._value)
  }

  /// Asks for a number's line, to be written.
  @_transparent
  func prefetchToWrite(_ index: Int) {
    Builtin.int_prefetch_RawPointer(
      rawPointer(index), (1 as Int32)._value, (3 as Int32)._value, (1 as Int32)._value)
  }
}
