// What one anchor should say: the one meaning of positive, negative and ignored, and its one code as a number.
// Which anchor gets which target is decided by matching; what it costs, by a loss.

/// What an anchor's class outputs should say.
///
/// Arrays of many anchors hold `code` instead, one `Int32` per anchor; the engine's kernels read it:
///
/// | target | code |
/// |---|---|
/// | positive, of class k | k, from 0 |
/// | negative | -1 |
/// | ignored | -2 |
///
/// Properties:
/// - `AnchorTarget(code: target.code) == target`.
public enum AnchorTarget: Hashable, Sendable {
  /// An object of this class, from 0.
  case positive(label: Int)
  /// No object: K zeros.
  case negative
  /// Between the thresholds: the anchor does not count at all.
  case ignored

  /// The target as one number.
  ///
  /// - Precondition: a class is at least 0, where negative and ignored begin, and below 2³¹.
  public var code: Int32 {
    switch self {
    case .positive(let label):
      precondition(
        label >= 0 && label <= Int(Int32.max), "label must be a class from 0 on and below 2³¹, found \(label)")
      return Int32(label)
    case .negative: return -1
    case .ignored: return -2
    }
  }

  /// The target of a code.
  ///
  /// - Precondition: `code` is at least -2.
  public init(code: Int32) {
    precondition(code >= -2, "code must be a class from 0, -1 (negative) or -2 (ignored), found \(code)")
    self = code >= 0 ? .positive(label: Int(code)) : code == -1 ? .negative : .ignored
  }

  /// True if an object is to be reported.
  public var isPositive: Bool { if case .positive = self { true } else { false } }

  /// The K targets of sigmoid outputs: a positive is one-hot, a negative all zeros; nil for an ignored anchor.
  public func oneHot(classes: Int) -> [Bool]? {
    switch self {
    case .positive(let label):
      precondition((0..<classes).contains(label), "label must be in 0..<\(classes), found \(label)")
      return (0..<classes).map { $0 == label }
    case .negative: return Array(repeating: false, count: classes)
    case .ignored: return nil
    }
  }
}

extension [AnchorTarget] {
  /// The number of positive anchors: what most losses of an image are divided by, if it is not 0.
  public var positiveCount: Int { count { $0.isPositive } }
}
