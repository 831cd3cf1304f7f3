// Judges a student's claims: each must hold for two correct versions, and together they should catch planted bugs.

import Randomness

/// What a claim was worth.
package struct ClaimVerdict: Sendable, Hashable {
  package var title: String
  package var line: Int
  /// Whether it holds for both correct versions.
  package var isRight: Bool
  /// The planted bugs that it catches.
  package var caught: [String]
  package var message: String
}

extension Assignment {
  /// The planted bugs: every known mistake in a function to write that is none by convention, each once.
  package var planted: [Mistake] {
    var seen: Set<String> = []
    return tasks.filter { $0.kind == .implementation && !$0.isRun }.flatMap(\.mistakes)
      .filter { $0.convention == nil && seen.insert($0.id).inserted }
  }

  /// Both correct versions.
  var correctVersions: [Version] {
    // Claims may also be about the pieces that runs are made with.
    let pieces = tasks.contains(where: \.isRun) ? Pieces.origins : [:]
    let own = tasks.filter { !$0.isRun }
    return [\CourseTask.reference, \.alternative].map { version in
      let functions = own.map { ($0.function, $0[keyPath: version]) } + pieces.map { ($0, $1[keyPath: version]) }
      return Version(functions: Dictionary(functions) { first, _ in first })
    }
  }

  /// The reference with one mistake in it, in every function that can have it.
  func version(with mistake: Mistake) -> Version {
    var version = correctVersions[0]
    for task in tasks {
      if let own = task.mistakes.first(where: { $0.id == mistake.id }) { version.functions[task.function] = own.make() }
    }
    return version
  }

  /// Judges all claims; the versions come in an order that the seed decides, so that a claim cannot know its turn.
  package func judgeClaims(_ runner: inout some ClaimRunner, seed: UInt64) -> (TaskResult, [ClaimVerdict]) {
    let planted = planted
    var verdicts: [ClaimVerdict] = []
    for index in runner.claims.indices {
      var generator = SeededGenerator(seed: seed, 0xC1A1, UInt64(index))
      var order = Array(0..<(planted.count + 2))
      order.shuffle(using: &generator)
      var outcomes = [Outcome](repeating: .missing, count: order.count)
      for place in order {
        let version = place < 2 ? correctVersions[place] : version(with: planted[place - 2])
        outcomes[place] = runner.run(index, on: version)
      }
      verdicts.append(verdict(runner.claims[index], outcomes, planted))
    }
    return (total(verdicts, planted: planted.count), verdicts)
  }

  private func verdict(_ claim: (title: String, line: Int), _ outcomes: [Outcome], _ planted: [Mistake]) -> ClaimVerdict
  {
    let holds = outcomes.map { $0 == .value(.truth(true)) }
    let isRight = holds[0] && holds[1]
    var verdict = ClaimVerdict(title: claim.title, line: claim.line, isRight: isRight, caught: [], message: "")
    if isRight {
      verdict.caught = planted.indices.filter { !holds[$0 + 2] && outcomes[$0 + 2] != .missing }.map { planted[$0].id }
      verdict.message =
        verdict.caught.isEmpty
        ? "It is true, but no planted bug breaks it." : "It is true, and \(verdict.caught.count) planted bugs break it."
      return verdict
    }
    let believers = planted.indices.filter { holds[$0 + 2] }
    switch (outcomes[0], outcomes[1]) {
    case (.stopped(let reason), _), (_, .stopped(let reason)): verdict.message = "It stopped: \(reason)."
    case (.threw(let error), _), (_, .threw(let error)): verdict.message = "It threw an error: \(error)."
    default: verdict.message = "It does not hold for a correct version."
    }
    if (1...2).contains(believers.count) {
      verdict.message += " " + believers.map { planted[$0].explained }.joined(separator: " ")
    }
    return verdict
  }

  private func total(_ verdicts: [ClaimVerdict], planted: Int) -> TaskResult {
    let caught = Set(verdicts.flatMap(\.caught)).count
    let goal = claimsGoal * Double(planted)
    var result = TaskResult(
      id: "\(number).claims", title: "Your claims", status: .failed, max: claimPoints, message: "")
    result.score = claimPoints * min(1, Double(caught) / goal)
    if verdicts.isEmpty {
      result.status = .unanswered
      result.message = "No claims yet."
      return result
    }
    // Full points are full points; a claim that is wrong catches nothing, and is told of below.
    if result.score == claimPoints { result.status = .passed }
    result.message =
      "\(verdicts.count) claims catch \(caught) of \(planted) planted bugs; \(Int(goal.rounded(.up))) are enough."
    for verdict in verdicts where !verdict.isRight {
      result.message += " “\(verdict.title)” (line \(verdict.line)): \(verdict.message)"
    }
    return result
  }
}

/// Claims that say what each mistake's figure says, for the proof.
struct FigureClaims: ClaimRunner {
  let figures: [(function: String, title: String, figure: Figure)]

  init(_ assignment: Assignment) {
    figures = assignment.tasks.filter { !$0.isRun }.flatMap { task in
      task.mistakes.map { (task.function, $0.title, $0.figure) }
    }
  }

  var claims: [(title: String, line: Int)] { figures.map { ("not that \($0.title)", 0) } }

  mutating func run(_ claim: Int, on version: Version) -> Outcome {
    let (function, _, figure) = figures[claim]
    let answers = (0..<figure.calls).map { _ in version.answer(function, figure.arguments) }
    return .value(.truth(answers.allSatisfy { $0.agrees(with: figure.right, tolerance: 1e-4) }))
  }
}
