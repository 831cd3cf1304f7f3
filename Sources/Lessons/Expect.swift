// How notebooks and examples assert what they say: silent if it holds, else a message and exit code 1.

import Foundation

/// Ends the program with a message and exit code 1 unless the condition holds.
public func expect(
  _ condition: Bool, _ claim: String = "the condition", line: Int = #line, file: String = #filePath
) {
  if !condition { fail("expected \(claim) to hold", line: line, file: file) }
}

/// Ends the program with both values and exit code 1 unless they are equal.
public func expect<Value: Equatable>(
  _ value: Value, equals expected: Value, line: Int = #line, file: String = #filePath
) {
  if value != expected { fail("expected \(expected), found \(value)", line: line, file: file) }
}

/// Ends the program with both numbers and exit code 1 unless they agree to a relative tolerance.
///
/// Edge cases: 0 and infinity agree with themselves only, NaN with nothing.
public func expect(
  _ value: Double, equals expected: Double, relative: Double = 1e-9, line: Int = #line, file: String = #filePath
) {
  if let complaint = disagreement(value, expected, relative: relative) { fail(complaint, line: line, file: file) }
}

/// Ends the program with exit code 1 unless the number, rounded to so many decimal places, is the printed one.
public func expect(
  _ value: Double, roundsTo printed: Double, digits: Int, line: Int = #line, file: String = #filePath
) {
  if let complaint = misprint(value, printed, digits: digits) { fail(complaint, line: line, file: file) }
}

/// What is wrong with a number that should equal another, or nil.
func disagreement(_ value: Double, _ expected: Double, relative: Double) -> String? {
  if value == expected { return nil }
  let difference = abs(value - expected)
  // An infinite bound would let infinity pass for any number.
  if difference.isFinite && difference <= relative * max(abs(value), abs(expected)) { return nil }
  return "expected \(expected), found \(value); they should agree to \(relative) relative"
}

/// What is wrong with a number that should round to a printed one, or nil.
func misprint(_ value: Double, _ printed: Double, digits: Int) -> String? {
  let unit = pow(10, Double(digits))
  if (value * unit).rounded() == (printed * unit).rounded() { return nil }
  return "expected a number that rounds to \(printed) at \(digits) decimal places, found \(value)"
}

/// Prints where and what to standard error and exits with 1.
func fail(_ complaint: String, line: Int, file: String) -> Never {
  Narrator.stop()
  let name = URL(fileURLWithPath: file).lastPathComponent
  FileHandle.standardError.write(Data("\(name):\(line): \(complaint)\n".utf8))
  exit(1)
}
