// `retinanet explain`: from words to an answer with its number, the command that shows it and the test that asserts it.

import CommandLineTool
import Formats
import Questions
import Text

/// Answers questions about RetinaNet from the 48 that documents raise, and some that readers ask.
struct ExplainCommand: Command {
  static let words = Argument.optionalPositionals(
    .text("words"), help: "What you want to know, in your own words; or the number of a question.")
  static let limit = Argument.option(
    "limit", .integer(in: 1...Question.all.count), default: 2, help: "At most so many answers, the best first.")
  static let list = Argument.flag("list", help: "List all questions.")
  static let json = Argument.flag("json", help: "Print JSON.")

  static let specification = CommandSpecification(
    name: "explain", overview: "Answer a question about RetinaNet, with its number, command and test.",
    discussion: """
      Looks for the question among the 48 that documents about RetinaNet raise and \(Question.all.count - 48) that \
      readers ask besides; 'swift run book' makes pages of them. \
      The numbers of an answer are computed when it is asked for.
      """,
    arguments: [words, limit, list, json])

  /// What is printed as JSON.
  struct Answers: Encodable {
    var words: String
    var unknown: [String]
    var taken: [String: String]
    var questions: [ExplainedQuestion]
  }

  let words: String
  let limit: Int
  let isList: Bool
  let isJSON: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    words = arguments[Self.words].joined(separator: " ")
    limit = arguments[Self.limit]
    isList = arguments[Self.list] || words.isEmpty
    isJSON = arguments[Self.json]
    let length = words.unicodeScalars.count
    guard length <= QuestionSearch.longest else {
      throw UsageError(
        "A question must have at most \(QuestionSearch.longest) characters, found \(length); ask it in a sentence.")
    }
    guard isList, !words.isEmpty else { return }
    throw UsageError("The flag '--list' lists all questions: leave out '\(shown(words))'.")
  }

  func run(console: Console) throws {
    if isList {
      if isJSON {
        console.print(try CodedJSON.encode(Question.all.map(ExplainedQuestion.init)))
      } else {
        console.print(Question.list)
      }
      return
    }
    let found = found()
    if isJSON {
      let questions = found.questions.map(ExplainedQuestion.init)
      console.print(
        try CodedJSON.encode(
          Answers(words: words, unknown: found.unknown, taken: found.taken, questions: questions)))
    } else {
      for (word, known) in found.taken.sorted(by: { $0.key < $1.key }) {
        console.print("'\(shown(word))' taken for '\(known)'.")
      }
      if !found.unknown.isEmpty {
        console.print("In no question: \(found.unknown.map { shown($0) }.joined(separator: ", ")).")
      }
      if !found.isSure { console.print("No question asks just that; the nearest:") }
      if !found.taken.isEmpty || !found.unknown.isEmpty || !found.isSure { console.print() }
      if found.questions.isEmpty { throw found.failure(of: words) }
      console.print(
        found.questions.map { $0.text(columns: min(console.width, 100)) }.joined(separator: "\n\(Self.rule)\n\n"))
      if !found.others.isEmpty {
        console.print("Also:\n" + found.others.map { "  \($0.id). \($0.text)" }.joined(separator: "\n"))
      }
    }
    if found.questions.isEmpty { throw found.failure(of: words) }
  }

  private static let rule = String(repeating: "─", count: 40)

  private struct Found {
    var questions: [Question]
    var others: [Question] = []
    var isSure = true
    var unknown: [String] = []
    var taken: [String: String] = [:]

    func failure(of words: String) -> CommandFailure {
      CommandFailure(
        "no question speaks of '\(shown(words))'; 'retinanet explain --list' lists all \(Question.all.count)")
    }
  }

  private func found() -> Found {
    if let id = Int(words), let question = Question.all.first(where: { $0.id == id }) {
      return Found(questions: [question])
    }
    let search = QuestionSearch(words, limit: limit + 3)
    let best = search.hits.first?.score ?? 1
    // A second answer stands beside the first only if it may be the one that was meant.
    let answers = search.hits.prefix(limit).prefix { $0.score >= 0.75 * best }
    return Found(
      questions: answers.map(\.question), others: search.hits.dropFirst(answers.count).map(\.question),
      isSure: best >= QuestionSearch.sure, unknown: search.unknown, taken: search.taken)
  }
}
