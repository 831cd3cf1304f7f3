// The 48 questions: all there, each answered with a number, and what they name is there.

import Foundation
import Questions
import Testing

@Suite("Questions")
struct QuestionsTests {
  @Test("There are 48, numbered from 1, in the order of the documents, each another text")
  func complete() {
    #expect(Question.all.map(\.id) == Array(1...48))
    #expect(Set(Question.all.map(\.text)).count == 48)
    let order = Question.all.map { question in Document.allCases.firstIndex(of: question.document) ?? -1 }
    #expect(order == order.sorted())
    #expect(Set(order) == Set(Document.allCases.indices))
  }

  @Test(
    "Every answer is one paragraph with a number in it, and names a command, a test and a paper",
    arguments: Question.all)
  func whole(_ question: Question) {
    let answer = question.answer
    let hasNumber = answer.contains { $0.isNumber }
    #expect(hasNumber, "question \(question.id)")
    #expect(!answer.contains("\n") && !answer.contains("  "), "question \(question.id): \(answer)")
    #expect(answer.count < 700 && answer.last == ".", "question \(question.id)")
    #expect(!question.commands.isEmpty && !question.tests.isEmpty && !question.papers.isEmpty)
    #expect(!question.notebooks.isEmpty)
  }

  @Test("Every notebook named is in its folder; and every one there is named by an answer")
  func notebooks() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Notebooks-as-scripts").path)
    let written = Set(files.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) })
    let named = Set(Question.all.flatMap(\.notebooks))
    #expect(written.isSubset(of: named), "\(written.subtracting(named))")
    #expect(named.isSubset(of: written), "\(named.subtracting(written))")
  }
}

@Suite("Worked numbers of answers")
struct AnswerNumbersTests {
  /// What an answer has to say, by the number of its question.
  static let said: [(id: Int, texts: [String])] = [
    (1, ["σ(b) = 0.01", "9 are positive"]), (2, ["3 069 anchors"]), (3, ["9 positive, 16 ignored, 3 044 negative"]),
    (7, ["expected 5 groups", "found 1 with [5] sizes"]), (9, ["precision 0.75, recall 0.60, F1 0.67"]),
    (12, ["2 500 cells of 9 anchors, 22 500", "120 087"]), (14, ["39 × 39", "183 × 183"]),
    (15, ["0.7, negative below 0.3", "256 drawn, at most 128 positive", "0.5 and 0.4"]), (16, ["1 147 of", "3 069"]),
    (18, ["32, 64, 128, 256, 512", "5 sizes × 3 ratios"]),
    (19, ["400 times less", "40 000 times less", "4.94 times less"]),
    (20, ["400, not 384", "0.4663, not 0.4667", "0.01005, not 0.1053"]),
    (21, ["-4.595", "172 419 times", "1 039 721", "6.03"]), (22, ["0.82 at γ = 0", "0.05 at γ = 2"]),
    (23, ["0.1111", "0.0556"]),
    (24, ["0.01 from step 0, 0.001 from step 60 000, 0.0001 from step 80 000", "0.02 and then 0.002"]),
    (25, ["0.05", "1 000", "100 detections", "torchvision 300"]), (29, ["13 × 13 cells of 5, 845"]),
    (32, ["9 · 2 = 18", "9 · 91 = 819"]), (34, ["13 343"]), (35, ["[0, 0, 0]", "[0, 1, 0]"]), (36, ["6.9", "1.128"]),
    (37, ["2 of 2; over all classes 1"]), (38, ["is 0.2 there and 0.2 when", "0.1 and then 0.05"]),
    (40, ["(0.1, 0, 0, 0)", "0.5"]), (41, ["24.5 %", "49.4 %"]), (42, ["203 pixels", "15 anchors"]),
  ]

  @Test("An answer says the number that its test asserts", arguments: said)
  func says(_ said: (id: Int, texts: [String])) throws {
    let answer = try #require(Question.all.first { $0.id == said.id }).answer
    for text in said.texts { #expect(answer.contains(text), "no '\(text)' in: \(answer)") }
  }
}

@Suite("Searching questions")
struct QuestionSearchTests {
  @Test("A question's own text finds it first", arguments: Question.all)
  func itself(_ question: Question) {
    #expect(QuestionSearch(question.text).hits.first?.question.id == question.id)
  }

  @Test("A reader's words find what they mean")
  func words() {
    let asked = [
      ("why only background", 1), ("two stage?", 2), ("learning rate too low", 6), ("image pyramid", 13),
      ("is 384 right", 20), ("prior bias", 21), ("nms threshold", 25), ("backpropagation of two heads", 26),
      ("YOLO", 29), ("replace the head", 32), ("softmax or sigmoid", 39), ("k-means", 41), ("γ 1.5", 43),
      ("batch size adam", 44), ("ImageDataGenerator", 46),
    ]
    for (text, id) in asked { #expect(QuestionSearch(text).hits.first?.question.id == id, "\(text)") }
  }

  @Test("Case, plural, order and Greek letters do not matter")
  func forms() {
    func ids(_ text: String) -> [Int] { QuestionSearch(text).hits.map(\.question.id) }
    #expect(ids("Anchor Borders") == ids("borders anchors"))
    #expect(ids("alpha") == ids("α"))
    #expect(!ids("alpha").isEmpty)
  }

  @Test("Words that no question has are named; nothing and only common words find nothing")
  func unknown() {
    let search = QuestionSearch("zebra prior")
    #expect(search.unknown == ["zebra"])
    #expect(search.hits.first?.question.id == 21)
    #expect(QuestionSearch("").hits.isEmpty && QuestionSearch("why is it").hits.isEmpty)
    #expect(QuestionSearch("quetzalcoatl").hits.isEmpty)
  }

  @Test("At most as many as asked for, by falling score")
  func limits() {
    let hits = QuestionSearch("anchors loss", limit: 5).hits
    #expect(hits.count <= 5 && hits.count > 1)
    #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score })
  }
}
