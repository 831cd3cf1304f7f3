// A diagnosis as people read it on a terminal, and as programs read it.

import Foundation
import Text

extension Diagnosis {
  /// The findings in full, each with what was measured, what was expected and what to do; lines of at most `width`
  /// letters, but for commands, which are not broken.
  public func text(width: Int = 79) -> String {
    let blocks = findings.map { Self.text($0, width: width) }
    return (blocks + [summary]).joined(separator: "\n\n")
  }

  /// One line on all: "2 severe, 1 warning, 3 notes; 21 checks, 4 consequences not shown".
  public var summary: String {
    let counts = Severity.allCases.map { severity in findings.count { $0.severity == severity } }
    let found =
      findings.isEmpty
      ? "nothing found"
      : "\(counts[0]) severe, \(counts[1].counted("warning")), \(counts[2].counted("note"))"
    let hidden = silenced.isEmpty ? "" : "; \(silenced.count.counted("consequence")) of the first not shown"
    return "\(checks.count.counted("check")): \(found)\(hidden)"
  }

  private static func text(_ finding: Finding, width: Int) -> String {
    var lines = wrapped(
      "\(finding.severity.rawValue.uppercased())  \(finding.title)  [\(finding.id)]", width: width, indent: "  ")
    var rows = [("measured", finding.measured), ("expected", finding.expected)]
    if !finding.places.isEmpty { rows.append(("where", finding.places.joined(separator: "; "))) }
    rows.append(("do", finding.advice))
    if let repair = finding.repair { rows.append(("repair", repair)) }
    for (name, value) in rows where !value.isEmpty {
      let label = "  " + name.padding(toLength: 10, withPad: " ", startingAt: 0)
      lines += wrapped(label + value, width: width, indent: String(repeating: " ", count: 12))
    }
    if !finding.command.isEmpty { lines.append("  $ \(finding.command)") }
    return lines.joined(separator: "\n")
  }

  /// Lines broken between words; the first as it begins, all others indented.
  static func wrapped(_ text: String, width: Int, indent: String) -> [String] {
    var lines: [String] = []
    var line = ""
    var isStart = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let next = isStart ? line + word : line + " " + word
      if next.count > width, !isStart, line.contains(where: { $0 != " " }) {
        lines.append(line)
        line = indent + word
      } else {
        line = next
      }
      isStart = false
    }
    return lines + [line]
  }

  /// The diagnosis as one JSON object with sorted keys: `{"checks": […], "findings": […], "silenced": […]}`.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
