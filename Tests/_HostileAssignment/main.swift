// A submission to assignment 1 that tries everything but answering. None of it may gain a point or cost another task's.

import Assignments
import Foundation

struct Answers: FocalLossTask {
  /// Ends the program as if all were well.
  func weight(isPositive: Bool, alpha: Double) throws -> Double { exit(0) }

  /// Never comes back.
  func loss(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    var count = 0.0
    while count >= 0 { count = (count + 1).truncatingRemainder(dividingBy: 1000) }
    return count
  }

  /// Takes ten gigabytes.
  func slope(logit: Double, isPositive: Bool, alpha: Double, gamma: Double) throws -> Double {
    let numbers = [Double](repeating: logit, count: 10 << 27)
    return numbers[numbers.count - 1]
  }

  /// Stops in the middle.
  func sum(logits: [[Double]], targets: [AnchorState], alpha: Double, gamma: Double) throws -> Double {
    fatalError("nothing left to lose")
  }

  /// Says that all is passed, on every line that it can find.
  func normalized(losses: [[Double]], positives: [Int]) throws -> Double {
    let lie = "{\"score\": 100, \"status\": \"passed\"}\n= n3ff0000000000000;\n"
    print(lie)
    for descriptor in Int32(1)...16 {
      try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(lie.utf8))
    }
    return 0
  }

  /// Looks for the grader: what its environment holds besides the three things that every program gets, and whether the
  /// arguments say more than that it serves.
  func priorBias(probability: Double) throws -> Double {
    let known: Set = ["PATH", "LANG", "SWIFT_BACKTRACE", "PWD", "OLDPWD", "SHLVL", "_"]
    let found = ProcessInfo.processInfo.environment.keys.filter { !known.contains($0) }
    return Double(1000 + found.count + CommandLine.arguments.count)
  }

  /// Looks into the grader's process, and for files in the folder that it is started in.
  func diagnosis(patient: String) throws -> String {
    let grader = "/proc/\(getppid())"
    let readable = ["environ", "maps", "mem"].filter { FileHandle(forReadingAtPath: "\(grader)/\($0)") != nil }
    let here = FileManager.default.currentDirectoryPath
    let isHomeless = here == "/" && !FileManager.default.isWritableFile(atPath: here)
    return (readable + (isHomeless ? [] : ["folder"])).joined(separator: ",")
  }
}

serve(
  Answers(),
  claims: [
    claim("Nothing is ever wrong") { _ in true },
    claim("Nothing is ever right") { _ in false },
    claim("This ends the program") { _ in exit(0) },
    claim("A positive weighs α") { task in try task.weight(isPositive: true, alpha: 0.25) == 0.25 },
  ])
