// Order and silence: what stands first, and what is only a consequence.

import Foundation
import Testing

@testable import Diagnosis

@Suite("Diagnosis")
struct DiagnosisTests {
  private func finding(_ id: String, _ severity: Severity, _ title: String = "T") -> Finding {
    Finding(id, severity, title, measured: "1", expected: "2", advice: "A")
  }

  @Test("Severe before warnings before notes, causes before consequences, whatever the order given")
  func order() {
    let found = [
      finding("eval6", .note), finding("data4", .warning), finding("init1", .severe), finding("data1", .severe),
    ]
    let expected = ["data1", "init1", "data4", "eval6"]
    #expect(Diagnosis(found, checks: []).findings.map(\.id) == expected)
    #expect(Diagnosis(found.reversed(), checks: []).findings.map(\.id) == expected)
  }

  @Test("A severe finding silences its consequences, a warning does not, and nothing is lost")
  func silence() {
    let severe = Diagnosis([finding("anchors1", .severe), finding("anchors3", .severe)], checks: [])
    #expect(severe.findings.map(\.id) == ["anchors1"])
    #expect(severe.silenced.map(\.id) == ["anchors3"])
    let mild = Diagnosis([finding("anchors1", .warning), finding("anchors3", .severe)], checks: [])
    #expect(mild.findings.map(\.id) == ["anchors3", "anchors1"])
    #expect(mild.rootCause?.id == "anchors3")
  }

  @Test("Every finding that a check silences is a check, and none silences itself")
  func consequences() {
    let known = Set(Check.all.map(\.id))
    #expect(known.count == Check.all.count)
    for check in Check.all {
      #expect(Check.consequences(of: check.id).isSubset(of: known), "\(check.id)")
      #expect(!Check.consequences(of: check.id).subtracting([check.id]).contains(check.id))
    }
  }

  @Test("A finding's JSON has the names that programs rely on")
  func json() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let diagnosis = Diagnosis([finding("data1", .severe)], checks: ["data1"])
    let text = String(decoding: try encoder.encode(diagnosis), as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"checks":["data1"],"findings":[{"advice":"A","command":"","expected":"2","id":"data1","measured":"1","#
          + #""severity":"severe","title":"T","where":[]}]"#), "\(text)")
    #expect(try JSONDecoder().decode(Diagnosis.self, from: Data(text.utf8)) == diagnosis)
  }

  @Test("Two diagnoses together are in order again")
  func joined() {
    let first = Diagnosis([finding("eval2", .severe)], checks: ["eval2"])
    let second = Diagnosis([finding("data9", .severe)], checks: ["data9"])
    let both = first.joined(with: second)
    #expect(both.findings.map(\.id) == ["data9"])
    #expect(both.silenced.map(\.id) == ["eval2"])
    #expect(both.checks == ["data9", "eval2"])
  }
}
