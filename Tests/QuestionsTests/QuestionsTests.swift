// The questions: all there, each answered with a number, and what they name is there.

import Foundation
import Questions
import Testing

@Suite("Questions")
struct QuestionsTests {
  @Test("There are 48 of five documents and 9 of readers, numbered from 1, in that order, each another text")
  func complete() {
    #expect(Question.all.map(\.id) == Array(1...57))
    #expect(Set(Question.all.map(\.text)).count == 57)
    #expect(Question.all.count { $0.document == .readers } == 9)
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
    (5, ["and 3 of the 8 systems do"]), (6, ["near 0.56 on busy pictures"]),
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
    (49, ["0.82 for 1 px, 0.54 for 3 px, 0.33 for 5 px"]), (50, ["IoU 0.667", "AP50 1.0, AP75 0.0 and AP 0.4"]),
    (51, ["Float of 1 - 10⁻⁹ is 1.0", "-1 000 is 250"]), (52, ["difference of 0.2 on"]), (54, ["0.36 GFLOP"]),
    (55, ["1 152 527"]), (56, ["5 levels", "8 groups of 8 channels"]), (57, ["the same scenes"]),
  ]

  @Test("An answer says the number that its test asserts", arguments: said)
  func says(_ said: (id: Int, texts: [String])) throws {
    let answer = try #require(Question.all.first { $0.id == said.id }).answer
    for text in said.texts { #expect(answer.contains(text), "no '\(text)' in: \(answer)") }
  }
}
