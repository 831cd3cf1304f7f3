// Assignment 10: its table is what real runs of the detector gave, and its answers are what the table says.
// The twelve runs in full take half a minute: RETINAKIT_SICK_RUNS=1 makes them all and prints the table's rows.

import Detector
import Foundation
import Testing

@testable import AssignmentRuns
@testable import Assignments

@Suite("Be the doctor", .serialized)
struct DoctorTests {
  /// The rows of the README's table: "healthy" or the run's number, and its numbers.
  static let table: [String: [Double]] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Examples/Assignments/10-be-the-doctor/README.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var rows: [String: [Double]] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let numbers = cells.dropFirst().compactMap { Double($0) }
      if numbers.count == DoctorRuns.columns.count { rows[cells[0]] = numbers }
    }
    return rows
  }()

  private func disease(_ number: Int) -> Disease? {
    number == 0 ? nil : Disease(rawValue: DoctorRuns.findings[number - 1].disease)
  }

  private func row(_ number: Int) throws -> [Double] {
    try #require(Self.table[number == 0 ? "healthy" : "\(number)"])
  }

  /// Losses of the first steps agree well on every processor; what many steps of rounding have grown into, less so.
  private func compare(_ found: [Double], _ recorded: [Double], _ run: Int) {
    let (relative, absolute) = ([0.005, 0.02, 0.1, 0.3, 0.3, 0.5, 0.3, 0.3], [0, 0, 0, 0.02, 0.1, 5, 0.1, 0.1])
    for (index, (value, written)) in zip(found, recorded).enumerated() {
      let isNear = abs(value - written) <= max(relative[index] * abs(written), absolute[index])
      #expect(isNear, "run \(run), \(DoctorRuns.columns[index]): \(value), recorded \(written)")
    }
  }

  @Test("Every run begins as the README records: the losses of the first, second and tenth step", arguments: 0...12)
  func beginnings(_ number: Int) throws {
    let reports = try SickRun.beginning(SickRun(disease: disease(number)).trainer())
    compare([0, 1, 9].map { reports[$0].classLoss }, try row(number), number)
  }

  @Test("The healthy run in full is what the README records, and so is its detector with a disease of detecting")
  func healthyRun() throws {
    let trainer = SickRun(disease: nil).trainer()
    let reports = try (0..<SickRun.steps).map { _ in try trainer.trainStep() }
    let columns = SickRun.columns(reports)
    let healthy = columns + (try SickRun.found(trainer.model))
    #expect(healthy.count == DoctorRuns.columns.count)
    compare(healthy, try row(0), 0)
    for number in 1...12 where disease(number)?.isOfDetecting == true {
      let model = SickRun(disease: disease(number)).used(trainer.model)
      compare(columns + (try SickRun.found(model)), try row(number), number)
    }
  }

  @Test(
    "All runs in full are what the README records",
    .enabled(if: ProcessInfo.processInfo.environment["RETINAKIT_SICK_RUNS"] == "1"), arguments: 0...12)
  func all(_ number: Int) throws {
    let found = try SickRun(disease: disease(number)).record()
    #expect(found.count == DoctorRuns.columns.count)
    let cells = found.map { String(format: "%.4g", $0) }
    print("| \(number == 0 ? "healthy" : "\(number)") | \(cells.joined(separator: " | ")) |")
    compare(found, try row(number), number)
  }

  @Test("The column of an answer is the first that is more than a tenth off the healthy run's", arguments: 1...12)
  func columns(_ number: Int) throws {
    let (healthy, sick) = (try row(0), try row(number))
    let first = zip(healthy, sick).enumerated().first { abs($1.0 - $1.1) > 0.1 * abs($1.0) }?.offset
    #expect(first.map { DoctorRuns.columns[$0] } == DoctorRuns.findings[number - 1].column)
  }

  @Test("No run stands at the border of a tenth", arguments: 1...12)
  func borders(_ number: Int) throws {
    let (healthy, sick) = (try row(0), try row(number))
    let shares = zip(healthy, sick).map { abs($0 - $1) / abs($0) }
    let first = try #require(shares.firstIndex { $0 > 0.1 })
    #expect(shares[first] > 0.12 && shares[..<first].allSatisfy { $0 < 0.08 }, "\(shares)")
  }

  @Test("Every disease is one run's")
  func diseases() {
    #expect(Set(DoctorRuns.findings.map(\.disease)) == Set(Disease.allCases.map(\.rawValue)))
    #expect(DoctorRuns.tasks.count == 12)
  }
}
