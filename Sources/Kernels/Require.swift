// Preconditions that say what is wrong in optimized code, too.

/// Stops the program with a sentence unless a condition holds: "NAME must be …, found …".
///
/// The kernels are compiled so that the standard library's `precondition` would stop without a word. This is for the
/// entrance of a kernel; loops check nothing.
@inline(__always)
func require(
  _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { stop(sentence(), file, line) }
}

@inline(never)
private func stop(_ sentence: String, _ file: StaticString, _ line: UInt) -> Never {
  fatalError(sentence, file: file, line: line)
}
