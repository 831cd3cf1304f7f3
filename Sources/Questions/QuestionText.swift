// An answer as the terminal shows it, and as other programs read it.

import Text

extension Question {
  /// The answer with all that belongs to it, in lines of at most so many columns.
  public func text(columns: Int = 80) -> String {
    func list(_ name: String, _ items: [String]) -> [String] {
      guard !items.isEmpty else { return [] }
      return [name]
        + items.map { item in
          let lines = item.wrapped(columns: columns - 2).split(separator: "\n", omittingEmptySubsequences: false)
          return lines.map { "  " + $0 }.joined(separator: "\n")
        }
    }
    // A paragraph, whose lines do not hang.
    let answer = answer.wrapped(columns: columns).split(separator: "\n").map { $0.drop { $0 == " " } }
    var lines = ["\(id). \(text)".wrapped(columns: columns), "", answer.joined(separator: "\n"), ""]
    lines += list("Try", commands.map(Self.typed))
    lines += list("Read", notebooks.map { "swift run \($0)" })
    lines += list("Asserted by", tests.map { "\($0.module)Tests: \($0.title)" })
    lines += list("Papers", papers.map { "\($0.text), \($0.paper.address)" })
    lines += list("Asked by", [document.rawValue])
    return lines.joined(separator: "\n") + "\n"
  }

  /// A command as one types it: `swift run -c release retinanet …`, but examples are quick enough as they are.
  public static func typed(_ command: String) -> String {
    command.hasPrefix("retinanet ") ? "swift run -c release \(command)" : "swift run \(command)"
  }

  /// A line for each question: its number and its text.
  public static var list: String {
    textTable(all.map { ["\($0.id)", $0.text] }, columns: [.right, .left])
  }
}

/// An answer as other programs read it.
public struct ExplainedQuestion: Codable, Sendable {
  /// A test's place and title.
  public struct Test: Codable, Sendable {
    /// The folder of its module, without "Tests".
    public var module: String
    /// Its title.
    public var title: String
  }

  /// A place in a paper, and where the paper is.
  public struct Section: Codable, Sendable {
    /// The paper and the section.
    public var text: String
    /// Where the paper is.
    public var address: String
  }

  /// Its number, from 1.
  public var id: Int
  /// In a reader's words.
  public var question: String
  /// The document that raised it, by its title.
  public var document: String
  /// A few sentences.
  public var answer: String
  /// Command lines as one types them.
  public var commands: [String]
  /// Names of notebooks.
  public var notebooks: [String]
  /// What asserts it.
  public var tests: [Test]
  /// Where papers speak of it.
  public var papers: [Section]

  /// The answer of a question, made now.
  public init(_ question: Question) {
    id = question.id
    self.question = question.text
    document = question.document.rawValue
    answer = question.answer
    commands = question.commands.map(Question.typed)
    notebooks = question.notebooks
    tests = question.tests.map { Test(module: $0.module, title: $0.title) }
    papers = question.papers.map { Section(text: $0.text, address: $0.paper.address) }
  }
}
