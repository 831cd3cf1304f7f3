// The results file of Gradescope, https://gradescope-autograders.readthedocs.io/en/latest/specs/ .

/// `results.json`.
struct GradescopeGrade: Encodable {
  struct Test: Encodable {
    var name: String
    var number: String
    var score: Double
    var maxScore: Double
    var status: String
    var output: String
    var tags: [String]
    var visibility = "visible"
  }
  struct Place: Encodable {
    var name: String
    var value: Double
    var order: String
  }
  var score: Double
  var executionTime: Double
  var output: String
  var outputFormat = "text"
  var visibility = "visible"
  var stdoutVisibility = "hidden"
  var tests: [Test]
  var leaderboard: [Place]

  init(_ grade: Grade) {
    score = grade.score
    executionTime = Grade.rounded(grade.seconds)
    let total = "\(Grade.text(grade.score)) of \(Grade.text(grade.max)) points."
    output = ([total] + grade.failures).joined(separator: "\n")
    tests = grade.results.map { result in
      Test(
        name: result.title, number: result.id, score: Grade.rounded(result.score),
        maxScore: Grade.rounded(result.max), status: result.status == .passed ? "passed" : "failed",
        output: result.spoken, tags: result.mistakes)
    }
    leaderboard = [Place(name: "Points", value: grade.score, order: "desc")]
  }
}

extension TaskResult {
  /// The message, and the mistake if it is known.
  var spoken: String { mistakes.isEmpty || hints.count < 2 ? message : message + "\n" + hints[1] }
}
