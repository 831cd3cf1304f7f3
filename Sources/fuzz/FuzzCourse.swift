// What the course reads that is none of its own: a memory that a student can edit, what a student's program says, and
// the text of answers; and the file of a run of tests.

import Assignments

/// Texts of the course, and what is done with them.
enum FuzzCourse {
  static let progress: [[UInt8]] = [
    "1.1 7.86 of 7.86\n1.2 5.5 of 7.86 hints 1 L14\n2.claims 0.0 of 25.0\n",
    "1.1 1 of 8 hints 2 failed x\n\n1.1 8 of 8\n",
  ].map { Array($0.utf8) }

  /// Outcomes as lines: of the calls of a task, again from the first when there are no more.
  static let replies: [[UInt8]] = [
    "= n3fe0000000000000;\n= n3ff0000000000000;\n", "! unanswered s312e31;\n", "= [n4000000000000000;i3;tf-s6162;]\n",
    "! threw s61;\n= [[n3ff0000000000000;n0;i9223372036854775807;n7ff0000000000000;][]]\n! stopped s78;\n! missing -\n",
    "call iou [[i0;i0;i2;i2;][i1;i1;i3;i3;]]\n? loss [n0;t]\n= t\n= -\n= f\n",
  ].map { Array($0.utf8) }

  static let answers: [[UInt8]] = [
    "import Assignments\nimport Foundation\n\n/// a\nstruct Answers: BoxTask { }\n",
    "@testable import Losses; import struct Boxes.Box\n/* import A */ import /* b */\nB\n// import C\n/* a\nimport D */\n",
  ].map { Array($0.utf8) }

  static let xunit: [[UInt8]] = [
    """
    <?xml version="1.0"?><testsuites><testsuite name="TestResults" tests="3">
    <testcase classname="LossesTests.FocalLossTests" name="easy()" time="0.25"/>
    <testcase classname="LossesTests.FocalLossTests" name="easy()" time="0.5"/>
    <testcase classname="BoxesTests.BoxTests" name="iou(_:)" time="1">
    <failure message="a &lt; b > c"/>
    </testcase></testsuite></testsuites>
    """
  ].map { Array($0.utf8) }

  /// Reads what is done, and gives the next hint for every task; whether all lines were understood.
  static func readProgress(_ text: String) -> Bool {
    var progress = CourseProgress(text: text)
    guard CourseProgress(text: progress.text).text == progress.text else {
      preconditionFailure("what is written of progress is read as another")
    }
    for (task, points) in tasks {
      _ = progress.isDone(task.id)
      let result = TaskResult(id: task.id, title: task.title, status: .failed, max: points, message: "no")
      // A hint is chosen by it.
      guard (0...2).contains(progress.nextHint(for: result)) else { preconditionFailure("there is no such hint") }
    }
    let names = Set(text.split(separator: "\n").map { $0.prefix { $0 != " " } })
    return names.count == names.filter { progress.scores[String($0)] != nil }.count
  }

  /// Judges a task by what a program answers to its calls, and writes the grade in every form.
  static func readReplies(_ text: String) -> Bool {
    let lines = text.split(separator: "\n").map(String.init)
    _ = lines.map { (Call(line: $0, "call"), Call(line: $0, "?")) }
    let outcomes = lines.compactMap { Outcome(line: $0) }
    guard !outcomes.isEmpty else { return false }
    guard outcomes.allSatisfy({ Outcome(line: $0.line)?.line == $0.line }) else {
      preconditionFailure("what is said of an outcome is understood as another")
    }
    let judge = judges[text.utf8.count % judges.count]
    let verdict = judge.verdict(
      judge.calls.indices.map { outcomes[$0 % outcomes.count] }, points: 10, reveals: text.utf8.count.isMultiple(of: 2))
    let grade = Grade(results: [verdict], seconds: 1)
    _ = GradeFormat.allCases.map { $0.text(of: grade) }
    return true
  }

  private static let tasks = Course.assignments.flatMap { assignment in
    assignment.tasks.map { (task: $0, points: assignment.points(of: $0)) }
  }

  private static let judges = tasks.filter { !$0.task.isRun }.map { Judge($0.task, seed: 1) }
}
