// Two mistakes at once: every two of a function that can be made together, and what becomes of them when the student
// mends what is named, and checks again.

import Foundation
import Testing

@testable import Assignments

@Suite("Pairs of mistakes")
struct PairTests {
  static let pairs = ProofTests.proof.twoAtOnce

  @Test("Of every two mistakes in a function one is named at least, and none that was not made")
  func honest() {
    for pair in Self.pairs { #expect(pair.isHonest, "\(pair.task) \(pair.ids) is taken for \(pair.named)") }
    #expect(Self.pairs.count >= 1700)
    // Where only one is named it hides the other wherever that shows, or the other has a double behind it.
    #expect(Self.pairs.count(where: \.isNamed) * 10 >= Self.pairs.count * 8)
  }

  @Test("When what is named is mended the other is named, until nothing is left")
  func mended() throws {
    let names = Dictionary(grouping: ProofTests.proof.mistakes) { [$0.task, $0.id] }
    for pair in Self.pairs {
      let left = pair.ids.filter { !pair.named.contains($0) }
      // The function with one mistake left is the catalogue's: named alone.
      for id in left {
        let row = try #require(names[[pair.task, id]]?.first)
        #expect(row.isNamed && row.twins.isEmpty, "\(pair.task) \(pair.ids): \(id) is not seen")
      }
      #expect(left.count < 2)
    }
  }

  @Test("Mistakes in two functions cannot meet: no two tasks share a function, but the runs of assignment 10")
  func apart() {
    for assignment in Course.assignments.map(\.withoutRuns) where assignment.number != 10 {
      let functions = assignment.tasks.map(\.function)
      #expect(Set(functions).count == functions.count, "\(assignment.folder)")
    }
  }

  @Test("What two mistakes do not explain is not named", arguments: ["2.3", "4.2", "6.3"])
  func strange(_ id: String) throws {
    let task = try #require(Course.assignments.flatMap(\.tasks).first { $0.id == id })
    let judge = Judge(task, seed: 2017)
    #expect(judge.explanations(judge.calls.map { _ in .value(.none) }) == [])
    // Right on all calls but one, and there nobody's answer.
    var outcomes = Judge.outcomes(of: task.reference, calls: judge.calls)
    outcomes[outcomes.count - 1] = .value("nobody's")
    #expect(judge.explanations(outcomes) == [])
  }
}
