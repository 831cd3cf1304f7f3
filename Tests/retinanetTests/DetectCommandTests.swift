import Boxes
import CommandLineTool
import Detector
import Formats
import Foundation
import Images
import Reports
import Testing
import Training

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

  private func detect(_ words: String, in folder: URL) -> RecordedRun {
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
      ).fitted(to: file).detections
      for image in file.images {
        for detection in found[image.id] ?? [] {
          let (height, width) = (Double(image.height ?? 0), Double(image.width ?? 0))
          #expect(detection.box == detection.box.clipped(height: height, width: width))
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
      #expect(!entries.isEmpty && !all.output.hasPrefix("\(folder.path)/a.png: nothing "))
      let run = detect("\(folder.path)/a.png --score 1", in: folder)
      #expect(run.output.hasPrefix("\(folder.path)/a.png: nothing from 1.0 on; the best is "))
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
          Error: \(folder.path)/none.png: the file cannot be read: No such file or directory; check the name
          Error: \(text.path): neither PNG, JPEG nor binary PPM (P6); convert the picture to PNG
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

  @Test("torchvision's weights are recognized: pictures are seen at 800 pixels, categories are torchvision's labels")
  func torchvision() throws {
    var configuration = RetinaNet.Configuration.resNet50(classes: 91)
    configuration.architecture.backbone = .resNet(blocks: [1, 1, 1, 1], .frozen(epsilon: 0))
    configuration.architecture.stemChannels = 8
    configuration.architecture.stageChannels = [16, 16, 16, 16]
    configuration.architecture.pyramidChannels = 16
    configuration.architecture.headDepth = 1
    let model = RetinaNet(configuration, seed: nil)
    let file = PortableWeights.filled(model.weights(naming: .torchvision))
    // Biases at which something is found.
    let bias = "head.classification_head.cls_logits.bias"
    let entries = file.entries.map { entry in
      entry.name == bias
        ? SafetensorsFile.Entry(name: bias, shape: entry.shape, values: entry.values.map { $0 + 5 }) : entry
    }
    try model.load(SafetensorsFile(entries: entries), naming: .torchvision)

    try withNewFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try SafetensorsFile(entries: entries).write(to: folder.appendingPathComponent("w.safetensors"))
      var picture = Image(height: 60, width: 90, color: .white)
      for y in 20..<40 { for x in 30..<70 { picture[y, x] = Color(red: 200, green: UInt8(3 * x), blue: UInt8(5 * y)) } }
      try picture.write(to: folder.appendingPathComponent("a.png"))
      for (option, size) in [("", (height: 800, width: 1_200)), ("--size 180", (height: 120, width: 180))] {
        let run = detect("\(folder.path)/a.png \(option)", in: folder)
        #expect(run.error.isEmpty && run.code == .success)
        let expected = model.detect([picture.resized(height: size.height, width: size.width)])[0]
        let entries = try results(folder)
        #expect(!expected.isEmpty && entries.count == expected.count)
        for (entry, detection) in zip(entries, expected) {
          #expect(entry.categoryID == .number(detection.label) && entry.score == detection.score)
          #expect(abs(entry.box.xMax * Double(size.width) / 90 - detection.box.xMax) < 1e-6)
          #expect(abs(entry.box.yMin * Double(size.height) / 60 - detection.box.yMin) < 1e-6)
        }
      }
      let pictures = try COCOFile(contentsOf: folder.appendingPathComponent("out/pictures.json"))
      #expect(pictures.categories.first { $0.id == 18 }?.name == "dog")
    }
  }

  @Test("Weights and at least one picture are needed")
  func usage() {
    #expect(runProgram("detect a.png").error.hasPrefix("Error: Missing expected argument '--weights <file>'."))
    #expect(runProgram("detect -w w").error.hasPrefix("Error: Missing expected argument '<picture> ...'."))
  }

  @Test("Weights of a run on pictures of one's own look at a picture as they were trained: brought to that size")
  func asTrained() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let run = runProgram("train \(own.words) \(shortOwnRun) --output \(folder.path)/run")
      #expect(run.code == .success, "\(run.error)")
      let weights = folder.appendingPathComponent("run/weights.safetensors")
      let detector = try TrainedDetector(contentsOf: weights)
      let picture = folder.appendingPathComponent("picture.png")
      let image = Image(height: 90, width: 300, color: Color(gray: 90))
      try image.write(to: picture)
      #expect(
        runProgram("detect -w \(weights.path) --score 0 --output \(folder.path)/found \(picture.path)").code == .success
      )
      let results = try COCOResults(
        decoding: Data(contentsOf: folder.appendingPathComponent("found/detections.json")))
      let transform = Resizing.letterbox(height: 64, width: 64).transform(of: image)
      let expected = transform.inverse(detector.model.detect([transform.apply(image)])[0])
      #expect(results.entries.map(\.score) == expected.map(\.score))
      #expect(zip(results.entries, expected).allSatisfy { $0.box.iou($1.box) > 1 - 1e-9 || $1.box.area == 0 })
    }
  }
}
