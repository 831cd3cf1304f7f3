// The proof about the grader: nothing scores 0, two correct versions all, every mistake is killed and named, and every
// law kills something that no other law kills.

/// What the proof found.
package struct Proof: Sendable {
  /// A mistake and what the grader makes of it.
  package struct Row: Sendable, Hashable {
    package var task: String
    package var id: String
    package var title: String
    /// The letters of the laws that it breaks: "w" for the worked numbers.
    package var killedBy: [String]
    /// Who else behaves the same; empty if it is named alone.
    package var twins: [String]
    package var isNamed: Bool
    /// A convention or a planted bug of the catalogue; false for the copied worked numbers.
    package var isCatalogued: Bool
  }

  /// Percent of the points.
  package var unanswered = 0.0
  package var reference = 0.0
  package var alternative = 0.0
  package var rows: [Row] = []
  /// Laws as "1.2a", and whether each kills a mistake alone.
  package var laws: [(id: String, title: String, isNeeded: Bool)] = []
  /// Two mistakes of one function at once, and what becomes of them.
  package struct Pair: Sendable, Hashable {
    package var task: String
    package var ids: [String]
    /// What the grader names.
    package var named: [String]
    /// Whether both are named at once.
    package var isNamed: Bool { named == ids }
    /// Whether only mistakes are named that were made, at least one.
    package var isHonest: Bool { !named.isEmpty && named.allSatisfy(ids.contains) }
  }

  /// Every two mistakes of a function that can be made at once.
  package var twoAtOnce: [Pair] = []
  /// How many these are.
  package var pairs: Int { twoAtOnce.count }
  /// Pairs of which both are named at once.
  package var pairsNamed: Int { twoAtOnce.count(where: \.isNamed) }
  /// Pairs of which the one hides the other: it is named, and the other when the first is mended.
  package var pairsInTurn: Int { twoAtOnce.count { $0.isHonest && !$0.isNamed } }

  package var mistakes: [Row] { rows.filter(\.isCatalogued) }
  package var killed: Int { mistakes.count { !$0.killedBy.isEmpty } }
  package var named: Int { mistakes.count { $0.isNamed && $0.twins.isEmpty } }
  /// Sets of mistakes that nobody can tell apart.
  package var classes: [[String]] {
    Set(
      mistakes.filter { !$0.twins.isEmpty }.map { ([$0.task + " " + $0.id] + $0.twins.map { id in "\(id)" }).sorted() }
    )
    .map { $0 }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Runs the proof on some assignments; without any, on all tasks but those whose runs somebody else makes.
  package init(_ assignments: [Assignment] = Course.assignments.map(\.withoutRuns), seed: UInt64 = 2017) {
    let nothing = assignments.map { assignment in
      Self.score(assignment, seed: seed) { task in Function(call: { _ in throw NotAnswered(task.id) }) }
    }
    unanswered = Self.percent(nothing)
    reference = Self.percent(assignments.map { Self.score($0, seed: seed, \.reference) + Self.claims($0, seed) })
    alternative = Self.percent(assignments.map { Self.score($0, seed: seed, \.alternative) + Self.claims($0, seed) })
    for task in assignments.flatMap(\.tasks) { add(task, seed: seed) }
  }

  private static func percent(_ scores: [Double]) -> Double {
    scores.isEmpty ? 0 : (scores.reduce(0, +) / Double(scores.count) * 1e6).rounded() / 1e6
  }

  private static func score(_ assignment: Assignment, seed: UInt64, _ version: (CourseTask) -> Function) -> Double {
    assignment.tasks.reduce(0) { sum, task in
      let judge = Judge(task, seed: seed)
      let outcomes = Judge.outcomes(of: version(task), calls: judge.calls)
      return sum + judge.verdict(outcomes, points: assignment.points(of: task), reveals: false).score
    }
  }

  private static func claims(_ assignment: Assignment, _ seed: UInt64) -> Double {
    guard assignment.hasClaims else { return 0 }
    var claims = FigureClaims(assignment)
    return assignment.judgeClaims(&claims, seed: seed).0.score
  }

  private mutating func add(_ task: CourseTask, seed: UInt64) {
    let judge = Judge(task, seed: seed)
    var rows: [Row] = task.mistakes.map { mistake in
      let outcomes = Judge.outcomes(of: mistake.make(), calls: judge.calls)
      let found = judge.explanations(outcomes)
      return Row(
        task: task.id, id: mistake.id, title: mistake.title, killedBy: judge.broken(outcomes),
        twins: found.filter { $0 != [mistake.id] }.map { $0.joined(separator: "+") }.sorted(),
        isNamed: found.contains([mistake.id]), isCatalogued: true)
    }
    if !task.laws.isEmpty && !task.isRun {
      let outcomes = Judge.outcomes(of: task.workedNumbersCopied, calls: judge.calls)
      rows.append(
        Row(
          task: task.id, id: "H\(task.id)", title: "the worked numbers are written down and nothing else",
          killedBy: judge.broken(outcomes), twins: [], isNamed: false, isCatalogued: false))
    }
    // The worked numbers are the door and no law: what they see, some law sees as well.
    for range in judge.ranges where range.law != "w" {
      let isNeeded = rows.contains { $0.killedBy.filter { $0 != "w" } == [range.law] }
      laws.append(("\(task.id)\(range.law)", range.title, isNeeded))
    }
    self.rows += rows
    twoAtOnce += task.pairs.map { pair in
      let outcomes = pair.copies.first.map { Judge.outcomes(of: $0(), calls: judge.calls) } ?? []
      return Pair(task: task.id, ids: pair.ids, named: judge.certain(judge.explanations(outcomes)))
    }
  }
}

extension CourseTask {
  /// What a student hands in who has only copied the worked numbers.
  var workedNumbersCopied: Function {
    let worked = worked
    return Function(call: { arguments in
      guard let known = worked.first(where: { $0.arguments == arguments }) ?? worked.first else { return .none }
      return known.right
    })
  }
}
