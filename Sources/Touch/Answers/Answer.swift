// What a page one can touch is told, and what it says: numbers to draw and texts to read. These files are compiled
// twice, for this machine and for WebAssembly, so that a test can hold one against the other.

import Boxes

/// What a page says.
///
/// A page is a function: numbers go in (the positions of controls, the edges of boxes) and an answer comes out. All
/// results that the page shows as text are among `texts`; its own script only draws.
public struct Answer: Hashable, Sendable {
  /// What is drawn.
  public var numbers: [Double]
  /// What is read.
  public var texts: [String]

  /// An answer of these numbers and texts.
  public init(numbers: [Double] = [], texts: [String] = []) {
    self.numbers = numbers
    self.texts = texts
  }

  /// What a page says to numbers that it cannot use; it never sends such.
  static let nothing = Answer()

  /// Adds the four edges of a box.
  mutating func append(_ box: Box) { numbers += [box.xMin, box.yMin, box.xMax, box.yMax] }
}

/// The numbers that a page sends, read one after the other.
struct Inputs {
  private let numbers: [Double]
  private var next = 0

  init(_ numbers: [Double]) { self.numbers = numbers }

  /// How many are left.
  var rest: Int { numbers.count - next }

  /// The next number; nil if there is none, or it is not one.
  mutating func number() -> Double? {
    guard rest > 0, numbers[next].isFinite, abs(numbers[next]) < 1e6 else { return nil }
    next += 1
    return numbers[next - 1]
  }

  /// The next number within a range.
  mutating func number(in range: ClosedRange<Double>) -> Double? {
    guard let number = number(), range.contains(number) else { return nil }
    return number
  }

  /// The next number as a count or a choice.
  mutating func integer(in range: Range<Int>) -> Int? {
    guard let number = number(), range.contains(Int(number)) else { return nil }
    return Int(number)
  }

  /// The next number as a yes or no.
  mutating func flag() -> Bool? { integer(in: 0..<2).map { $0 == 1 } }

  /// The next four numbers as a box that has an area.
  mutating func box() -> Box? {
    guard let xMin = number(), let yMin = number(), let xMax = number(), let yMax = number(), xMax > xMin, yMax > yMin
    else { return nil }
    return Box(xMin: xMin, yMin: yMin, xMax: xMax, yMax: yMax)
  }
}
