// `evaluate --results`: any detector's results, scored as pycocotools scores them.

import CommandLineTool
import Foundation
import Testing

@testable import retinanet

@Suite("retinanet evaluate --results")
struct ResultsCommandTests {
  /// Written by Fixtures/make_results.py, which says what the numbers are.
  private struct Expected: Decodable {
    var stats: [Double]
    var perClass: [[Double]]
    var table: String

    enum CodingKeys: String, CodingKey {
      case stats, table
      case perClass = "ap_and_ap50_by_ascending_id"
    }
  }

  private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  private var words: String {
    "evaluate --results \(folder.path)/results.json --annotations \(folder.path)/annotations.json"
  }

  private func agree(_ value: Double?, _ expected: Double) -> Bool {
    expected == -1 ? value == nil : value.map { abs($0 - expected) <= 1e-9 } ?? false
  }

  @Test(
    "40 pictures with gaps in all ids, crowds and equal scores: pycocotools 2.0.11's numbers to 1e-9, and its table")
  func pycocotools() throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    let run = runProgram(words + " --json")
    #expect(run.error.isEmpty)
    let output = try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8))
    #expect(output.images == 40 && output.weights == nil && output.results?.hasSuffix("results.json") == true)
    #expect(output.summary.perClass.map(\.category) == ["horse", "unicorn", "cat", "dog"], "by ascending id")
    for (number, stat) in zip(output.summary.numbers, expected.stats) {
      #expect(agree(number.value, stat), "\(number.name): \(String(describing: number.value)), not \(stat)")
    }
    for (result, numbers) in zip(output.summary.perClass, expected.perClass) {
      #expect(agree(result.ap, numbers[0]) && agree(result.ap50, numbers[1]), "\(result.category)")
    }
    let text = runProgram(words).output
    #expect(text.hasPrefix("40 pictures: "))
    #expect(text.contains("\n\n" + expected.table + "\n\nclass    objects      AP    AP50\n"))
  }

  /// Runs with files of these contents.
  private func scored(
    annotations: String = #"""
    {"images": [{"id": 5, "file_name": "a.png", "height": 50, "width": 80},
                {"id": 2, "file_name": "b.png", "height": 50, "width": 80}],
     "categories": [{"id": 9, "name": "cat"}],
     "annotations": [{"id": 1, "image_id": 5, "category_id": 9, "bbox": [1, 1, 20, 20]}]}
    """#,
    results: String, _ options: String = ""
  ) throws -> RecordedRun {
    var run = RecordedRun(code: .success, output: "", error: "")
    try withNewFolder { folder in
      try writeFile(Data(annotations.utf8), to: folder.appendingPathComponent("a.json"))
      try writeFile(Data(results.utf8), to: folder.appendingPathComponent("r.json"))
      run = runProgram("evaluate --results \(folder.path)/r.json --annotations \(folder.path)/a.json \(options)")
    }
    return run
  }

  @Test("No results at all: nothing was found in any picture, AP 0; pictures without results count as such")
  func none() throws {
    #expect(try scored(results: "[]").output.contains("cat          1   0.000   0.000"))
    let found = #"[{"image_id": 5, "category_id": 9, "bbox": [1, 1, 20, 20], "score": 0.5}]"#
    #expect(try scored(results: found).output.contains("cat          1   1.000   1.000"))
  }

  @Test(
    "Results that cannot be read are refused with the file and their index, and so are results of which none fits",
    arguments: [
      (
        #"[{"image_id": 4, "category_id": 9, "bbox": [1, 1, 2, 2], "score": 1}]"#,
        "none of 1 result is of a picture and a class of"
      ),
      (#"[{"image_id": 5, "category_id": 9, "bbox": [1, 1, 2], "score": 1}]"#, "result 0: bbox must be x, y, width"),
      (#"[{"image_id": 5, "category_id": 9, "bbox": [1, 1, 2, 2], "score": NaN}]"#, "result 0: bbox "),
      (#"[{"image_id": 5, "category_id": 9, "score": 1}]"#, #"not a COCO file: [0]: "bbox" is missing"#),
      (#"{"images": []}"#, "not a COCO file: expected a list of results, "), ("", "not a COCO file: it is empty"),
    ])
  func refused(results: String, message: String) throws {
    let run = try scored(results: results)
    #expect(run.code == .failure)
    #expect(run.error.contains("/r.json: \(message)"), "\(run.error)")
  }

  @Test("Results of pictures and classes that the file lacks are passed over with a note")
  func passedOver() throws {
    let run = try scored(
      results: #"""
        [{"image_id": 5, "category_id": 9, "bbox": [1, 1, 20, 20], "score": 0.5},
         {"image_id": 5, "category_id": 44, "bbox": [40, 40, 10, 10], "score": 0.9},
         {"image_id": 77, "category_id": 9, "bbox": [40, 40, 10, 10], "score": 0.9}]
        """#)
    #expect(run.output.contains("cat          1   1.000   1.000"))
    #expect(run.error.contains("/r.json: 1 result of 1 category that the file does not list is passed over: 44.\n"))
    #expect(run.error.contains("/r.json: 1 result of 1 picture that the file does not list is passed over: 77.\n"))
  }

  @Test("Where no box touches any object of its picture a score of 0 does not pass without a warning")
  func nothingTouches() throws {
    let run = try scored(results: #"[{"image_id": 2, "category_id": 9, "bbox": [1, 1, 20, 20], "score": 0.5}]"#)
    #expect(run.error.contains("Warning: ") && run.error.contains("no box of the results touches any object of its"))
  }

  @Test("What is left out by --drop-unusable is told beside the result, in JSON too")
  func dropped() throws {
    let annotations = #"""
      {"images": [{"id": 5, "file_name": "a.png", "height": 50, "width": 80}], "categories": [{"id": 9, "name": "cat"}],
       "annotations": [{"id": 1, "image_id": 5, "category_id": 9, "bbox": [1, 1, 20, 20]},
                       {"id": 2, "image_id": 5, "category_id": 9, "bbox": [9, 1, -2, 20]}]}
      """#
    let refused = try scored(annotations: annotations, results: "[]")
    #expect(refused.error.contains("/a.json: annotation 2 (annotations[1]) has a width or a height below 0"))
    #expect(refused.error.hasSuffix("or leave such annotations out by --drop-unusable\n"))
    let run = try scored(annotations: annotations, results: "[]", "--drop-unusable --drop-limit 1 --json")
    #expect(run.error.hasSuffix("/a.json: 1 annotation left out: 1 has a width or a height below 0.\n"))
    #expect(run.error.hasPrefix("Note: "))
    #expect(try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8)).images == 1)
  }

  @Test(
    "Results need annotations, and contradict weights and what only weights need",
    arguments: [
      ("--results r", "The option '--results' needs '--annotations <file>' beside it."),
      ("--results r --annotations a --weights w", "The options '--results' and '--weights' contradict each other"),
      ("--results r --annotations a --size 64", "The options '--results' and '--size' contradict each other"),
      ("--results r --annotations a --images i", "The options '--results' and '--images' contradict each other"),
      ("--annotations a", "Missing expected argument '--weights <file>', or '--results <file>' with '--annotations"),
      ("", "Missing expected argument '--weights <file>', or '--results <file>' with '--annotations <file>'."),
    ])
  func usage(words: String, message: String) {
    let run = runProgram("evaluate \(words)")
    #expect(run.code == .usage)
    #expect(run.error.hasPrefix("Error: \(message)"), "\(run.error)")
  }
}
