// The pieces that assignment 9 trains with, in versions: correct ones, and each with one mistake of assignments 1 to 6.
// How a detector is trained with them is the business of AssignmentRuns.

/// The versions of a detector's pieces by name.
package enum Pieces {
  /// The detector as it is, with no piece of anybody's.
  package static let reference = "reference"
  /// The second correct version of every piece.
  package static let alternative = "alternative"

  private static func task(_ tasks: [CourseTask], _ id: String) -> CourseTask? { tasks.first { $0.id == id } }

  /// The task of assignments 1 to 6 that asks for a piece's function.
  static let origins: [String: CourseTask] = {
    let all = FocalLossLaws.tasks + BoxLaws.tasks + MatchingLaws.tasks + SuppressionLaws.tasks
    let ids = [
      "loss": "1.2", "slope": "1.3", "ious": "2.4", "match": "4.3", "encode": "2.5", "decode": "2.6",
      "suppressPerClass": "6.4",
    ]
    return ids.compactMapValues { task(all, $0) }
  }()

  /// Every function in its second correct version.
  static let functions: [String: Function] = origins.mapValues(\.alternative)

  /// The mistakes that a run can show, each with the functions that have it.
  static let wrong: [String: (mistake: Mistake, functions: [String: Function])] = {
    var wrong: [String: (mistake: Mistake, functions: [String: Function])] = [:]
    func add(_ mistake: Mistake, _ name: String, _ function: Function) {
      wrong[mistake.id] = (wrong[mistake.id]?.mistake ?? mistake, wrong[mistake.id]?.functions ?? [:])
      wrong[mistake.id]?.functions[name] = function
    }
    for (name, task) in origins.sorted(by: { $0.value.id < $1.value.id }) {
      // What can be wrong on both ways is wrong on the way there: the box losses show it.
      for mistake in task.mistakes where name != "decode" || wrong[mistake.id] == nil {
        add(mistake, name, mistake.make())
      }
    }
    return wrong
  }()

  /// The pieces of a version; nil for the reference, which has none of its own, and for what is no version.
  package static func version(_ name: String) -> (any LoopTask)? {
    guard name == alternative || wrong[name] != nil else { return nil }
    let functions = functions.merging(wrong[name]?.functions ?? [:]) { _, wrong in wrong }
    return LoopCalls(
      call: Caller { name, arguments in
        guard let function = functions[name] else { throw Told(description: "there is no function \(name)") }
        return try function.call(arguments)
      })
  }
}
