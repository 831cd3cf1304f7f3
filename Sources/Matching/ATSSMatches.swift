// What adaptive training sample selection found, and for every object the threshold and a sentence.

import Boxes
import Text

/// The outcome of `ATSS`: an assignment for every anchor and a threshold for every object.
public struct ATSSMatches: Hashable, Sendable {
  /// The IoU from which on an object's candidates are positive, and where it comes from.
  public struct Threshold: Hashable, Sendable {
    /// The object's candidates: on each level the nearest anchors, the nearest first.
    public let candidates: [Int]
    /// m, the mean IoU of the candidates.
    public let mean: Double
    /// s, the standard deviation of their IoU, with n - 1 under the root; 0 for one candidate.
    public let deviation: Double

    /// m + s.
    public var value: Double { mean + deviation }

    /// The threshold of candidates with these IoUs, at least one.
    init(candidates: [Int], ious: [Double]) {
      self.candidates = candidates
      let count = Double(ious.count)
      // The mean of equal numbers is that number, which their rounded sum need not give; it must not exceed them all.
      let mean = min(max(ious.reduce(0, +) / count, ious.min() ?? 0), ious.max() ?? 0)
      let squares = ious.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = ious.count > 1 ? (squares / (count - 1)).squareRoot() : 0
    }
  }

  /// How far an object's candidates came.
  struct Reach: Hashable, Sendable {
    /// Those that reach the threshold.
    var candidates: Int
    /// Those of them whose center is in the object.
    var centered: Int
    /// True if the object is a crowd.
    var isCrowd: Bool
  }

  /// What each anchor is for the loss; none is ignored.
  public internal(set) var assignments: [Assignment]
  /// The threshold of each object; nil for a crowd, or if there are no anchors.
  public internal(set) var thresholds: [Threshold?]
  var reach: [Reach]

  /// The number of positive anchors.
  public var positiveCount: Int { assignments.positiveCount }

  /// One letter per anchor: P positive, N negative.
  public var letters: String { assignments.letters }

  /// The anchors that learn an object, ascending.
  public func positives(ofObject object: Int) -> [Int] {
    precondition(thresholds.indices.contains(object), "object must be in 0..<\(thresholds.count), found \(object)")
    return assignments.indices.filter { assignments[$0] == .positive(object: object) }
  }

  /// Why an object has, or lacks, positive anchors.
  public func verdict(object: Int) -> ATSSVerdict {
    let count = positives(ofObject: object).count
    let reach = reach[object]
    let reason: ATSSVerdict.Reason =
      if reach.isCrowd {
        .crowd
      } else if count > 0 {
        .matched
      } else if thresholds[object] == nil {
        .noAnchors
      } else if reach.candidates == 0 {
        .belowThreshold
      } else {
        reach.centered == 0 ? .centersOutside(reach.candidates) : .taken(reach.centered)
      }
    return ATSSVerdict(object: object, positiveCount: count, threshold: thresholds[object], reason: reason)
  }

  /// A verdict for every object, in order.
  public var objectVerdicts: [ATSSVerdict] { thresholds.indices.map { verdict(object: $0) } }
}

/// Whether an object is learnt by ATSS, and why.
public struct ATSSVerdict: Hashable, Sendable {
  /// Why the object has, or lacks, positive anchors.
  public enum Reason: Hashable, Sendable {
    /// At least one candidate reaches the object's threshold, is centered in it and is not taken.
    case matched
    /// So many candidates reach the threshold, but none is centered in the object.
    case centersOutside(Int)
    /// So many candidates could be positive, but overlap other objects as much or more.
    case taken(Int)
    /// Of two candidates of different IoU none reaches mean plus deviation.
    case belowThreshold
    /// There are no anchors.
    case noAnchors
    /// The object is a crowd, which is never matched.
    case crowd
  }

  /// The object's index.
  public var object: Int
  /// The number of its positive anchors.
  public var positiveCount: Int
  /// The object's threshold, nil for a crowd or without anchors.
  public var threshold: ATSSMatches.Threshold?
  /// Why the object has, or lacks, positive anchors.
  public var reason: Reason

  /// The verdict as a sentence.
  public var sentence: String {
    let unlearnt = "Object \(object) is not learnt"
    switch reason {
    case .matched: return "Object \(object) is learnt by \(positiveCount.counted("anchor")): \(thresholdText)."
    case .centersOutside(let count):
      let who =
        count == 1 ? "the one candidate from \(limit) on is not" : "none of the \(count) candidates from \(limit) on is"
      return "\(unlearnt): \(who) centered in it; "
        + "\(thresholdText)."
    case .taken(let count):
      return
        "\(unlearnt): other objects fit \(count == 1 ? "the one candidate" : "the \(count) candidates") from \(limit) on as well or better; "
        + "\(thresholdText)."
    case .belowThreshold: return "\(unlearnt): no candidate reaches \(limit); \(thresholdText)."
    case .noAnchors: return "\(unlearnt): there are no anchors."
    case .crowd: return "Object \(object) is a crowd and not matched."
    }
  }

  private var limit: String { "IoU " + (threshold?.value ?? 0).fixed(digits: 2) }

  private var thresholdText: String {
    guard let threshold else { return "" }
    return "its threshold is \(threshold.mean.fixed(digits: 2)) + \(threshold.deviation.fixed(digits: 2)) = "
      + "\(threshold.value.fixed(digits: 2)), from \(threshold.candidates.count.counted("candidate"))"
  }
}
