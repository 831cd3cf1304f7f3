// How far a student has come, as a text file that can be read: a line for each task.
// It is a memory of the last check and nothing more: a grade never looks at it.

/// The scores of the last checks, by task.
package struct CourseProgress: Sendable, Hashable {
  /// Points and what they are of, by the task's number.
  package var scores: [String: (score: Double, max: Double)] = [:]
  /// How many hints were asked for since the task's verdict changed.
  package var hints: [String: Int] = [:]

  package init() {}

  /// Reads lines as "1.2  7.86 of 7.86  hints 1"; lines of another form are left out.
  package init(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 4, words[2] == "of", let score = Double(words[1]), let max = Double(words[3]) else {
        continue
      }
      scores[words[0]] = (score, max)
      if words.count >= 6, words[4] == "hints", let count = Int(words[5]) { hints[words[0]] = count }
    }
  }

  /// The file's text.
  package var text: String {
    let lines = scores.keys.sorted().map { id -> String in
      let (score, max) = scores[id] ?? (0, 0)
      return "\(id) \(Grade.rounded(score)) of \(Grade.rounded(max)) hints \(hints[id] ?? 0)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Takes over verdicts.
  package mutating func add(_ results: [TaskResult]) {
    for result in results {
      if result.status == .passed { hints[result.id] = 0 }
      scores[result.id] = (result.score, result.max)
    }
  }

  /// Whether a task has all its points.
  package func isDone(_ id: String) -> Bool { scores[id].map { $0.max > 0 && $0.score >= $0.max - 0.01 } ?? false }

  package static func == (left: CourseProgress, right: CourseProgress) -> Bool { left.text == right.text }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
