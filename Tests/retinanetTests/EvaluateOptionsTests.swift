// `evaluate --max-detections`, `--iou` and `--area`.

import CommandLineTool
import Foundation
import Testing

@testable import retinanet

@Suite("Options of evaluate")
struct EvaluateOptionsTests {
  /// 150 objects of 10 × 10 pixels in a row, each found as it is.
  private func many(_ options: String) throws -> RecordedRun {
    var run = RecordedRun(code: .success, output: "", error: "")
    try withNewFolder { folder in
      try makeFolder(folder)
      let boxes = (0..<150).map { "[\(20 * $0), 0, 10, 10]" }
      let annotations = boxes.enumerated().map {
        #"{"id": \#($0 + 1), "image_id": 1, "category_id": 1, "bbox": \#($1), "area": 100, "iscrowd": 0}"#
      }
      let results = boxes.enumerated().map {
        #"{"image_id": 1, "category_id": 1, "bbox": \#($1), "score": \#(1 - Double($0) / 1000)}"#
      }
      let json =
        #"{"images": [{"id": 1, "file_name": "a.png", "height": 10, "width": 3000}], "#
        + #""categories": [{"id": 1, "name": "a"}], "annotations": ["#
        + annotations.joined(separator: ",") + "]}"
      try writeFile(Data(json.utf8), to: folder.appendingPathComponent("a.json"))
      try writeFile(
        Data("[\(results.joined(separator: ","))]".utf8),
        to: folder.appendingPathComponent("r.json"))
      run = runProgram(
        "evaluate --annotations \(folder.path)/a.json --results \(folder.path)/r.json \(options)")
    }
    return run
  }

  @Test(
    "Of 150 objects in a picture COCO's limit admits 100: 0.663; with --max-detections 150 it is 1")
  func limit() throws {
    #expect(
      try many("").output.contains("AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.663"))
    let more = try many("--max-detections 150").output
    #expect(more.contains("AP) @[ IoU=0.50:0.95 | area=   all | maxDets=150 ] = 1.000"))
    #expect(more.contains("AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.067"))
    let few = try many("--max-detections 5").output
    #expect(few.contains("AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  5 ] = 0.033"))
  }

  @Test("Thresholds and areas of one's own")
  func thresholdsAndAreas() throws {
    let run = try many("--iou 0.3:0.7:0.2 --area tiny:0:99,rest:100:")
    #expect(run.output.contains("AP) @[ IoU=0.30:0.70 | area=  tiny | maxDets=100 ] = -1.000"))
    #expect(run.output.contains("AR) @[ IoU=0.30:0.70 | area=  rest | maxDets=100 ] = 0.667"))
    #expect(try many("--iou 0.75").output.contains("AP) @[ IoU=0.75      | area=   all"))
    #expect(try many("--iou 0.5,0.75").output.contains("AP) @[ IoU=0.50:0.75 | area=   all"))
    // The first line names the file, which lies elsewhere each time.
    let own = try many("--iou 0.5:0.95:0.05 --area small:0:1024,medium:1024:9216,large:9216:").output
    #expect(try own.split(separator: "\n").dropFirst() == many("").output.split(separator: "\n").dropFirst())
  }

  @Test(
    "What is no threshold, area or limit is refused with what was expected",
    arguments: [
      "--iou 1.5", "--iou 0.7,0.5", "--iou 0.5:0.9:0.3", "--iou 0.5:", "--iou x", "--area a:1",
      "--area a:5:1",
      "--area :0:1", "--area a:0:1,a:1:2", "--area all:0:1", "--max-detections 0",
    ])
  func refused(options: String) throws {
    let run = try many(options)
    #expect(run.code != .success && !run.error.isEmpty, "\(options)")
  }

  @Test("The four numbers of a bbox are kept: an overlap of exactly one half is found, as pycocotools finds it")
  func half() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      let json =
        #"{"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 80}], "#
        + #""categories": [{"id": 1, "name": "kite"}], "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "#
        + #""bbox": [10.1, 0, 8, 10], "area": 80, "iscrowd": 0}]}"#
      try writeFile(Data(json.utf8), to: folder.appendingPathComponent("a.json"))
      let found = #"[{"image_id": 1, "category_id": 1, "bbox": [10.1, 0, 4, 10], "score": 0.9}]"#
      try writeFile(Data(found.utf8), to: folder.appendingPathComponent("r.json"))
      let run = runProgram("evaluate --annotations \(folder.path)/a.json --results \(folder.path)/r.json")
      #expect(run.output.contains("AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.100"))
      #expect(run.output.contains("AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 1.000"))
      #expect(run.output.contains("AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.100"))
      #expect(run.output.contains("AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.100"))
    }
  }
}
