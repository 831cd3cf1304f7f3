// All decimal digits of a number, of which every binary one has finitely many, and their rounding to fewer.
// How a reader sees them is in Numbers.swift. It is C's `printf` to the last digit, in Swift alone, so that a page in a
// browser says what the tests assert.

/// The digits of a number of any size: 0.d₁d₂d₃… · 10^point, without its sign.
struct DecimalDigits {
  /// From the first that is not 0; empty for 0.
  private(set) var digits: [UInt8]
  /// How many digits stand before the point; negative for zeros behind it.
  private(set) var point: Int

  /// All digits of a finite number at least 0.
  ///
  /// ```
  /// m · 2ᵉ    for e ≥ 0   the digits of the whole number m · 2ᵉ
  ///           for e < 0   those of m · 5⁻ᵉ, for m · 2ᵉ = m · 5⁻ᵉ / 10⁻ᵉ
  /// ```
  init(_ magnitude: Double) {
    precondition(magnitude >= 0 && magnitude.isFinite, "magnitude must be finite and at least 0, found \(magnitude)")
    let pattern = magnitude.bitPattern
    let isNormal = pattern >> 52 > 0
    let significand = pattern & (1 << 52 - 1) | (isNormal ? 1 << 52 : 0)
    let exponent = max(Int(pattern >> 52), 1) - 1075
    // The number in groups of nine digits, the lowest first.
    var groups = [significand % 1_000_000_000, significand / 1_000_000_000]
    let factor: UInt64 = exponent < 0 ? 5 : 2
    for _ in 0..<abs(exponent) / 8 { Self.multiply(&groups, by: factor == 5 ? 390_625 : 256) }
    for _ in 0..<abs(exponent) % 8 { Self.multiply(&groups, by: factor) }
    var digits: [UInt8] = []
    for group in groups.reversed() {
      var divisor: UInt64 = 100_000_000
      while divisor > 0 {
        digits.append(UInt8(group / divisor % 10))
        divisor /= 10
      }
    }
    let zeros = digits.prefix { $0 == 0 }.count
    point = digits.count - zeros + min(exponent, 0)
    self.digits = Array(digits.dropFirst(zeros))
    if self.digits.isEmpty { point = 0 }
  }

  private static func multiply(_ groups: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in groups.indices {
      let product = groups[index] * factor + carry
      groups[index] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { groups.append(carry) }
  }

  /// The first digits alone, the last of them to the nearest, halves to the even one; none for a count below 0.
  ///
  /// 9.96 with two digits is 1 with the point one further: 10.
  func rounded(count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var result = self
    guard count >= 0 else {
      (result.digits, result.point) = ([], 0)
      return result
    }
    result.digits = Array(digits[..<count])
    let next = digits[count]
    let isHalf = next == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    if next > 5 || (next == 5 && (!isHalf || isOdd)) { result.increment() }
    if result.digits.isEmpty { result.point = 0 }
    return result
  }

  /// One more in the last place.
  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  /// So many digits from a place on, with zeros where there are none; place 0 is that of the first digit.
  private func text(from first: Int, count: Int) -> String {
    var text = ""
    for place in first..<(first + count) {
      text += String(digits.indices.contains(place) ? digits[place] : 0)
    }
    return text
  }

  /// `0.4286`: the rounded number with so many places behind the point.
  func fixed(digits count: Int) -> String {
    let number = rounded(count: point + count)
    let whole = number.point > 0 ? number.text(from: 0, count: number.point) : "0"
    return count == 0 ? whole : whole + "." + number.text(from: number.point, count: count)
  }

  /// `2.51258e-07`, `400`: the number rounded to so many digits, without zeros at the end.
  func significant(digits count: Int) -> String {
    var number = rounded(count: count)
    while number.digits.last == 0 { number.digits.removeLast() }
    if number.digits.isEmpty { return "0" }
    let exponent = number.point - 1
    let length = number.digits.count
    if exponent >= -4 && exponent < count { return number.fixed(digits: max(0, length - number.point)) }
    let fraction = length > 1 ? "." + number.text(from: 1, count: length - 1) : ""
    let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return number.text(from: 0, count: 1) + fraction + "e" + (exponent < 0 ? "-" : "+") + size
  }
}
