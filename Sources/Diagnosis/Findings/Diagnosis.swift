// Findings in the order in which they should be read: causes before what follows from them.

/// What was found, the root cause first.
///
/// Checks are made in the order in which a detector is: data, anchors, initial state, overfitting, run, results. A
/// severe finding silences what is only its consequence: without a box at its place, neither coverage nor a loss says
/// anything.
///
/// Properties:
/// - Severe findings stand before warnings, warnings before notes; within each, causes before consequences.
/// - A silenced finding is not lost: `silenced` has it.
/// - The same findings in another order give the same diagnosis.
public struct Diagnosis: Hashable, Sendable, Codable {
  /// What is to be read, in order.
  public let findings: [Finding]
  /// What follows from a severe finding of `findings`.
  public let silenced: [Finding]
  /// The checks that were made, whether they found something or not, in their order.
  public let checks: [String]

  /// Puts findings in order.
  ///
  /// - Parameters:
  ///   - found: all findings, in any order.
  ///   - checks: the identifiers of all checks that were made.
  public init(_ found: [Finding], checks: [String]) {
    let ordered = found.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      if a.severity != b.severity { return a.severity < b.severity }
      let (placeA, placeB) = (Check.place(of: a.id), Check.place(of: b.id))
      if placeA != placeB { return placeA < placeB }
      return (a.title, first.offset) < (b.title, second.offset)
    }.map(\.element)
    let causes = ordered.filter { $0.severity == .severe }.map(\.id)
    let isSilenced = { (finding: Finding) in
      causes.contains { $0 != finding.id && Check.consequences(of: $0).contains(finding.id) }
    }
    findings = ordered.filter { !isSilenced($0) }
    silenced = ordered.filter(isSilenced)
    self.checks = Set(checks).sorted { (Check.place(of: $0), $0) < (Check.place(of: $1), $1) }
  }

  /// Whether something has to be mended before anything else is done.
  public var isSevere: Bool { findings.contains { $0.severity == .severe } }

  /// The first severe finding: the cause to be mended first.
  public var rootCause: Finding? { findings.first { $0.severity == .severe } }

  /// The findings of two diagnoses together, in order.
  public func joined(with other: Diagnosis) -> Diagnosis {
    Diagnosis(
      findings + silenced + other.findings + other.silenced, checks: checks + other.checks)
  }
}
