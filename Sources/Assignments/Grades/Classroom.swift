// The result of GitHub Classroom's grading actions: this JSON in base64 is the step output `result`.

import Foundation

/// What the reporter of GitHub Classroom reads.
///
/// The reported total sums the tests' scores, so none may be left out.
struct ClassroomGrade: Encodable {
  struct Test: Encodable {
    var name: String
    var status: String
    var score: Double
    var message: String
    var testCode: String
    var filename: String
    var lineNo: Int
    var duration: Double
  }
  var version = 1
  var status: String
  var maxScore: Double
  var tests: [Test]

  init(_ grade: Grade) {
    status = grade.results.allSatisfy { $0.status == .passed } ? "pass" : "fail"
    if !grade.results.isEmpty && grade.results.allSatisfy({ $0.status == .buildFailed }) { status = "error" }
    maxScore = grade.max
    tests = grade.results.map { result in
      let isError = result.status == .stopped || result.status == .buildFailed
      return Test(
        name: "\(result.id) \(result.title)", status: result.status == .passed ? "pass" : isError ? "error" : "fail",
        score: Grade.rounded(result.score), message: result.spoken, testCode: "course check \(result.id)",
        filename: result.id.hasSuffix("claims") ? "Claims.swift" : "Answers.swift", lineNo: 0, duration: 0)
    }
  }
}

extension Grade {
  /// The result for Classroom as its actions hand it on: base64 of the JSON.
  package var classroomOutput: String {
    Data(GradeFormat.classroom.text(of: self).utf8).base64EncodedString()
  }
}
