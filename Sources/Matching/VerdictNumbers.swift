// Numbers in verdicts: never rounded across the threshold that they are compared with.

import Anchors

extension Double {
  /// The number to two decimals, or to as many as it takes to show on which side of each threshold it is.
  ///
  /// 0.4996 beside a threshold of 0.5 is "0.4996", not "0.50".
  func rounded(towards thresholds: Double...) -> String {
    for digits in 2...16 {
      let text = fixed(digits: digits)
      guard let shown = Double(text) else { continue }
      if thresholds.allSatisfy({ (shown < $0) == (self < $0) && (shown == $0) == (self == $0) }) { return text }
    }
    return "\(self)"
  }

  /// The number without needless zeros: "0.5".
  var shortest: String { "\(self)" }
}
