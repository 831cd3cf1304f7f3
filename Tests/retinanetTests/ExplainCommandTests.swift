// `retinanet explain`, and the commands that answers name: a document does not notice when an option goes.

import CommandLineTool
import Questions
import Testing

@testable import retinanet

@Suite("retinanet explain")
struct ExplainCommandTests {
  private func explain(_ words: String) -> RecordedRun { Program.retinaNet.recorded("explain " + words) }

  @Test("Words find the answer, with its command, its test and its paper")
  func words() {
    let run = explain("why only background --limit 1")
    #expect(run.code == .success)
    #expect(run.output.hasPrefix("1. Why does torchvision's RetinaNet predict background?\n"))
    let parts = [
      "\nTry\n", "swift run -c release retinanet doctor", "\nAsserted by\n", "\nPapers\n", "https://arxiv.org/abs/",
    ]
    for part in parts {
      #expect(run.output.contains(part), "\(part)")
    }
    let wide = run.output.split(separator: "\n").filter { $0.count > 80 && $0.dropFirst(2).contains(" ") }
    #expect(wide == [])
  }

  @Test("Several answers stand one after another, best first; what else there is has a line")
  func several() {
    let run = explain("anchors --limit 2")
    #expect(run.output.contains("\n────") && run.output.contains("\nAlso:\n  "))
  }

  @Test("A number is a question; without words all are listed")
  func numbers() {
    #expect(explain("20").output.contains("400, not 384"))
    #expect(explain("").output.split(separator: "\n").count == Question.all.count)
    #expect(explain("--list").output == explain("").output)
    #expect(explain("--list prior").code == .usage)
  }

  @Test("A word that is written wrongly is taken for the nearest, and said to be; what is near nothing finds nothing")
  func spelling() {
    let run = explain("anchros")
    #expect(run.output.hasPrefix("'anchros' taken for 'anchors'.\n"))
    let nothing = explain("quetzalcoatl")
    #expect(nothing.output == "In no question: quetzalcoatl.\n\n")
    #expect(explain("anchors matched per image is 0").output.hasPrefix("No question asks just that; the nearest:\n\n"))
    #expect(nothing.code == .failure)
    #expect(nothing.error.contains("'retinanet explain --list' lists all 57"))
  }

  @Test("A word of 100 kB is refused with how long a question may be, and a long one is shown cut short")
  func long() {
    let refused = Program.retinaNet.recorded(["explain", String(repeating: "x", count: 100_000)])
    #expect(refused.code == .usage)
    #expect(refused.error.hasPrefix("Error: A question must have at most 1000 characters, found 100000; ask it in"))
    #expect(refused.error.utf8.count < 1_000)
    let nothing = Program.retinaNet.recorded(["explain", String(repeating: "x", count: 1_000)])
    #expect(nothing.code == .failure)
    #expect(nothing.output == "In no question: \(String(repeating: "x", count: 80))….\n\n")
  }

  @Test("JSON holds the same, for other programs")
  func json() {
    let run = explain("384 --json --limit 1")
    #expect(run.output.contains("\"id\":20") && run.output.contains("\"module\":\"Losses\""))
    #expect(explain("--list --json").output.contains("\"id\":57"))
  }
}

@Suite("Commands that answers name")
struct AnswerCommandsTests {
  @Test("Every one is accepted by the program's own tables")
  func accepted() {
    for question in Question.all {
      for command in question.commands where command.hasPrefix("retinanet ") {
        let words = command.split(separator: " ").dropFirst().map(String.init)
        let refusal = Program.retinaNet.refusal(of: words)
        #expect(refusal == nil, "question \(question.id): \(command): \(refusal?.description ?? "")")
      }
    }
  }

  @Test("A word that no table has is refused")
  func refused() {
    #expect(Program.retinaNet.refusal(of: ["train", "--gama", "2"]) != nil)
    #expect(Program.retinaNet.refusal(of: ["trian"]) != nil)
    #expect(Program.retinaNet.refusal(of: []) == nil && Program.retinaNet.refusal(of: ["match", "--help"]) == nil)
  }

  @Test("The counts of question 3 are those of the command that it names")
  func counts() throws {
    let question = try #require(Question.all.first { $0.id == 3 })
    let words = try #require(question.commands.first).split(separator: " ").dropFirst().map(String.init)
    let printed = Program.retinaNet.recorded(words).output
    let numbers = question.answer.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.prefix(2)
    for number in numbers { #expect(printed.contains("\(number) "), "\(number) in \(printed)") }
  }
}
