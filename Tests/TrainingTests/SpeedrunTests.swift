// The ladder of the speedrun, and the article that shows it.

import Foundation
import Testing
import Training

@Suite("The speedrun")
struct SpeedrunTests {
  @Test("The article's table is the ladder's")
  func article() throws {
    let article = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Training/Training.docc/TheSpeedrun.md")
    #expect(try String(contentsOf: article, encoding: .utf8).contains("\n" + Speedrun.table + "\n"))
  }

  @Test("Every rung is above the one before it but the second, which only has less time; the last is the best")
  func rises() throws {
    let ladder = Speedrun.ladder
    for (index, rung) in ladder.enumerated() {
      #expect(rung.ap.count == 5 && rung.ap.allSatisfy { 0...1 ~= $0 } && rung.cpuSeconds > 0)
      if index == 0 { continue }
      #expect(rung.median > ladder[index - 1].median || index == 1, "\(rung.change)")
    }
    let goal = try #require(ladder.dropLast().last)
    #expect(goal.ap.allSatisfy { $0 > 0.75 }, "AP 0.75 with every seed")
    #expect(goal.cpuSeconds < 40, "in 20 s of two cores")
    #expect(try #require(ladder.last).ap.allSatisfy { $0 > 0.8 })
  }
}
