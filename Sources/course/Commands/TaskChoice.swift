// What a student asks about: everything, an assignment or a task.

import Assignments
import CommandLineTool

/// Everything, assignment 4, task 4.2, or the claims of assignment 4.
struct TaskChoice: Sendable, Hashable {
  /// The assignment's number; nil for all.
  var assignment: Int?
  /// The task's number, "4.2" or "4.claims"; nil for all of an assignment.
  var task: String?

  /// A choice from its text; nil if there is no such thing.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, let number = Int(first), let found = Course.assignment(number), parts.count <= 2
    else { return nil }
    assignment = number
    guard parts.count == 2 else { return }
    guard found.tasks.contains(where: { $0.id == text }) || (parts[1] == "claims" && found.hasClaims) else {
      return nil
    }
    task = text
  }

  /// The assignments that are meant.
  static func assignments(_ choice: TaskChoice?) -> [Assignment] {
    Course.assignments.filter { choice?.assignment == nil || choice?.assignment == $0.number }
  }

  /// The task that is meant; refuses a whole assignment.
  func one() throws(UsageError) -> (Assignment, CourseTask) {
    guard let number = assignment, let assignment = Course.assignment(number),
      let found = assignment.tasks.first(where: { $0.id == task })
    else {
      // Of claims and of whole assignments there is something else to ask.
      let number = self.assignment.map { "\($0)" } ?? "1"
      throw UsageError(
        task == nil
          ? "Name one task, as \(number).2: an assignment has several."
          : "Claims have no hints, pictures or solutions; `course claims \(number)` says what each catches.")
    }
    return (assignment, found)
  }

  static let words: ValueType<TaskChoice> = ValueType<TaskChoice>(
    placeholder: "task", expectation: "an assignment or a task that there is, as 1 or 1.2",
    value: { TaskChoice($0) }, text: { $0.task ?? $0.assignment.map { "\($0)" } ?? "" })
  static let optional: Argument<TaskChoice?> = .optionalPositional(
    words, help: "An assignment, a task or its claims: 1, 1.2, 1.claims.")
  static let assignment: Argument<TaskChoice> = .positional(
    ValueType<TaskChoice>(
      placeholder: "assignment", expectation: "an assignment that there is, as 1", value: { TaskChoice($0) },
      text: { $0.assignment.map { "\($0)" } ?? "" }), help: "An assignment, as 1.")
  static let task: Argument<TaskChoice> = .positional(words, help: "A task, as 1.2.")
}
