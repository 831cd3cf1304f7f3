// From a reader's words to the questions that answer them: no more than words, what means the same, and how rare it is.

import Foundation

/// The questions that fit some words, best first.
///
/// The score is the mean of two shares: how much of what was asked a question speaks of anywhere (its text 1, other
/// wordings 0.8, words under which it is looked for 0.7, titles of tests, commands and notebooks 0.3 and less), and how
/// nearly one of its wordings says the same and nothing else (the cosine). Rare words weigh more, by the logarithm of
/// how few questions have them; a word that no question has weighs most.
///
/// Properties:
/// - A question's own text finds it first.
/// - The order of the words does not matter, nor do case, plural, or γ for gamma.
/// - A word that no question has is taken for the nearest that one has, or else is named as unknown.
/// - What scores less than half of the best, or less than 0.28, is left out.
/// - Of a text of more than ``longest`` characters only so many are looked at, so that no text takes long.
public struct QuestionSearch: Sendable {
  /// A question and how well it fits.
  public struct Hit: Sendable {
    /// The question.
    public let question: Question
    /// How well it fits: 0.28 … 1.
    public let score: Double
  }

  /// Below it no question asks what was asked; what is found is only near.
  public static let sure = 0.45
  /// The least score that is an answer.
  static let floor = 0.28
  /// How many characters, counted as code points, a question has at most: what is longer is no question.
  public static let longest = 1_000

  /// The best first, at most as many as were asked for.
  public let hits: [Hit]
  /// Words that were not known, and what each was taken for.
  public let taken: [String: String]
  /// The words that stand in no question.
  public let unknown: [String]

  /// Searches for words, which may be one text with spaces.
  public init(_ text: String, limit: Int = 3) {
    let index = QuestionIndex.shared
    var taken: [String: String] = [:]
    var unknown: [String] = []
    let words = QuestionWords.words(String(text.unicodeScalars.prefix(Self.longest))).map { word -> String in
      if QuestionWords.common.contains(word) || QuestionWords.written[word] != nil { return word }
      if !index.entries(of: QuestionWords.canonicalStem(word)).isEmpty { return word }
      taken[word] = QuestionWords.corrected(word, among: index.vocabulary)
      if taken[word] == nil { unknown.append(word) }
      return taken[word] ?? word
    }
    self.taken = taken
    self.unknown = unknown
    let ranked = index.scores(of: QuestionWords.stems(words))
    let best = ranked.first?.score ?? 0
    hits = ranked.prefix(limit).filter { $0.score >= max(Self.floor, best / 2) }.compactMap { id, score in
      Question.all.first { $0.id == id }.map { Hit(question: $0, score: score) }
    }
  }
}

/// Which stems stand in which questions, and with what weight.
private struct QuestionIndex: Sendable {
  static let shared = QuestionIndex(Question.all)

  /// Every word that finds something, as readers write it.
  let vocabulary: [String]
  private let count: Int
  /// By stem the weight in each question.
  private var weights: [String: [Int: Double]] = [:]
  /// The stems of each way to ask.
  private let wordings: [Int: [[String]]]

  init(_ questions: [Question]) {
    count = questions.count
    var words: Set<String> = Set(QuestionWords.synonyms.joined()).union(QuestionWords.written.keys)
    var wordings: [Int: [[String]]] = [:]
    for question in questions {
      let other = Question.wordings[question.id] ?? []
      let commands = question.commands.map { $0.replacing("retinanet ", with: "") }
      let fields: [(String, Double)] =
        [(question.text, 1)] + other.map { ($0, 0.8) } + [
          (question.words, 0.7), (question.tests.map(\.title).joined(separator: " "), 0.3),
          (question.notebooks.joined(separator: " "), 0.3), (commands.joined(separator: " "), 0.25),
        ]
      for (text, weight) in fields {
        for stem in QuestionWords.stems(text) {
          weights[stem, default: [:]][question.id] = max(weights[stem]?[question.id] ?? 0, weight)
        }
        if weight > 0.5 { words.formUnion(QuestionWords.words(text)) }
      }
      wordings[question.id] = ([question.text] + other).map { QuestionWords.stems($0) }
    }
    self.wordings = wordings
    vocabulary = words.subtracting(QuestionWords.common).filter { $0.first?.isLetter == true }.sorted()
  }

  /// The questions of a stem, or six tenths of those of stems that are up to three letters longer or shorter.
  func entries(of stem: String) -> [Int: Double] {
    if let exact = weights[stem] { return exact }
    let length = stem.count
    guard length >= 5 else { return [:] }
    var found: [Int: Double] = [:]
    for (other, entries) in weights where abs(other.count - length) <= 3 && other.count >= 5 {
      guard other.hasPrefix(stem) || stem.hasPrefix(other) else { continue }
      for (id, weight) in entries { found[id] = max(found[id] ?? 0, 0.6 * weight) }
    }
    return found
  }

  /// How rare a stem is: ln((N + 1) / (n + ½)) if n of N questions are asked with it; of one that none has, ln(N + 1).
  private func rarity(_ stem: String) -> Double {
    guard let entries = weights[stem] else { return log(Double(count + 1)) }
    return log(Double(count + 1) / (Double(entries.values.count { $0 > 0.5 }) + 0.5))
  }

  /// The questions by falling score; of equal ones the earlier first.
  func scores(of stems: [String]) -> [(id: Int, score: Double)] {
    let rarities = Dictionary(stems.map { ($0, rarity($0)) }, uniquingKeysWith: { first, _ in first })
    var shares: [Int: Double] = [:]
    var (total, squares) = (0.0, 0.0)
    // In the text's order, so that the same words give the same last digit.
    for stem in stems {
      let rarity = rarities[stem] ?? 0
      (total, squares) = (total + rarity, squares + rarity * rarity)
      for (id, weight) in entries(of: stem) { shares[id, default: 0] += weight * rarity }
    }
    let scored = shares.map { id, share -> (id: Int, score: Double) in
      let cosines = (wordings[id] ?? []).map { wording -> Double in
        let own = wording.reduce(0) { $0 + rarity($1) * rarity($1) }
        let common = stems.reduce(0) { $0 + (wording.contains($1) ? rarity($1) * rarity($1) : 0) }
        return own > 0 ? common / (own * squares).squareRoot() : 0
      }
      return (id, (share / total + (cosines.max() ?? 0)) / 2)
    }
    return scored.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
  }
}
