// What the doctor says: one measured fact, what it should have been, and what to do. Not how it is measured.

/// How much a finding matters.
public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  /// Training or measuring with this gives a wrong result.
  case severe
  /// It costs something, or may be meant.
  case warning
  /// Worth knowing.
  case note

  /// The worse first.
  public static func < (first: Severity, second: Severity) -> Bool { first.rank < second.rank }

  private var rank: Int {
    switch self {
    case .severe: 0
    case .warning: 1
    case .note: 2
    }
  }
}

/// One measured fact about a data set, anchors, a detector, a run or results.
///
/// A value, so that programs and tests read it as people do:
///
/// ```
/// data9  severe  Boxes are written as corners, but read as x, y, width, height
///        measured   width > x and height > y for 100.0 % of 5613 boxes
///        expected   at most half of them
///        advice     write [x, y, width, height], or let the file be rewritten
/// ```
public struct Finding: Hashable, Sendable, Codable {
  /// The check that found it, such as `anchors1`: see `Check`.
  public var id: String
  /// How much it matters.
  public var severity: Severity
  /// The finding in a sentence, without a full stop.
  public var title: String
  /// What was measured, with its numbers and units.
  public var measured: String
  /// What a healthy one has, and why.
  public var expected: String
  /// Where it is to be seen: classes, pictures, sizes, steps; the first few.
  public var places: [String]
  /// What to do.
  public var advice: String
  /// The command that shows it or mends it, ready to be run; empty if there is none.
  public var command: String
  /// What would set it right, by name, if that is one of `Repair`.
  public var repair: String?

  /// A finding from its parts.
  public init(
    _ id: String, _ severity: Severity, _ title: String, measured: String, expected: String, places: [String] = [],
    advice: String, command: String = "", repair: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.measured = measured
    self.expected = expected
    self.places = places
    self.advice = advice
    self.command = command
    self.repair = repair
  }

  private enum CodingKeys: String, CodingKey {
    case id, severity, title, measured, expected
    case places = "where"
    case advice, command, repair
  }
}
