// Assignment 10: its table is what the runs give, and its answers are what the table says.

import Foundation
import Testing

@testable import Assignments

@Suite("Be the doctor")
struct DoctorTests {
  /// The rows of the README's table: "healthy" or the run's number, and nine numbers.
  static let table: [String: [Double]] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Examples/Assignments/10-be-the-doctor/README.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var rows: [String: [Double]] = [:]
    for line in text.replacing("−", with: "-").split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let numbers = cells.dropFirst().compactMap { Double($0) }
      if numbers.count == DoctorRuns.columns.count { rows[cells[0]] = numbers }
    }
    return rows
  }()

  @Test("The healthy run and the twelve sick ones are what the README records", arguments: 0...12)
  func runs(_ number: Int) throws {
    let disease = number == 0 ? nil : Disease(rawValue: DoctorRuns.findings[number - 1].disease)
    #expect((disease == nil) == (number == 0))
    var run = SickRun(disease)
    let found = run.record()
    let recorded = try #require(Self.table[number == 0 ? "healthy" : "\(number)"])
    for (value, written) in zip(found, recorded) {
      #expect(abs(value - written) <= 1e-4 * abs(value), "run \(number): \(found)")
    }
  }

  @Test("The column of an answer is the first that is more than a tenth off the healthy run's", arguments: 1...12)
  func columns(_ number: Int) throws {
    let healthy = try #require(Self.table["healthy"])
    let sick = try #require(Self.table["\(number)"])
    let first = zip(healthy, sick).enumerated().first { abs($1.0 - $1.1) > 0.1 * abs($1.0) }?.offset
    #expect(first.map { DoctorRuns.columns[$0] } == DoctorRuns.findings[number - 1].column)
  }

  @Test("Every disease is one run's")
  func diseases() {
    #expect(Set(DoctorRuns.findings.map(\.disease)) == Set(Disease.allCases.map(\.rawValue)))
    #expect(DoctorRuns.tasks.count == 12)
  }
}
