// Which known mistake a student's function behaves like: the one that agrees with it on every call.

extension Judge {
  /// The mistakes, each a list of ids, whose outcomes are the given ones on every call that was made.
  ///
  /// Single mistakes first; pairs only if no single one explains everything: those that are known as pairs, then any
  /// two mistakes that explain together what neither does alone.
  func explanations(_ outcomes: [Outcome]) -> [[String]] {
    func explains(_ others: [Outcome]) -> Bool {
      guard !differences(others).isEmpty else { return false }
      return zip(outcomes, others).allSatisfy { $0 == .missing || task.isSame($0, $1) }
    }
    let known = task.mistakes.map { ($0.id, Self.outcomes(of: $0.make(), calls: calls)) }
    let singles = known.filter { explains($0.1) }.map { [$0.0] }
    if !singles.isEmpty { return singles }
    let pairs = task.pairs.filter { explains(Self.outcomes(of: $0.function, calls: calls)) }.map(\.ids)
    return pairs.isEmpty ? together(outcomes, known) : pairs
  }

  /// Pairs of mistakes of which each is needed.
  ///
  /// Where one of them alone errs, its answer is given, and where neither errs, the right one. Where both err nothing
  /// is asked, because they may have made a third answer of it.
  ///
  /// Answers of several parts are looked at part by part. None if more than two pairs would do: that names nothing.
  private func together(_ outcomes: [Outcome], _ known: [(id: String, outcomes: [Outcome])]) -> [[String]] {
    guard !task.isRun else { return [] }
    var found: [[String]] = []
    for first in known.indices {
      for second in known.indices.dropFirst(first + 1) {
        var needed = (first: false, second: false)
        let isExplained = calls.indices.allSatisfy { call in
          if outcomes[call] == .missing { return true }
          let answers = [outcomes[call], right[call], known[first].outcomes[call], known[second].outcomes[call]]
          return Self.parts(answers).allSatisfy { part in
            func agree(_ one: Int, _ other: Int) -> Bool {
              part[one].agrees(with: part[other], tolerance: task.tolerance)
            }
            switch (agree(2, 1), agree(3, 1)) {
            case (true, true): return agree(0, 1)
            case (false, false): return !agree(0, 1)
            case (false, true):
              needed.first = needed.first || agree(0, 2)
              return agree(0, 2)
            case (true, false):
              needed.second = needed.second || agree(0, 3)
              return agree(0, 3)
            }
          }
        }
        if isExplained && needed.first && needed.second { found.append([known[first].id, known[second].id]) }
      }
    }
    return found.count <= 2 ? found : []
  }

  /// Several answers to one call, part by part if all have as many parts: elements of lists, letters of texts.
  private static func parts(_ outcomes: [Outcome]) -> [[Outcome]] {
    let parts = outcomes.compactMap { outcome -> [Outcome]? in
      guard case .value(let value) = outcome else { return nil }
      switch value {
      case .list(let elements): return elements.map { .value($0) }
      case .text(let text): return text.map { .value(.text(String($0))) }
      default: return nil
      }
    }
    guard parts.count == outcomes.count, let count = parts.first?.count, parts.allSatisfy({ $0.count == count }) else {
      return [outcomes]
    }
    return (0..<count).map { index in parts.map { $0[index] } }
  }

  /// Puts the mistake's name and the hints into a verdict.
  func name(_ result: inout TaskResult, _ outcomes: [Outcome]) {
    let found = explanations(outcomes)
    let named = found.first.map { ids in ids.compactMap { id in task.mistakes.first { $0.id == id } } } ?? []
    let symptom = result.message
    guard !named.isEmpty else {
      result.hints = [symptom, "No mistake that is known explains all of it. \(lawsSentence(outcomes))", task.formula]
      return
    }
    result.mistakes = named.map(\.id)
    let also = found.dropFirst().compactMap { ids in ids.count == 1 ? ids[0] : ids.joined(separator: " with ") }
    var place = named.map { $0.explained }.joined(separator: " And: ")
    if !also.isEmpty { place += " (Or \(also.joined(separator: ", or ")), which gives the same here.)" }
    result.hints = [symptom, place, task.formula]
  }

  private func lawsSentence(_ outcomes: [Outcome]) -> String {
    let letters = Set(broken(outcomes))
    let titles = ranges.filter { letters.contains($0.law) }.map { "“\($0.title)”" }
    return "Look at what is not kept: \(titles.joined(separator: ", "))."
  }
}

extension Mistake {
  /// What is wrong and what to look at; or whose rule it is.
  package var explained: String {
    if let convention {
      return "This is a convention and no mistake: “\(title)” is the rule of \(convention), and the task asks for "
        + "another. Look at: \(place)."
    }
    return "It looks as if \(title). Look at: \(place)."
  }
}
