// The index of questions: each with its answer and everything that shows and asserts it.

import CommandLineTool
import Questions
import Text

extension Site {
  /// One page; each question is an element with the id `question-N`.
  mutating func addQuestions(_ book: TestBook) throws {
    var parts: [String] = []
    for document in Document.allCases {
      let questions = Question.all.filter { $0.document == document }
      parts.append("<h2 id=\"document-\(slug(document.rawValue))\">\(escaped(document.rawValue))</h2>")
      for question in questions { parts.append(try Self.element(question, book: book)) }
    }
    let contents = Question.all.map { "<li><a href=\"#question-\($0.id)\">\(escaped($0.text))</a></li>" }
    add(
      Page(
        path: "questions.html", title: "\(Question.all.count) questions",
        subtitle:
          "What five documents about RetinaNet ask, claim and leave open, and what readers ask besides; in the terminal "
          + "<code>retinanet explain WORDS</code>",
        body: "<ol class=\"columns\">\(contents.joined(separator: "\n"))</ol>\n" + parts.joined(separator: "\n")))
  }

  private static func element(_ question: Question, book: TestBook) throws(CommandFailure) -> String {
    var rows: [(String, [String])] = [("Try", question.commands.map { "<code>\(escaped(Question.typed($0)))</code>" })]
    rows.append(("Notebook", question.notebooks.map { "<a href=\"notebooks/\($0).html\">\($0)</a>" }))
    var tests: [String] = []
    for test in question.tests {
      guard let address = book.address(module: test.module, title: test.title) else {
        throw CommandFailure(
          "question \(question.id) names a test that is not in Tests/\(test.module)Tests: '\(test.title)'")
      }
      tests.append("<a href=\"\(address)\">\(escaped(test.title))</a>")
    }
    rows.append(("Asserted by", tests))
    rows.append(("Paper", question.papers.map { "<a href=\"\($0.paper.address)\">\(escaped($0.text))</a>" }))
    let list = rows.filter { !$0.1.isEmpty }.map { name, items in
      "<dt>\(name)</dt><dd>\(items.joined(separator: "<br>"))</dd>"
    }
    let answer = Markdown().inline(question.answer)
    return """
      <section class="question" id="question-\(question.id)">
      <h3>\(question.id). \(escaped(question.text))</h3>
      <p>\(answer)</p>
      <dl>\(list.joined(separator: "\n"))</dl>
      </section>
      """
  }
}
