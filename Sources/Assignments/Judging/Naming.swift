// Which known mistake a student's function behaves like: the one that agrees with it on every call.

extension Judge {
  /// The mistakes, each a list of ids, whose outcomes are the given ones on every call that was made.
  ///
  /// Single mistakes first; pairs only if no single one explains everything.
  func explanations(_ outcomes: [Outcome]) -> [[String]] {
    func explains(_ function: Function) -> Bool {
      let others = Self.outcomes(of: function, calls: calls)
      guard !differences(others).isEmpty else { return false }
      return zip(outcomes, others).allSatisfy { $0 == .missing || $0.agrees(with: $1, tolerance: task.tolerance) }
    }
    let singles = task.mistakes.filter { explains($0.make()) }.map { [$0.id] }
    if !singles.isEmpty { return singles }
    return task.pairs.filter { explains($0.function) }.map(\.ids)
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
      return "This is a convention and no mistake: \(title) is \(convention)'s rule; the task asks for the other. "
        + "Look at: \(place)."
    }
    return "It looks as if \(title). Look at: \(place)."
  }
}
