// The grader graded: what the course promises about itself.

import Testing

@testable import Assignments

@Suite("The proof about the grader")
struct ProofTests {
  static let proof = Proof()

  @Test("Unanswered scores 0, both correct versions score everything")
  func scores() {
    #expect(Self.proof.unanswered == 0)
    #expect(Self.proof.reference == 100)
    #expect(Self.proof.alternative == 100)
  }

  @Test("Every mistake is killed and named, alone or with its declared equals")
  func mistakes() {
    for row in Self.proof.rows {
      #expect(!row.killedBy.isEmpty, "\(row.task) \(row.id) survives")
      #expect(row.isNamed || !row.isCatalogued, "\(row.task) \(row.id) is not named")
    }
    #expect(Self.proof.classes == [])
    #expect(Self.proof.mistakes.count >= 490)
  }

  @Test("Every law kills a mistake that no other law kills")
  func laws() {
    for law in Self.proof.laws { #expect(law.isNeeded, "\(law.id), \(law.title), is not needed") }
  }
}

@Suite("Every figure of the catalogue is what the functions give")
struct FigureTests {
  // A run's mistakes have the figures of the functions that it is made with, which are looked at there.
  static let tasks = Course.assignments.flatMap(\.tasks).filter { !$0.isRun }

  @Test("The worked numbers are the reference's", arguments: tasks.map(\.id))
  func worked(_ id: String) throws {
    let task = try #require(Self.tasks.first { $0.id == id })
    for number in task.worked {
      for version in [task.reference, task.alternative] {
        let found = version.outcome(number.arguments)
        #expect(
          found.agrees(with: .value(number.right), tolerance: max(5e-5, task.tolerance)),
          "\(task.written(number.arguments)) gives \(found)")
      }
    }
  }

  @Test("A mistake's figure has the right and the wrong value", arguments: tasks.map(\.id))
  func figures(_ id: String) throws {
    let task = try #require(Self.tasks.first { $0.id == id })
    for mistake in task.mistakes {
      let call = task.written(mistake.figure.arguments)
      let right = task.reference.outcome(mistake.figure)
      #expect(right.agrees(with: mistake.figure.right, tolerance: 5e-6), "\(mistake.id): \(call) right is \(right)")
      let wrong = mistake.make().outcome(mistake.figure)
      #expect(wrong.agrees(with: mistake.figure.wrong, tolerance: 5e-6), "\(mistake.id): \(call) wrong is \(wrong)")
    }
  }
}
