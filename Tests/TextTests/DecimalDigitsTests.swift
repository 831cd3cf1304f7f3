// The project's own formatting of numbers, held against C's.

import Foundation
import Randomness
import Testing
import _TestSupport

@testable import Text

@Suite("Decimal digits")
struct DecimalDigitsTests {
  @Test("A tenth is 0.1000000000000000055511151231257827021181583404541015625, and no less")
  func exact() {
    let tenth = DecimalDigits(0.1)
    #expect(tenth.point == 0)
    #expect(
      tenth.digits.map { String($0) }.joined().hasPrefix("1000000000000000055511151231257827021181583404541015625"))
    #expect(0.1.fixed(digits: 30) == "0.100000000000000005551115123126")
  }

  @Test("Halves go to the even digit: 0.5, 1.5 and 2.5 are 0, 2 and 2; 0.125 and 0.375 are 0.12 and 0.38")
  func halves() {
    #expect([0.5, 1.5, 2.5].map { $0.fixed(digits: 0) } == ["0", "2", "2"])
    #expect([0.125, 0.375].map { $0.fixed(digits: 2) } == ["0.12", "0.38"])
    #expect(0.25.significant(digits: 1) == "0.2")
  }

  @Test("Nines carry over: 9.996 is 10.00, 0.9996 is 1")
  func carries() {
    #expect(9.996.fixed(digits: 2) == "10.00")
    #expect(0.9996.significant(digits: 3) == "1")
    #expect(999_999.5.significant(digits: 6) == "1e+06")
  }

  @Test("The smallest and the largest number, zeros and what is not finite, as C writes them")
  func ends() {
    for value in [0, -0.0, 5e-324, 2.2250738585072014e-308, .greatestFiniteMagnitude, 1, -1, 1e22, 0.0001, 0.00001] {
      for digits in [0, 1, 2, 6, 17, 40] { expectLikeC(value, digits: digits) }
    }
    #expect((-Double.infinity).significant() == "-inf")
  }

  @Test("As C writes them: 20 000 numbers of every size, with every number of digits")
  func likeC() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let bits = generator.next()
      let wild = Double(bitPattern: bits)
      let usual = Double(Int64(bitPattern: generator.next()) >> 40) / Double(1 << (bits % 20))
      for value in [wild.isFinite ? wild : 0, usual, usual / 1000] {
        expectLikeC(value, digits: Int(bits >> 8 % 41))
      }
    }
  }

  private func expectLikeC(_ value: Double, digits: Int) {
    let fixed = String(format: "%.\(digits)f", value)
    #expect(value.fixed(digits: digits) == fixed, "bits \(value.bitPattern), \(digits) digits")
    let count = min(max(digits, 1), 17)
    let significant = String(format: "%.\(count)g", value == 0 ? 0 : value)
    #expect(value.significant(digits: count) == significant, "bits \(value.bitPattern), \(count) digits")
  }
}
