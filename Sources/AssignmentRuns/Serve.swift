// The two programs that make runs: a student's, with the pieces that he or she wrote, and the grader's own, which makes
// the runs of the detector as it is and of every known mistake.

import Assignments

/// Serves the answers of assignment 9 to the judge: functions, claims, and runs of the detector with these pieces.
public func serve(_ answers: some LoopTask, claims: [Claim<any LoopTask>]) {
  serveLoop(
    answers, claims: claims,
    runs: PieceRun.functions.mapValues { run in
      Function(call: { arguments in try run(PieceRun(answers: answers))(seed(arguments[...])) })
    })
}

/// Serves the runs of any version of the pieces to the grader.
package func serveVersions() { serveRuns(versionRuns) }

/// A run by its function's name, with the version's name before its own argument.
let versionRuns: [String: Function] = PieceRun.functions.mapValues { run in
  Function(call: { arguments in
    guard let version = arguments.first.flatMap(String.init(value:)) else {
      throw UnfitPiece(description: "a run needs a version's name")
    }
    return try run(made(version))(seed(arguments.dropFirst()))
  })
}

private func seed(_ arguments: ArraySlice<Value>) throws -> Int {
  guard arguments.count == 1, let seed = arguments.first.flatMap(Int.init(value:)), seed >= 0 else {
    throw UnfitPiece(description: "a run needs a seed")
  }
  return seed
}

private func made(_ version: String) throws -> PieceRun {
  if version == Pieces.reference { return PieceRun() }
  guard let answers = Pieces.version(version) else {
    throw UnfitPiece(description: "there is no version \(version) of the pieces")
  }
  return PieceRun(answers: answers)
}
