// How tests compare numbers: to a relative tolerance, and to the digits that a document prints.

import Foundation

/// True if `value` is within `relative` of `expected`, measured by the larger of the two; exact for 0.
public func isClose(_ value: Double, _ expected: Double, relative: Double = 1e-9) -> Bool {
  value == expected || abs(value - expected) <= relative * max(abs(value), abs(expected))
}

/// True if `value`, rounded to `digits` decimal places, is the number that a document prints.
public func rounds(_ value: Double, to documented: Double, digits: Int) -> Bool {
  let unit = pow(10, Double(digits))
  return (value * unit).rounded() == (documented * unit).rounded()
}

/// True if `value`, cut off after `digits` decimal places, is the number that a document prints.
///
/// Some documents cut instead of rounding; a test that uses this says so in its title.
public func truncates(_ value: Double, to documented: Double, digits: Int) -> Bool {
  let unit = pow(10, Double(digits))
  return (value * unit).rounded(.towardZero) == (documented * unit).rounded()
}

/// The derivative of a function by central differences, with an error of about `step`².
public func centralDifference(at x: Double, step: Double = 1e-5, of function: (Double) -> Double) -> Double {
  (function(x + step) - function(x - step)) / (2 * step)
}

/// How many representable numbers lie between a result and the exact value: its error in units in the last place.
///
/// Edge cases: 0 if both are NaN, or both the same infinity; infinity if only one is.
public func unitsInLastPlace(_ value: Float, from exact: Double) -> Double {
  if value.isNaN || exact.isNaN { return value.isNaN && exact.isNaN ? 0 : .infinity }
  let rounded = Float(exact)
  if value == rounded { return 0 }
  guard value.isFinite, rounded.isFinite else { return .infinity }
  return abs(Double(value) - exact) / Double(rounded.ulp)
}

/// The bits of numbers: equal only if every number is the same one, signs of zero and NaN included.
public func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// Where two lists differ first, or nil if they are equal.
///
/// For long lists: `#expect(a == b)` would describe all of both and how to make one from the other, which takes
/// minutes.
public func firstDifference<Element: Equatable>(_ a: [Element], _ b: [Element]) -> String? {
  if a.count != b.count { return "\(a.count) and \(b.count) elements" }
  return zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }
    .map { "at index \($0.offset): \($0.element.0) and \($0.element.1)" }
}
