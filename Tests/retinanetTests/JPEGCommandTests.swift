// JPEGs in all commands, and pictures that are damaged.

import CommandLineTool
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("JPEGs and damaged pictures in the commands")
struct JPEGCommandTests {
  private struct Fixture: Decodable {
    struct File: Decodable {
      var title: String
      var jpeg: Data
    }
    var files: [File]
  }

  /// Files of the kinds named, at least 8 × 8 pixels.
  private func jpegs(_ titles: [String]) throws -> [Data] {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(
        path: "ImagesTests/Fixtures/jpegs.json")
    let files = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: fixture)).files
    return try titles.map { title in
      try #require(
        files.first {
          guard $0.title.hasPrefix(title), let size = try? JPEG.size(of: $0.jpeg) else {
            return false
          }
          return size.height >= 8 && size.width >= 8
        }
      ).jpeg
    }
  }

  @Test("detect looks at a photograph, whatever its file is called")
  func detect() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      try writeEagerWeights(to: folder.appendingPathComponent("w.safetensors"))
      let files = try jpegs(["4:2:0", "4:2:2, progressive", "orientation"])
      for (data, name) in zip(files, ["a.jpg", "b.JPEG", "c.png"]) {
        try data.write(to: folder.appendingPathComponent(name))
      }
      let run = runProgram(
        "detect -w \(folder.path)/w.safetensors -o \(folder.path)/out \(folder.path)/a.jpg \(folder.path)/b.JPEG "
          + "\(folder.path)/c.png")
      #expect(run.error.isEmpty && run.code == .success)
      for name in ["a", "b", "c"] {
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/out/\(name)-detections.png"))
      }
    }
  }

  @Test("A folder of JPEGs is looked at, learnt from and measured on by all commands")
  func train() throws {
    try withNewFolder { folder in
      try makeFolder(folder.appendingPathComponent("images"))
      var (images, annotations): ([String], [String]) = ([], [])
      for (id, data) in try jpegs([
        "4:2:0", "4:2:0, progressive", "packed 2×2, extended", "orientation 8", "packed 1×1",
      ]).enumerated() {
        let size = try JPEG.size(of: data)
        try data.write(to: folder.appendingPathComponent("images/\(id).jpg"))
        images.append(
          #"{"id": \#(id), "file_name": "\#(id).jpg", "height": \#(size.height), "width": \#(size.width)}"#
        )
        annotations.append(
          #"{"id": \#(id + 1), "image_id": \#(id), "category_id": 1, "bbox": [1, 1, 6, 6]}"#)
      }
      let json =
        #"{"images": [\#(images.joined(separator: ","))], "categories": [{"id": 1, "name": "a"}], "annotations": "#
        + "[\(annotations.joined(separator: ","))]}"
      try writeFile(Data(json.utf8), to: folder.appendingPathComponent("a.json"))
      let own = "--annotations \(folder.path)/a.json --images \(folder.path)/images"
      for command in [
        "anchors --size 64 \(own)", "match \(own) --index 3 --size 64",
        "train \(shortOwnRun) \(own) --output \(folder.path)/run",
        "evaluate --weights \(folder.path)/run/weights.safetensors \(own)",
      ] {
        let run = runProgram(command)
        #expect(run.code == .success, "\(command): \(run.error)")
      }
    }
  }

  @Test(
    "One wrong bit in one picture: refused before a training, and left out and told with --drop-unusable"
  )
  func damaged() throws {
    try withNewFolder { folder in
      let own = try OwnPictures(in: folder)
      let file = URL(fileURLWithPath: "\(own.images)/p4.png")
      var data = try Data(contentsOf: file)
      data[data.count / 2] ^= 1
      try data.write(to: file)
      let train = "train \(shortOwnRun) \(own.words) --output \(folder.path)/run"
      let refused = runProgram(train)
      #expect(
        refused.code == .failure
          && refused.error.contains("p4.png: the PNG file is damaged: chunk IDAT"))
      let many = runProgram(train + " --drop-unusable")
      #expect(many.code == .failure && many.error.contains("1 picture of 6 left out"))
      #expect(
        many.error.contains("more than one in twenty") && many.error.contains("--drop-limit 1"))
      let run = runProgram(train + " --drop-unusable --drop-limit 1")
      #expect(run.code == .success, "\(run.error)")
      #expect(run.error.contains("labels.json: 1 picture of 6 left out: "))
      let anchors = runProgram("anchors \(own.words) --drop-unusable --drop-limit 1")
      #expect(anchors.code == .success && anchors.error.contains("1 picture of 6 left out"))
    }
  }
}
