// What anchors, match and compare print with --json: the same numbers as their texts.

import Anchors
import Foundation
import Systems
import Testing

@testable import retinanet

@Suite("--json of anchors, match and compare")
struct JSONOutputTests {
  private func output<Value: Decodable>(_ words: String, as _: Value.Type) throws -> Value {
    let run = runProgram("\(words) --json")
    #expect(run.code == .success, "\(run.error)")
    return try JSONDecoder().decode(Value.self, from: Data(run.output.utf8))
  }

  @Test("anchors: levels, and the coverage that the table shows")
  func anchors() throws {
    let plain = try output("anchors", as: AnchorsOutput.self)
    #expect(plain.anchors == 3_069 && plain.levels.map(\.anchors).reduce(0, +) == 3_069)
    #expect(plain.levels[0].name == "P3" && plain.levels[0].grid == .square(16) && plain.generator == .small)
    #expect(plain.coverage == nil && plain.fitted == nil)
    let words = "anchors --preset tiny --count 5 --fit"
    let measured = try output(words, as: AnchorsOutput.self)
    let text = runProgram(words).output
    let rows = try #require(measured.coverage)
    #expect(rows.map(\.name) == ["small", "medium", "large", "all"])
    #expect(rows[3].objects == rows[..<3].reduce(0) { $0 + $1.objects } && rows[2].meanBestIoU == nil)
    let mean = try #require(rows[3].meanBestIoU)
    #expect(text.contains(String(format: "%.3f", mean)) && text.contains("\(rows[3].positives)\n"))
    #expect(measured.fitted?.count == 2 && measured.fitted?[1] != .small)
  }

  @Test("match: counts, objects and their verdicts, one scene or many")
  func match() throws {
    let scene = try output("match --index 3", as: MatchOutput.self)
    let text = runProgram("match --index 3").output
    #expect(scene.positive + scene.ignored + scene.negative == scene.anchors && scene.anchors == 3_069)
    #expect(text.contains("\(scene.positive) positive, \(scene.ignored) ignored, \(scene.negative) negative"))
    #expect(scene.objects.flatMap(\.positives).count == scene.positive)
    #expect(scene.objects.allSatisfy { text.contains($0.verdict) })
    let many = try output("match --index 2 --count 3", as: [MatchOutput].self)
    #expect(many.count == 3 && many[1] == scene)
    #expect(runProgram("match --json --all").code == .usage)
  }

  @Test("compare: what each system makes of the scene")
  func compare() throws {
    let toy = try output("compare", as: CompareOutput.self)
    #expect(toy.views.map(\.system) == ReferenceSystem.allCases)
    #expect(toy.views[0].learnt == [0, 1, 4] && toy.views[0].positive == 64)
    #expect(toy.views[0].positives == [26, 4, 0, 0, 34, 0])
    #expect(toy.differences.count == SystemComparison.toy().differences.count)
  }
}
