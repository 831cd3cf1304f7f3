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
    ("c", "first"), ("a", "first"), ("g", "tenth"), ("f", "second"), ("j", "first"), ("e", "first"), ("d", "first"),
    ("i", "second"), ("k", "first"), ("b", "first"), ("l", "second"), ("h", "tenth"),
  ]

  /// The columns of the README's table, from the left.
  static let columns = ["first", "second", "tenth", "fiftieth", "last", "held out", "objects", "background", "bias"]

  private static let right = Function { (run: Int) in
    guard findings.indices.contains(run - 1) else { throw Stopped(reason: "there is no run \(run)") }
    return [findings[run - 1].disease, findings[run - 1].column]
  }

  static let tasks: [CourseTask] = findings.indices.map { index in
    let (disease, column) = findings[index]
    return CourseTask(
      "10.\(index + 1)", "Run \(index + 1)", kind: .diagnosis, function: "finding", arguments: ["run"],
      formula:
        "Ask of the first loss what the outputs say before anything is learnt; of the later ones how they change; "
        + "of the held out one whether it is shown the same.",
      solution: "Tests/AssignmentsTests/SickRuns.swift: the program that made the runs",
      reference: right, alternative: right,
      worked: [Worked("run \(index + 1)", [.integer(index + 1)], [.text(disease), .text(column)])], laws: [])
  }
}
