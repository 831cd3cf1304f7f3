// Tasks in which a sick program is to be recognized from its numbers: the patients are in the README.

/// Tasks of a letter for a letter.
enum Diagnosis {
  static func task(_ id: String, answers: [String: String], solution: String, reading: String) -> CourseTask {
    let right = Function { (patient: String) in
      guard let answer = answers[patient] else { throw Stopped(reason: "there is no patient \(patient)") }
      return answer
    }
    return CourseTask(
      id, "What ails them", kind: .diagnosis, function: "diagnosis", arguments: ["patient"],
      formula: reading, solution: solution, reference: right, alternative: right,
      worked: answers.keys.sorted().map { Worked("patient \($0)", [.text($0)], .text(answers[$0] ?? "")) }, laws: [])
  }
}
