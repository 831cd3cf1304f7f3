// The program `course`: the list of its commands.

import CommandLineTool

extension Program {
  /// What `swift run course` runs.
  static let course = Program(
    name: "course", version: "1.0.0", overview: "The course on dense object detection: assignments and their grader.",
    discussion: """
      Everything starts unanswered. `course list` shows what there is, `course check 1` checks the first assignment, \
      `course hint 1.2` helps with a task in three steps. Any task can be checked at any time, in any order.
      """,
    commands: [
      ListCommand.self, CheckCommand.self, HintCommand.self, WhyCommand.self, ClaimsCommand.self, WatchCommand.self,
      SolutionCommand.self, ResetCommand.self, StartCommand.self, GradeCommand.self, VerifyCommand.self,
    ],
    // `check` has colors.
    isPlain: false)
}
