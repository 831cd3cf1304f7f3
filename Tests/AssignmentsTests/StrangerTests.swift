// The grader before students who have not seen the catalogue.

import Foundation
import Testing

@testable import Assignments

@Suite("Mistakes in a student's own words")
struct StrangerTests {
  static let tasks = Dictionary(uniqueKeysWithValues: Course.assignments.flatMap(\.tasks).map { ($0.id, $0) })

  @Test("Each is found, and gets the name that it deserves or none, whatever the seed", arguments: Stranger.all)
  func named(_ stranger: Stranger) throws {
    let task = try #require(Self.tasks[stranger.task])
    for seed in [UInt64(1), 2017, 77] {
      let judge = Judge(task, seed: seed)
      let outcomes = Judge.outcomes(of: stranger.make(), calls: judge.calls)
      let result = judge.verdict(outcomes, points: 1, reveals: true)
      #expect(result.status != .passed, "\(stranger) is not found with the seed \(seed)")
      #expect(result.mistakes == stranger.names, "\(stranger): \(judge.explanations(outcomes)), \(result.message)")
      // Without a name the place is told: the call, what it gives, and which laws are not kept.
      #expect(result.message.contains(" gives "))
      if stranger.names.isEmpty {
        #expect(result.hints.dropFirst().first?.contains("Look at what is not kept") == true)
      }
    }
  }

  @Test("At least eight in every assignment, most of them named")
  func count() {
    for assignment in Course.assignments {
      let own = Stranger.all.filter { $0.task.hasPrefix("\(assignment.number).") }
      #expect(own.count >= 8, "\(assignment.folder)")
    }
    #expect(Stranger.all.count >= 200)
    #expect(Stranger.all.count { !$0.names.isEmpty } * 5 >= Stranger.all.count * 4)
  }
}
