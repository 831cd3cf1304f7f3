// Numbers as people read them. Every module that prints a number does it with these, so that the same number looks the
// same everywhere.

extension Double {
  /// The number with so many decimal places: 0.4286 with 2 is `0.43`.
  public func fixed(digits: Int) -> String {
    precondition((0...40).contains(digits), "digits must be in 0...40, found \(digits)")
    return finiteText { $0.fixed(digits: digits) }
  }

  /// A share as percent without the sign: 0.1234 is `12.3`.
  public func percent(digits: Int = 1) -> String { (100 * self).fixed(digits: digits) }

  /// The number with so many significant digits, without trailing zeros: `0.105361`, `2.51258e-07`, `400`.
  public func significant(digits: Int = 6) -> String {
    precondition((1...17).contains(digits), "digits must be in 1...17, found \(digits)")
    // A zero's sign is of no interest to a reader.
    return self == 0 ? "0" : finiteText { $0.significant(digits: digits) }
  }

  /// What `text` makes of the digits, with the sign; `nan`, `inf` or `-inf` for what has none.
  private func finiteText(_ text: (DecimalDigits) -> String) -> String {
    if isNaN { return "nan" }
    return (sign == .minus ? "-" : "") + (isFinite ? text(DecimalDigits(magnitude)) : "inf")
  }

  /// The fewest digits that read back as the same number: `0.5`.
  public var shortest: String { "\(self)" }

  /// The number to two decimals, or to as many as it takes to show on which side of each threshold it is.
  ///
  /// 0.4996 beside a threshold of 0.5 is `0.4996`, not `0.50`.
  public func rounded(towards threshold: Double, _ others: Double...) -> String {
    let thresholds = [threshold] + others
    for digits in 2...16 {
      let text = fixed(digits: digits)
      guard let shown = Double(text) else { continue }
      if thresholds.allSatisfy({ (shown < $0) == (self < $0) && (shown == $0) == (self == $0) }) { return text }
    }
    return shortest
  }
}

extension Double? {
  /// The number with so many decimal places, or what stands for none.
  public func fixed(digits: Int, none: String = "–") -> String { map { $0.fixed(digits: digits) } ?? none }

  /// A share as percent without the sign, or what stands for none.
  public func percent(digits: Int = 1, none: String = "–") -> String { map { $0.percent(digits: digits) } ?? none }
}

extension Int {
  /// The number with its noun: `1 object`, `2 objects`, `0 classes`.
  ///
  /// - Parameters:
  ///   - noun: What is counted, for one.
  ///   - plural: What is counted, for none or many; by default the noun with an s.
  public func counted(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }

  /// The number with its digits in threes: `1 039 721`.
  public var grouped: String {
    let digits = Array(String(magnitude))
    let threes = digits.indices.map { index in
      (index > 0 && (digits.count - index).isMultiple(of: 3) ? " " : "") + String(digits[index])
    }
    return (self < 0 ? "-" : "") + threes.joined()
  }
}
