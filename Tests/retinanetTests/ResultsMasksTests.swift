// Results that are masks: their boxes, and the areas by which they count among small, medium and large ones.

import CommandLineTool
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("retinanet evaluate --results of masks")
struct ResultsMasksTests {
  /// Written by Fixtures/make_masks.py, which says what the sets are.
  private struct Fixture: Decodable {
    struct Set: Decodable {
      var kind: String
      var annotations, results: String
      var stats, areas: [Double]
      var boxes: [[Double]]
    }
    var sets: [Set]
  }

  @Test("Masks alone, with a box here and there, and beside boxes: the boxes, areas and numbers of pycocotools 2.0.11")
  func pycocotools() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/masks.json")
    let sets = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file)).sets
    #expect(Set(sets.map(\.kind)) == ["masks", "some boxes", "boxes"])
    for set in sets {
      let results = try COCOResults(decoding: Data(set.results.utf8))
      #expect(results.entries.map { $0.area ?? $0.frame.area } == set.areas, "\(set.kind)")
      let boxes = results.entries.map { [$0.frame.x, $0.frame.y, $0.frame.width, $0.frame.height] }
      #expect(boxes == set.boxes, "\(set.kind)")
      // Masks decide by areas that are not their boxes'.
      #expect((zip(set.areas, results.entries).contains { $0 != $1.frame.area }) == (set.kind != "boxes"))
      try withNewFolder { folder in
        try writeFile(Data(set.annotations.utf8), to: folder.appendingPathComponent("a.json"))
        try writeFile(Data(set.results.utf8), to: folder.appendingPathComponent("r.json"))
        let run = runProgram("evaluate --results \(folder.path)/r.json --annotations \(folder.path)/a.json --json")
        #expect(run.code == .success, "\(run.error)")
        let summary = try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8)).summary
        #expect(summary.numbers.count == set.stats.count)
        for (number, stat) in zip(summary.numbers, set.stats) {
          let isSame = stat == -1 ? number.value == nil : number.value.map { abs($0 - stat) <= 1e-12 } ?? false
          #expect(isSame, "\(set.kind), \(number.name): \(String(describing: number.value)), not \(stat)")
        }
      }
    }
  }
}
