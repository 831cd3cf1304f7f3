// Assignment 10 as the student sees it: twelve recorded runs, each of them sick.

/// The function of assignment 10.
public protocol DoctorTask: Sendable {
  /// 10.1 to 10.12: for a run of the README, from 1 to 12, the letter of its disease and the name of the first column,
  /// from the left, that is more than a tenth off the healthy run's: `["a", "first"]`.
  func finding(run: Int) throws -> [String]
}

extension DoctorTask {
  /// Not answered.
  public func finding(run: Int) throws -> [String] { throw NotAnswered("10.\(run)") }
}

/// Serves the answers of assignment 10 to the judge.
public func serve(_ answers: some DoctorTask) {
  Answers(functions: functions(of: answers), claims: []).serve(assignment: 10)
}

func functions(of task: some DoctorTask) -> [String: Function] { ["finding": Function(task.finding(run:))] }
