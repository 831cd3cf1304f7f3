// Identifiers counted from another number: what is one too small, and what is one too large.

import Images

extension COCOIdentifier {
  /// The number so much larger; a text stays as it is.
  func shifted(by step: Int) -> COCOIdentifier {
    guard let int else { return self }
    let (sum, overflow) = int.addingReportingOverflow(step)
    return overflow ? self : .number(sum)
  }
}
