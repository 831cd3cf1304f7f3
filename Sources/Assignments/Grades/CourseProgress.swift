// How far a student has come, as a text file that can be read: a line for each task.
// It is a memory of the last check and nothing more: a grade never looks at it.

/// The scores of the last checks, by task.
package struct CourseProgress: Sendable, Hashable {
  /// Points and what they are of, by the task's number.
  package var scores: [String: (score: Double, max: Double)] = [:]
  /// How many hints were given for what was found last, by task.
  package private(set) var hints: [String: (count: Int, about: String)] = [:]

  package init() {}

  /// Reads lines as "1.2 5.5 of 7.86 hints 1 L14"; lines of another form are left out.
  package init(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 4, words[2] == "of", let score = points(words[1]), let max = points(words[3]) else {
        continue
      }
      scores[words[0]] = (score, max)
      // A hint is chosen by their count.
      if words.count >= 7, words[4] == "hints", let count = Int(words[5]), count >= 0 {
        hints[words[0]] = (count, words[6])
      }
    }
  }

  /// Points as they can be written again; an assignment has a hundred.
  private func points(_ word: String) -> Double? { Double(word).flatMap { (0...1e6).contains($0) ? $0 : nil } }

  /// The file's text.
  package var text: String {
    let lines = scores.keys.sorted().map { id -> String in
      let (score, max) = scores[id] ?? (0, 0)
      let given = hints[id].map { " hints \($0.count) \($0.about)" } ?? ""
      return "\(id) \(Grade.rounded(score)) of \(Grade.rounded(max))\(given)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Takes over verdicts.
  ///
  /// Hints that were given for a mistake are forgotten when another is found: its own begin anew. A file that does not
  /// compile in between finds nothing.
  package mutating func add(_ results: [TaskResult]) {
    for result in results {
      if result.status != .buildFailed, hints[result.id]?.about != result.finding { hints[result.id] = nil }
      scores[result.id] = (result.score, result.max)
    }
  }

  /// The next hint for a verdict, 0 to 2 and then 0 again.
  package mutating func nextHint(for result: TaskResult) -> Int {
    add([result])
    let level = (hints[result.id]?.count ?? 0) % 3
    if result.status != .buildFailed {
      hints[result.id] = result.status == .passed ? nil : (level + 1, result.finding)
    }
    return level
  }

  /// Whether a task has all its points.
  package func isDone(_ id: String) -> Bool { scores[id].map { $0.max > 0 && $0.score >= $0.max - 0.01 } ?? false }

  package static func == (left: CourseProgress, right: CourseProgress) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension TaskResult {
  /// What was found, in one word: the mistakes that were recognized, else how the task stands.
  var finding: String { mistakes.isEmpty ? status.rawValue : mistakes.joined(separator: "+") }
}
