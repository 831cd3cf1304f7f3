// An assignment: its tasks, and what they are worth.

/// An assignment of the course.
package struct Assignment: Sendable {
  package var number: Int
  /// The folder's name without its number: "focal-loss".
  package var name: String
  package var title: String
  /// About how long it takes.
  package var hours: Double
  /// The protocol that answers conform to.
  package var taskProtocol: String
  package var tasks: [CourseTask]
  /// The share of the planted bugs that a student's claims have to catch for all their points.
  var claimsGoal: Double = 0.75
  /// Whether students write claims in it.
  package var hasClaims: Bool = true
  /// Modules that answers may import besides `Assignments` and Foundation.
  package var mayImport: [String] = []
  /// The module whose `serve` the assignment's program calls.
  package var servedBy = "Assignments"

  /// The folder under `Assignments`: "1-focal-loss".
  package var folder: String { "\(number)-\(name)" }
  /// The product that runs it.
  package var product: String { "assignment-\(number)" }

  /// Points of each kind, together 100.
  ///
  /// What an assignment does not have, its implementation gets.
  func points(of kind: TaskKind) -> Double {
    let kinds = Set(tasks.map(\.kind))
    guard kinds.contains(.implementation) else { return (100 - claimPoints) / Double(max(1, kinds.count)) }
    let others: [(TaskKind, Double)] = [(.question, 10), (.diagnosis, 10)]
    switch kind {
    case .question, .diagnosis: return kinds.contains(kind) ? 10 : 0
    case .implementation:
      let taken = others.reduce(0) { $0 + (kinds.contains($1.0) ? $1.1 : 0) }
      return 100 - taken - claimPoints
    }
  }

  /// The points for claims.
  package var claimPoints: Double { hasClaims ? 25 : 0 }

  /// The points of a task: an equal share of its kind's.
  package func points(of task: CourseTask) -> Double {
    points(of: task.kind) / Double(tasks.count { $0.kind == task.kind })
  }
}

/// All assignments in their order.
package enum Course {
  /// All assignments.
  package static let assignments: [Assignment] = [
    focalLoss, boxes, anchors, matching, boxLosses, suppression, evaluation, pyramid, loop, doctor,
  ]

  /// The assignment of a number.
  package static func assignment(_ number: Int) -> Assignment? { assignments.first { $0.number == number } }
}
