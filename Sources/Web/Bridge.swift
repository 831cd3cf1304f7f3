// The pages' WebAssembly as JavaScript sees it: numbers go in one by one, a page is asked, and its answer comes out
// number by number and byte by byte, so that nobody needs an address. One page's link keeps one of the five questions.
// No target: only the build of the pages compiles it.

import Touch

var inputs: [Double] = []
var answer = Answer()
var text: [UInt8] = []

/// One more number for the question that follows.
@_cdecl("tell") public func tell(_ number: Double) { inputs.append(number) }

/// Asks the page on matching.
@_cdecl("matching") public func matching() { take(Answer.matching(inputs)) }
/// Asks the page on the loss.
@_cdecl("loss") public func loss() { take(Answer.loss(inputs)) }
/// Asks the page on codings.
@_cdecl("coding") public func coding() { take(Answer.coding(inputs)) }
/// Asks the page on suppression.
@_cdecl("suppression") public func suppression() { take(Answer.suppression(inputs)) }
/// Asks the page on average precision.
@_cdecl("curve") public func curve() { take(Answer.curve(inputs)) }

/// How many numbers the answer has.
@_cdecl("numbers") public func numbers() -> Int32 { Int32(answer.numbers.count) }
/// One of the answer's numbers.
@_cdecl("number") public func number(_ index: Int32) -> Double { answer.numbers[Int(index)] }
/// How many bytes the answer's texts have, with a zero after each text.
@_cdecl("bytes") public func bytes() -> Int32 { Int32(text.count) }
/// One of those bytes.
@_cdecl("byte") public func byte(_ index: Int32) -> Int32 { Int32(text[Int(index)]) }

func take(_ next: Answer) {
  answer = next
  inputs.removeAll(keepingCapacity: true)
  text.removeAll(keepingCapacity: true)
  for line in next.texts {
    text.append(contentsOf: line.utf8)
    text.append(0)
  }
}
