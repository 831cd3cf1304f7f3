// Assignment 10 as the judge sees it: a disease and a column for each run. The runs themselves are made by the tests.

extension Course {
  static let doctor = Assignment(
    number: 10, name: "be-the-doctor", title: "Be the doctor", hours: 2, taskProtocol: "DoctorTask",
    tasks: DoctorRuns.tasks, hasClaims: false)
}

/// What ails the runs of assignment 10.
enum DoctorRuns {
  /// The letter of the disease and the first column that tells, by the run's number from 1.
  static let findings: [(disease: String, column: String)] = [
    ("c", "first"), ("a", "first"), ("g", "tenth"), ("f", "tenth"), ("j", "first"), ("e", "last"), ("d", "first"),
    ("i", "detections"), ("k", "first"), ("b", "first"), ("l", "detections"), ("h", "tenth"),
  ]

  /// The columns of the README's table, from the left.
  static let columns = ["first", "second", "tenth", "last", "box", "detections", "AP50", "AR"]

  private static let right = Function { (run: Int) in
    guard findings.indices.contains(run - 1) else { throw Stopped(reason: "there is no run \(run)") }
    return [findings[run - 1].disease, findings[run - 1].column]
  }

  static let tasks: [CourseTask] = findings.indices.map { index in
    let (disease, column) = findings[index]
    return CourseTask(
      "10.\(index + 1)", "Run \(index + 1)", kind: .diagnosis, function: "finding", arguments: ["run"],
      formula:
        "Ask of the first loss what the outputs say before anything is learned; of the later ones how they change; of "
        + "the last three columns what is made of outputs that are right.",
      solution: "Tests/AssignmentRunsTests/SickRuns.swift: the program that made the runs",
      reference: right, alternative: right,
      worked: [Worked("run \(index + 1)", [.integer(index + 1)], [.text(disease), .text(column)])], laws: [],
      mistakes: DoctorMistakes.mistakes(run: index + 1, disease: disease, column: column))
  }
}
