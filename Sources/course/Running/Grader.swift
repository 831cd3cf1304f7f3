// Grades one submission, or the package that one stands in, with calls that no student has seen.

import Assignments
import CommandLineTool
import Foundation

/// What all submissions of a grading have in common: everybody's calls have the same seed.
struct Grader: Sendable {
  /// The assignments that were asked for; all that are there, if none was.
  var numbers: [Int]
  var seed: UInt64
  var threads: Int
  /// Makes the grader's own runs of the detector once for all.
  var runs = RunMaker()

  /// The assignments that were asked for, or all.
  var chosen: [Assignment] { Course.assignments.filter { numbers.isEmpty || numbers.contains($0.number) } }

  /// A submission; where one assignment was asked for its files may lie in the folder itself.
  func submission(_ folder: URL) -> Submission {
    Submission(folder: folder, bare: Set(numbers).count == 1 ? numbers.first : nil)
  }

  /// The grade of a submission, or of this package: of what was asked for, or else of what is there.
  func grade(_ folder: URL?) throws -> Grade {
    guard let folder else {
      let workplace = try Workplace.here()
      let wanted = chosen.filter { !numbers.isEmpty || workplace.has($0) }
      guard wanted.contains(where: workplace.has) else {
        throw CommandFailure("there are no such answers in \(workplace.assignments.path)")
      }
      return grade(wanted, in: workplace, has: workplace.has)
    }
    guard (try? folder.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
      throw CommandFailure("\(folder.path) is no folder: a submission is a folder with Answers.swift in it")
    }
    let handedIn = submission(folder)
    guard chosen.contains(where: handedIn.has) else {
      let others =
        chosen.count == 1 ? "nor Answers.swift" : "nor any other; with --assignment it may lie in the folder itself"
      throw CommandFailure("\(folder.path) has no Assignments/\(chosen[0].folder)/Answers.swift, \(others)")
    }
    return try grade(handedIn, chosen.filter { !numbers.isEmpty || handedIn.has($0) })
  }

  /// The grade of some assignments of a submission; what is missing has no points.
  func grade(_ submission: Submission, _ wanted: [Assignment]) throws -> Grade {
    let lock = try GradingLock()
    defer { lock.open() }
    let start = Date()
    let workplace = try submission.workplace(for: wanted)
    var grade = grade(wanted.filter { submission.refusal($0) == nil }, in: workplace, has: submission.has)
    let refused = wanted.flatMap { assignment in
      submission.refusal(assignment).map { reason in
        Checker.unbuilt(
          assignment, tasks: assignment.tasks, wantsClaims: assignment.hasClaims,
          message: "\(assignment.folder) cannot be graded: \(reason).")
      } ?? []
    }
    if !refused.isEmpty {
      let results = Dictionary(grouping: grade.results + refused) { $0.id.prefix { $0 != "." } }
      grade.results = wanted.flatMap { results["\($0.number)"] ?? [] }
    }
    grade.seconds = Date().timeIntervalSince(start)
    return grade
  }

  private func grade(
    _ wanted: [Assignment], in workplace: Workplace, has: (Assignment) -> Bool
  ) -> Grade {
    let start = Date()
    let checker = Checker(workplace: workplace, seed: seed, reveals: false, threads: threads, runs: runs)
    let results = wanted.flatMap { has($0) ? checker.check($0) : Checker.missing($0) }
    return Grade(results: results, seconds: Date().timeIntervalSince(start))
  }
}

/// Only one at a time may put answers into the grader's package: two would grade each other's.
final class GradingLock {
  private let file: FileHandle

  /// Waits until nobody else grades here.
  init() throws {
    let place = Submission.graders.deletingLastPathComponent().appending(path: "grading.lock")
    if !FileManager.default.fileExists(atPath: place.path) { try writeFile(Data(), to: place) }
    do { file = try FileHandle(forUpdating: place) } catch {
      throw CommandFailure("\(place.path) cannot be opened: \(error.localizedDescription)")
    }
    flock(file.fileDescriptor, LOCK_EX)
  }

  /// Lets the next one in.
  func open() { try? file.close() }
}
