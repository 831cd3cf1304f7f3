import CommandLineTool
import Experiments
import Foundation
import Testing

@testable import retinanet

@Suite("retinanet ablate")
struct AblateCommandTests {
  @Test("list names every table, and every table is a word of the command")
  func list() {
    let run = runProgram("ablate list")
    #expect(run.code == .success)
    for table in AblationTable.all {
      #expect(run.output.contains(table.title) && AblateCommand.Table(rawValue: table.id)?.tables == [table])
    }
    #expect(AblateCommand.Table.all.tables == AblationTable.all)
  }

  @Test("A table is made, with chart, page and results; a second call trains nothing and says the same")
  func table() throws {
    try withNewFolder { folder in
      let words = "ablate suppression --quick --steps 2 --validation-images 4 --draws 20 --output \(folder.path)"
      let first = runProgram(words)
      #expect(first.code == .success && first.output.contains("6 experiments, 0 of them known; 1 training to be made."))
      #expect(first.output.contains("soft, Gaussian") && first.output.contains("Why shapes differ"))
      for name in ["suppression.svg", "suppression.html"] {
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path))
      }
      let results = folder.appendingPathComponent("results")
      #expect(try FileManager.default.contentsOfDirectory(atPath: results.path).count == 6)
      let second = runProgram(words)
      #expect(second.output.contains("6 of them known; 0 trainings"))
      let report = { (text: String) in text[(text.range(of: "suppression. ")?.lowerBound ?? text.startIndex)...] }
      #expect(report(first.output) == report(second.output))
      let json = runProgram(words + " --json")
      let records = try JSONDecoder().decode([AblationRecord].self, from: Data(json.output.utf8))
      #expect(records.count == 1 && records[0].rows.count == 6)
    }
  }

  @Test(
    "What cannot be made is refused",
    arguments: [
      ("ablate", "Missing expected argument"), ("ablate 2a", "'2a' is invalid"),
      ("ablate list 1a", "'list' stands alone"),
      ("ablate list --json", "for reading"), ("ablate 1a --seeds 0,0", "different integers"),
      ("ablate 1a --seeds 1,x", "different integers"), ("ablate 1a --steps 0", "--steps"),
      ("ablate 1a --draws 3", "--draws"),
    ])
  func refused(words: String, message: String) {
    let run = runProgram(words)
    #expect(run.code == .usage && run.error.contains(message), "\(run.error)")
  }

  @Test("A damaged result is refused with its file")
  func damaged() throws {
    try withNewFolder { folder in
      let words = "ablate suppression --quick --steps 1 --validation-images 2 --draws 20 --output \(folder.path)"
      #expect(runProgram(words).code == .success)
      let results = folder.appendingPathComponent("results")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: results.path).first)
      try Data("{".utf8).write(to: results.appendingPathComponent(name))
      let run = runProgram(words)
      #expect(run.code == .failure && run.error.contains(name) && run.error.contains("Delete the file"))
    }
  }
}
