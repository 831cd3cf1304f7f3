// No false alarm: what is right scores everything, however it is written.

import Testing

@testable import Assignments

@Suite("Right answers by other ways")
struct RightAnswerTests {
  @Test("Each scores everything, whatever the seed", arguments: RightAnswer.all)
  func right(_ answer: RightAnswer) throws {
    let task = try #require(StrangerTests.tasks[answer.task])
    for seed in [UInt64(1), 2017, 77] {
      let judge = Judge(task, seed: seed)
      let result = judge.verdict(Judge.outcomes(of: answer.make(), calls: judge.calls), points: 10, reveals: true)
      #expect(result.status == .passed && result.score == 10, "\(answer): \(result.message)")
    }
  }

  @Test("There are three at least of every function to write")
  func count() {
    for task in Course.assignments.flatMap(\.tasks) where task.kind == .implementation && !task.isRun {
      #expect(RightAnswer.all.count { $0.task == task.id } >= 3, "\(task.id)")
    }
  }

  @Test("What another system does is answered as its convention")
  func conventions() throws {
    for task in Course.assignments.flatMap(\.tasks) where !task.isRun {
      let judge = Judge(task, seed: 5)
      for mistake in task.mistakes where mistake.convention != nil {
        let result = judge.verdict(Judge.outcomes(of: mistake.make(), calls: judge.calls), points: 1, reveals: true)
        #expect(
          result.hints.dropFirst().first?.contains("a convention and no mistake") == true, "\(task.id) \(mistake.id)")
      }
    }
  }
}
