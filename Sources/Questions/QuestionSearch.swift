// From a reader's words to the questions that answer them: no more than words, their stems and how rare they are.

/// The questions that fit some words, best first.
///
/// A word of the question counts 3, one of those under which it is looked for 2, one of its commands, tests and
/// notebooks 1; each by how few questions it stands in. A word that only begins another counts half.
///
/// Properties:
/// - A question's own text finds it first.
/// - The order of the words does not matter, nor do case, plural, or γ for gamma.
/// - What scores less than two fifths of the best is left out.
public struct QuestionSearch: Sendable {
  /// A question and how well it fits: above 0, comparable within one search.
  public struct Hit: Sendable {
    /// The question.
    public let question: Question
    /// How well it fits.
    public let score: Double
  }

  /// The best first, at most as many as were asked for.
  public let hits: [Hit]
  /// The words that stand in no question.
  public let unknown: [String]

  /// Searches for words, which may be one text with spaces.
  public init(_ text: String, limit: Int = 3) {
    let index = Index.shared
    var scores: [Int: Double] = [:]
    var unknown: [String] = []
    for word in Self.words(text) {
      let stem = Self.stem(word)
      let found = index.entries(of: stem)
      if found.isEmpty && !Self.common.contains(word) { unknown.append(word) }
      for (id, weight) in found { scores[id, default: 0] += weight }
    }
    // Of equal scores the earlier question: dictionaries have no order.
    let ranked = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let best = ranked.first?.value ?? 0
    hits = ranked.prefix(limit).filter { $0.value >= 0.4 * best }.compactMap { id, score in
      Question.all.first { $0.id == id }.map { Hit(question: $0, score: score) }
    }
    self.unknown = unknown
  }

  /// Every word that finds something, as readers write it.
  public static var vocabulary: [String] {
    Set(Question.all.flatMap { words($0.text) + words($0.words) }).subtracting(common).sorted()
  }
}

// MARK: - Words

extension QuestionSearch {
  /// Words that say nothing about a question.
  static let common: Set<String> = [
    "a", "an", "the", "is", "are", "be", "does", "do", "did", "what", "why", "how", "which", "who", "when", "where",
    "it",
    "its", "of", "to", "in", "on", "at", "for", "from", "and", "or", "not", "no", "i", "my", "me", "you", "we", "have",
    "has", "with", "by", "as", "that", "this", "than", "so", "can", "should", "if", "there", "then", "s", "only", "too",
    "much", "many", "any", "all", "about", "one", "get", "use", "retinanet",
  ]

  private static let greek: [Character: String] = ["α": "alpha", "β": "beta", "γ": "gamma", "σ": "sigma", "π": "pi"]

  /// The words of a text in lower case; a number keeps its point.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(text.lowercased().flatMap { character in greek[character].map(Array.init) ?? [character] })
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let isPoint = character == "." && word.last?.isNumber == true && next.isNumber
      if character.isLetter || character.isNumber || isPoint {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// A word without its ending: "anchors", "anchor's" → "anchor"; "ignored", "ignores" → "ignor".
  static func stem(_ word: String) -> String {
    guard word.count > 3, word.last?.isNumber == false else { return word }
    for (ending, replacement) in [
      ("ations", "ate"), ("ation", "ate"), ("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""),
    ] where word.hasSuffix(ending) && !word.hasSuffix("ss") && word.count - ending.count >= 3 {
      let stem = word.dropLast(ending.count) + replacement
      return stem.hasSuffix("e") ? String(stem.dropLast()) : String(stem)
    }
    return word
  }
}

// MARK: - Index

extension QuestionSearch {
  /// Which stems stand in which questions, and with what weight.
  private struct Index: Sendable {
    static let shared = Index()

    private let weights: [String: [Int: Double]]

    init() {
      var weights: [String: [Int: Double]] = [:]
      for question in Question.all {
        let fields: [(String, Double)] = [
          (question.text, 3), (question.words, 2), (question.commands.joined(separator: " "), 1),
          (question.tests.map(\.title).joined(separator: " "), 1), (question.notebooks.joined(separator: " "), 1),
        ]
        for (text, weight) in fields {
          for word in QuestionSearch.words(text) where !QuestionSearch.common.contains(word) {
            let stem = QuestionSearch.stem(word)
            weights[stem, default: [:]][question.id] = max(weights[stem]?[question.id] ?? 0, weight)
          }
        }
      }
      self.weights = weights
    }

    /// The questions of a stem, or half of those of the stems that it begins.
    func entries(of stem: String) -> [Int: Double] {
      if let exact = weights[stem] { return scaled(exact) }
      guard stem.count >= 4 else { return [:] }
      var found: [Int: Double] = [:]
      for (longer, entries) in weights where longer.hasPrefix(stem) || (longer.count >= 4 && stem.hasPrefix(longer)) {
        for (id, weight) in scaled(entries) { found[id] = max(found[id] ?? 0, weight / 2) }
      }
      return found
    }

    private func scaled(_ entries: [Int: Double]) -> [Int: Double] {
      entries.mapValues { $0 * Double(Question.all.count) / Double(entries.count + 4) }
    }
  }
}
