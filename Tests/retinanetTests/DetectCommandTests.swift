import Foundation
import RetinaKit
import Testing

@testable import retinanet

@Suite("retinanet detect")
struct DetectCommandTests {
  /// A folder with weights that find something everywhere, and pictures of any size.
  private func withPictures(_ sizes: [String: (height: Int, width: Int)], _ body: (URL) throws -> Void) throws {
    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try writeEagerWeights(to: folder.appendingPathComponent("w.safetensors"))
      for (name, size) in sizes {
        try Image(height: size.height, width: size.width, color: .white).write(to: folder.appendingPathComponent(name))
      }
      try body(folder)
    }
  }

  private func detect(_ words: String, in folder: URL) -> Run {
    runProgram("detect -w \(folder.path)/w.safetensors -o \(folder.path)/out " + words)
  }

  private func results(_ folder: URL) throws -> [COCOResults.Entry] {
    try COCOResults(decoding: Data(contentsOf: folder.appendingPathComponent("out/detections.json"))).entries
  }

  @Test("PNG and PPM of any size: an annotated PNG each, and COCO's results that a COCO file explains")
  func pictures() throws {
    try withPictures(["a.png": (37, 90), "b.ppm": (130, 65), "dot.png": (1, 1)]) { folder in
      let run = detect("\(folder.path)/a.png \(folder.path)/b.ppm \(folder.path)/dot.png", in: folder)
      #expect(run.error.isEmpty)
      #expect(run.output.split(separator: "\n").count == 3)
      #expect(run.output.hasPrefix("\(folder.path)/a.png: "))
      let out = folder.appendingPathComponent("out")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: out.path).sorted() == [
          "a-detections.png", "b-detections.png", "detections.json", "dot-detections.png", "pictures.json",
        ])
      let picture = try Image(contentsOf: out.appendingPathComponent("a-detections.png"))
      #expect(picture.height * 90 == picture.width * 37, "enlarged, not distorted")
      let file = try COCOFile(contentsOf: out.appendingPathComponent("pictures.json"))
      #expect(file.images.map(\.id) == [1, 2, 3])
      #expect(file.images.map(\.height) == [37, 130, 1])
      #expect(file.categories.map(\.name) == ["ellipse", "rectangle", "triangle"])
      let found = try COCOResults(
        decoding: Data(contentsOf: out.appendingPathComponent("detections.json"))
      ).detections(in: file)
      for image in file.images {
        for detection in found[image.id] ?? [] {
          #expect(detection.box == detection.box.clipped(height: Double(image.height), width: Double(image.width)))
        }
      }
      #expect(found[1]?.isEmpty == false && found[2]?.isEmpty == false)
    }
  }

  @Test("--size looks at a copy, and boxes are in the picture's own pixels all the same")
  func size() throws {
    try withPictures(["a.png": (256, 128)]) { folder in
      _ = detect("\(folder.path)/a.png --size 64", in: folder)
      let entries = try results(folder)
      let model = try TrainedDetector(contentsOf: folder.appendingPathComponent("w.safetensors")).model
      let copy = Image(height: 256, width: 128, color: .white).resized(height: 64, width: 32)
      let expected = model.detect([copy])[0]
      #expect(!expected.isEmpty)
      #expect(entries.count == expected.count)
      for (entry, detection) in zip(entries, expected) {
        #expect(abs(entry.box.xMin - 4 * detection.box.xMin) < 1e-9)
        #expect(abs(entry.box.yMax - 4 * detection.box.yMax) < 1e-9)
      }
    }
  }

  @Test(
    "What scores less than --score is not shown; the results keep it, or a score computed from them would be too low")
  func score() throws {
    try withPictures(["a.png": (64, 64)]) { folder in
      let all = detect("\(folder.path)/a.png --score 0", in: folder)
      let entries = try results(folder)
      #expect(!entries.isEmpty && !all.output.hasPrefix("\(folder.path)/a.png: nothing → "))
      let run = detect("\(folder.path)/a.png --score 1", in: folder)
      #expect(run.output.hasPrefix("\(folder.path)/a.png: nothing → "))
      #expect(try results(folder) == entries)
    }
  }

  @Test("Bad pictures are named, the others are done all the same, and the exit code is 1")
  func badPictures() throws {
    try withPictures(["good.png": (64, 64)]) { folder in
      let text = folder.appendingPathComponent("text.png")
      try Data("not a picture".utf8).write(to: text)
      let run = detect("\(folder.path)/none.png \(folder.path)/good.png \(text.path)", in: folder)
      #expect(run.code == .failure)
      #expect(
        run.error == """
          Error: \(folder.path)/none.png: no such file, or it may not be read; check the name
          Error: \(text.path): neither PNG nor binary PPM (P6); convert the picture to PNG
          Error: 2 of 3 pictures could not be read

          """)
      #expect(try results(folder).allSatisfy { $0.imageID == 2 })
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/good-detections.png").path))
    }
  }

  @Test("Two pictures of one name have two results, and no picture is replaced by a result")
  func names() throws {
    try withPictures(["a.png": (16, 16), "a.ppm": (16, 16), "a-detections.png": (16, 16)]) { folder in
      let run = detect("\(folder.path)/a.png \(folder.path)/a.ppm", in: folder)
      #expect(run.output.contains("out/a-detections.png\n") && run.output.contains("out/a-detections-2.png\n"))
      let before = try Data(contentsOf: folder.appendingPathComponent("a-detections.png"))
      let refused = runProgram(
        "detect -w \(folder.path)/w.safetensors -o \(folder.path) \(folder.path)/a.png \(folder.path)/a-detections.png")
      #expect(refused.code == .failure)
      #expect(refused.error.contains("a-detections.png would be replaced by its own result: choose another --output"))
      #expect(try Data(contentsOf: folder.appendingPathComponent("a-detections.png")) == before)
    }
  }

  @Test("Weights and at least one picture are needed")
  func usage() {
    #expect(runProgram("detect a.png").error.hasPrefix("Error: Missing expected argument '--weights <file>'."))
    #expect(runProgram("detect -w w").error.hasPrefix("Error: Missing expected argument '<picture> ...'."))
  }
}
