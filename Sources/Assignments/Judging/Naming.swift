// Which known mistake a student's function behaves like: the one that agrees with it on every call.

extension Judge {
  /// The mistakes, each a list of ids, whose outcomes are the given ones on every call that was made.
  ///
  /// Single mistakes first; two at once only if no single one explains everything. Of two that hide each other the one
  /// that is seen is named, and the other when the first is mended.
  func explanations(_ outcomes: [Outcome]) -> [[String]] {
    let singles = task.mistakes.filter { $0.copies.contains { explains($0(), outcomes) } }.map { [$0.id] }
    if !singles.isEmpty { return singles }
    return task.pairs.filter { $0.copies.contains { explains($0(), outcomes) } }.map(\.ids)
  }

  /// Whether a function is wrong, and gives the outcomes that are given.
  private func explains(_ function: Function, _ outcomes: [Outcome]) -> Bool {
    var isWrong = false
    for index in calls.indices {
      let outcome = function.outcome(calls[index])
      guard outcomes[index] == .missing || task.isSame(outcomes[index], outcome) else { return false }
      isWrong = isWrong || !task.isRight(outcome, right: right[index])
    }
    return isWrong
  }

  /// The mistakes that were made for certain: where several explanations give the same everywhere, what they share.
  func certain(_ found: [[String]]) -> [String] {
    guard let first = found.first else { return [] }
    let shared = first.filter { id in found.allSatisfy { $0.contains(id) } }
    return shared.isEmpty ? first : shared
  }

  /// Puts the mistake's name and the hints into a verdict.
  func name(_ result: inout TaskResult, _ outcomes: [Outcome]) {
    let found = explanations(outcomes)
    let ids = certain(found)
    let symptom = result.message
    guard !ids.isEmpty else {
      result.hints = [symptom, "No mistake that is known explains all of it. \(lawsSentence(outcomes))", task.formula]
      return
    }
    result.mistakes = ids
    let named = ids.compactMap { id in task.mistakes.first { $0.id == id } }
    var place = named.map { $0.explained }.joined(separator: " And: ")
    let also = found.filter { !$0.allSatisfy(ids.contains) }
    if also.contains(where: { !ids.allSatisfy($0.contains) }) {
      place +=
        " (Or \(also.map { $0.joined(separator: " with ") }.joined(separator: ", or ")), which gives the same here.)"
    } else if !also.isEmpty {
      place += " Another mistake is behind it: check again when this one is mended."
    }
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
