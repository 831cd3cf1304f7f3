// What the judge says about one task.

/// How a task stands.
package enum TaskStatus: String, Sendable, Codable {
  /// All laws are kept.
  case passed
  /// Some law is not.
  case failed
  /// Nothing is written yet.
  case unanswered
  /// The student's code ended or hung.
  case stopped
  /// The student's code does not compile.
  case buildFailed
}

/// The verdict on one task.
package struct TaskResult: Sendable, Hashable {
  /// "1.3", or "1.claims".
  package var id: String
  package var title: String
  package var status: TaskStatus
  package var score: Double
  package var max: Double
  /// One or a few sentences for the student.
  package var message: String
  /// The catalogue's numbers of the mistake that was recognized; two for a pair.
  package var mistakes: [String] = []
  /// The three hints, vague to plain: symptom, place, formula.
  package var hints: [String] = []
  /// The smallest call that differs, for a drawing.
  package var failing: [Value]?
  package var got: Outcome?
  package var right: Outcome?

  /// A result without a mark: not yet answered, not built, not run.
  package init(_ task: CourseTask, in assignment: Assignment, status: TaskStatus, message: String) {
    self.init(id: task.id, title: task.title, status: status, max: assignment.points(of: task), message: message)
  }

  package init(id: String, title: String, status: TaskStatus, score: Double = 0, max: Double, message: String) {
    self.id = id
    self.title = title
    self.status = status
    self.score = score
    self.max = max
    self.message = message
  }
}
