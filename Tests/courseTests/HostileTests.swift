// Submissions that try to gain points without answering, and those that merely die.

import Assignments
import Foundation
import Testing
import _TestSupport

@testable import course

@Suite("A hostile submission gains nothing", .serialized)
struct HostileTests {
  let assignment: Assignment
  let executable: URL

  init() throws {
    assignment = try #require(Course.assignment(1))
    executable = try #require(program(named: "_HostileAssignment"))
    signal(SIGPIPE, SIG_IGN)
  }

  private func verdict(_ id: String, seconds: Double = 2) throws -> TaskResult {
    let task = try #require(assignment.tasks.first { $0.id == id })
    let judge = Judge(task, seed: 5)
    let session = TaskSession(executable: executable, limits: Limits(seconds: seconds))
    let outcomes = session.outcomes(function: task.function, calls: judge.calls)
    #expect(outcomes.count == judge.calls.count)
    return judge.verdict(outcomes, points: 10, reveals: false)
  }

  @Test("exit(0) is a stop with its exit code, and no points")
  func exits() throws {
    let result = try verdict("1.1")
    #expect(result.status == .stopped)
    #expect(result.score == 0)
    #expect(result.message.contains("ended itself with exit code 0"), "\(result.message)")
  }

  @Test("An endless loop ends at the limit of time")
  func loops() throws {
    let start = Date()
    let result = try verdict("1.2")
    #expect(Date().timeIntervalSince(start) < 8)
    #expect(result.status == .stopped)
    #expect(result.score == 0)
    #expect(result.message.contains("longer than 2 s"), "\(result.message)")
  }

  @Test("Ten gigabytes are refused")
  func memory() throws {
    let result = try verdict("1.3", seconds: 20)
    #expect(result.status == .stopped)
    #expect(result.score == 0)
  }

  @Test("A fatal error is a stop with its message")
  func traps() throws {
    let result = try verdict("1.4", seconds: 20)
    #expect(result.status == .stopped)
    #expect(result.score == 0)
    #expect(result.message.contains("nothing left to lose"), "\(result.message)")
  }

  @Test("Results that are printed are no results")
  func prints() throws {
    let result = try verdict("1.5")
    #expect(result.score == 0)
    #expect(result.status != .passed)
  }

  @Test("The environment and the arguments hold nothing of the grader")
  func looks() throws {
    let result = try verdict("1.6")
    // 1000, nothing unknown in the environment, and two arguments: the program and --serve.
    #expect(result.got == .value(.number(1002)))
    #expect(result.score == 0)
  }

  @Test("A grader that is root runs submissions as nobody, who can look neither into its process nor write beside it")
  func reads() throws {
    let result = try verdict("1.8")
    #expect(result.score == 0)
    guard getuid() == 0 else { return }
    #expect(result.got == .value(.text("")), "it could read \(String(describing: result.got))")
  }

  @Test("What is not answered stays unanswered beside all that")
  func unanswered() throws { #expect(try verdict("1.7").status == .unanswered) }

  @Test("Claims that know nothing catch nothing; one that ends the program costs only itself")
  func claims() throws {
    var session = try ClaimSession(executable: executable, limits: Limits(seconds: 20))
    let (result, verdicts) = assignment.judgeClaims(&session, seed: 5)
    #expect(verdicts.map(\.isRight) == [true, false, false, true])
    #expect(verdicts[0].caught == [])
    #expect(verdicts[3].caught == ["L2"])
    #expect(result.score < 2)
  }
}

@Suite("Grading is the same however it is run", .serialized)
struct ThreadTests {
  @Test("One thread and many give the same verdicts, in the order of the tasks")
  func threads() throws {
    signal(SIGPIPE, SIG_IGN)
    let assignment = try #require(Course.assignment(1))
    let executable = try #require(program(named: "_HostileAssignment"))
    let tasks = assignment.tasks.filter { ["1.1", "1.5", "1.6", "1.7", "1.8"].contains($0.id) }
    let workplace = Workplace(root: URL(fileURLWithPath: "/"))
    let grades = [1, 4].map { threads in
      Checker(workplace: workplace, seed: 9, reveals: false, threads: threads)
        .run(assignment, tasks: tasks, wantsClaims: false, executable: executable)
    }
    #expect(grades[0] == grades[1])
    #expect(grades[0].map(\.id) == tasks.map(\.id))
  }
}

@Suite("Runs of the detector for assignment 9", .serialized)
struct RunMakerTests {
  @Test("The grader's own program makes runs of the detector as it is, of the other version, and of a mistake")
  func versions() throws {
    signal(SIGPIPE, SIG_IGN)
    let runs = RunMaker(executable: program(named: "course-runs"))
    guard case .value(.list(let right)) = runs.run("reference", "trainLoss", [5]) else {
      Issue.record("the run was not made: \(runs.run("reference", "trainLoss", [5]))")
      return
    }
    #expect(right.count == 4)
    #expect(runs.run("reference", "trainLoss", [5]) == .value(.list(right)))
    let task = try #require(Course.assignment(9)?.tasks.first { $0.id == "9.10" }).made(by: runs.run)
    let judge = Judge(task, seed: 5)
    #expect(judge.problem == nil)
    let mistaken = judge.calls.map { runs.run("L14", "trainLoss", $0) }
    #expect(judge.verdict(mistaken, points: 5, reveals: true).mistakes == ["L14"])
    guard case .threw = runs.run("nobody", "trainLoss", [5]) else {
      Issue.record("a version that there is not was run")
      return
    }
  }

  @Test("Where the grader cannot make its own run, nothing is given, and it says that the fault is its own")
  func unmade() throws {
    signal(SIGPIPE, SIG_IGN)
    let assignment = try #require(Course.assignment(9))
    let task = try #require(assignment.tasks.first { $0.isRun })
    let executable = try #require(program(named: "_HostileAssignment"))
    let result = try #require(
      Checker(workplace: Workplace(root: URL(fileURLWithPath: "/")), seed: 9, reveals: false)
        .run(assignment, tasks: [task], wantsClaims: false, executable: executable).first)
    #expect(result.status == .stopped && result.score == 0)
    #expect(result.message.contains("no fault of yours"))
  }
}
