// The article of measured tables: its rows, the paper's numbers, correlations and differences are looked at; only the
// trainings themselves would have to be made again.

import Experiments
import Foundation
import Testing

@Suite("The article of measured tables")
struct MeasuredTablesTests {
  /// A table as the article has it.
  private struct Written {
    var header: [String] = []
    var rows: [[String]] = []
    var text = ""

    init(_ table: AblationTable, in article: String) throws {
      let start = try #require(article.range(of: "\n## \(table.id): \(table.title)\n"), "\(table.id)")
      let rest = article[start.upperBound...]
      text = String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
      let lines = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
        line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
      }
      header = try #require(lines.first)
      rows = Array(lines.dropFirst())
    }

    /// The numbers of a column that all rows have: of "77.8 (α 0.5)" the first.
    func column(_ name: String) throws -> [Double]? {
      guard let place = header.firstIndex(of: name) else { return nil }
      return try rows.map { try #require(Double($0[place].split(separator: " ")[0]), "\($0)") }
    }
  }

  private func article() throws -> String {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Experiments/Experiments.docc/WhatTheTablesSay.md")
    return try String(contentsOf: url, encoding: .utf8)
  }

  private static let precision = AblationTable.all.filter { $0.measured == .precision }

  @Test("Every table has its section, with the rows of the program and the paper's numbers", arguments: precision)
  func rows(_ table: AblationTable) throws {
    let written = try Written(table, in: try article())
    let hasPaper = table.rows.contains { $0.paper != nil }
    let runs = written.header.dropFirst(table.columns.count + (hasPaper ? 1 : 0))
    #expect(written.header.prefix(table.columns.count) == table.columns[...])
    #expect(runs.first == "quick" && runs.allSatisfy { ["quick", "full"].contains($0) })
    #expect(written.rows.map { Array($0.prefix(table.columns.count)) } == table.rows.map(\.cells))
    if hasPaper {
      let paper = written.rows.map { Double($0[table.columns.count]) }
      #expect(paper == table.rows.map(\.paper))
    }
    for run in runs {
      #expect(try #require(try written.column(run)).allSatisfy { 0...100 ~= $0 })
    }
  }

  @Test("Correlations and differences are those of the numbers above them", arguments: precision)
  func sentences(_ table: AblationTable) throws {
    let written = try Written(table, in: try article())
    let ofPaper = table.rows.indices.filter { table.rows[$0].paper != nil }
    for run in ["quick", "full"] {
      guard let column = try written.column(run) else { continue }
      if ofPaper.count > 2 {
        let (here, paper) = (ofPaper.map { column[$0] }, ofPaper.compactMap { table.rows[$0].paper })
        let text = try #require(
          written.text.firstMatch(of: try Regex("\(run) ρ (-?[0-9]+\\.[0-9]+)"))?[1].substring.map(String.init))
        // The article's numbers have one decimal. Rows that are equal in it had an order, the paper's or the other one.
        let limits = try [-1e-9, 1e-9].map { shift in
          try #require(OrderAgreement.spearman(paper, zip(here, paper).map { $0 + shift * $1 }))
        }
        let rho = try #require(Double(text))
        #expect(limits[0] - 0.0051...limits[1] + 0.0051 ~= rho, "\(table.id) \(run) \(limits)")
      }
      for claim in table.claims {
        let line = try #require(
          written.text.split(separator: "\n").first { $0.hasPrefix("- \(claim.text): ") }, "\(claim.text)")
        let text = try #require(line.firstMatch(of: try Regex("\(run) ([+-]?[0-9]+\\.[0-9]+)"))?[1].substring)
        let difference = column[claim.better] - column[claim.worse]
        // Rounded once here and twice there.
        #expect(abs(try #require(Double(text)) - difference) <= 0.1001, "\(claim.text)")
      }
    }
  }

  @Test("Figure 4: the hardest own more of the negatives' loss with every γ")
  func focus() throws {
    let written = try Written(.lossDistribution, in: try article())
    #expect(try written.column("γ") == [0, 0.5, 1, 2])
    for name in ["quick", "full"] {
      guard let column = try written.column("negatives' hardest 1 %, \(name)") else { continue }
      #expect(column == column.sorted() && column[0] < column[3])
    }
  }
}
