// The results file of Exercism's test runners, version 3.
// https://exercism.org/docs/building/tooling/test-runners/interface

/// `{version: 3, status, message?, tests}`.
struct ExercismGrade: Encodable {
  struct Test: Encodable {
    var name: String
    var testCode: String
    var status: String
    var message: String?
    var taskId: Int?
  }
  var version = 3
  var status: String
  var message: String?
  var tests: [Test]?

  init(_ grade: Grade) {
    let isBuilt = !grade.results.contains { $0.status == .buildFailed }
    status = !isBuilt ? "error" : grade.results.allSatisfy { $0.status == .passed } ? "pass" : "fail"
    message = isBuilt ? nil : grade.results.first { $0.status == .buildFailed }?.message
    tests =
      !isBuilt
      ? nil
      : grade.results.map { result in
        let status = result.status == .passed ? "pass" : result.status == .stopped ? "error" : "fail"
        return Test(
          name: "\(result.id) \(result.title)", testCode: "course check \(result.id)", status: status,
          message: result.status == .passed ? nil : result.spoken,
          taskId: result.id.split(separator: ".").last.flatMap { Int($0) })
      }
  }
}
