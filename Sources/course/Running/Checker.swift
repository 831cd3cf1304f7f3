// Checks an assignment: builds it, puts every task's calls to a process of its own, and judges what comes back here.

import Assignments
import Dispatch
import Foundation
import Synchronization

/// Checks assignments of a workplace.
struct Checker: Sendable {
  var workplace: Workplace
  /// The calls' seed: the same for every check of a student, another for a grade.
  var seed: UInt64 = 1
  /// Whether messages may say the right values.
  var reveals = true
  /// How many tasks are run at a time; results do not depend on it.
  var threads = 2
  /// Makes the grader's own runs of the detector, for assignment 9.
  var runs = RunMaker()

  /// The verdicts on some tasks of an assignment, or on all, and on its claims, in their order.
  func check(_ assignment: Assignment, only task: String? = nil) -> [TaskResult] {
    let tasks = assignment.tasks.filter { task == nil || $0.id == task }
    let wantsClaims = assignment.hasClaims && (task == nil || task == "\(assignment.number).claims")
    if case .failed(let message, _) = workplace.build(assignment, isGraded: !reveals) {
      return Self.unbuilt(assignment, tasks: tasks, wantsClaims: wantsClaims, message: message)
    }
    if tasks.contains(where: \.isRun) { runs.prepare(workplace) }
    return run(assignment, tasks: tasks, wantsClaims: wantsClaims, executable: workplace.executable(of: assignment))
  }

  /// The verdicts on tasks of a program that is built, in their order.
  func run(_ assignment: Assignment, tasks: [CourseTask], wantsClaims: Bool, executable: URL) -> [TaskResult] {
    let results = Mutex<[Int: TaskResult]>([:])
    let width = max(1, min(threads, tasks.count))
    DispatchQueue.concurrentPerform(iterations: width) { worker in
      for index in stride(from: worker, to: tasks.count, by: width) {
        let task = tasks[index].made(by: runs.run)
        let judge = Judge(task, seed: seed)
        if let problem = judge.problem {
          let result = TaskResult(
            task, in: assignment, status: .stopped,
            message: "The grader could not make its own run, which is no fault of yours: \(problem).")
          results.withLock { $0[index] = result }
          continue
        }
        let limits = Limits(seconds: task.seconds)
        let outcomes = TaskSession(executable: executable, limits: limits)
          .outcomes(function: task.function, calls: judge.calls)
        let verdict = judge.verdict(outcomes, points: assignment.points(of: task), reveals: reveals)
        results.withLock { $0[index] = verdict }
      }
    }
    var verdicts = results.withLock { found in tasks.indices.compactMap { found[$0] } }
    // Claims are run when all tasks are done: while they run, this process answers with right functions.
    if wantsClaims { verdicts.append(claims(assignment, executable: executable).0) }
    return verdicts
  }

  /// The verdicts on an assignment's claims.
  func claims(_ assignment: Assignment, executable: URL) -> (TaskResult, [ClaimVerdict]) {
    do {
      var session = try ClaimSession(executable: executable)
      return assignment.judgeClaims(&session, seed: seed)
    } catch {
      let message = "The claims could not be run: \(error)."
      return (
        TaskResult(
          id: "\(assignment.number).claims", title: "Your claims", status: .stopped, max: assignment.claimPoints,
          message: message), []
      )
    }
  }

  /// The verdicts on an assignment of which nothing was handed in.
  static func missing(_ assignment: Assignment) -> [TaskResult] {
    unbuilt(
      assignment, tasks: assignment.tasks, wantsClaims: assignment.hasClaims,
      message: "\(assignment.folder) was not handed in: there is no Answers.swift of it.")
  }

  /// The verdicts when nothing could be run.
  static func unbuilt(
    _ assignment: Assignment, tasks: [CourseTask], wantsClaims: Bool, message: String
  ) -> [TaskResult] {
    var results = tasks.map { TaskResult($0, in: assignment, status: .buildFailed, message: message) }
    if wantsClaims {
      results.append(
        TaskResult(
          id: "\(assignment.number).claims", title: "Your claims", status: .buildFailed, max: assignment.claimPoints,
          message: message))
    }
    return results
  }
}
