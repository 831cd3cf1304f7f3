// Commands on files of tools and systems that nobody here has: pipes, names of files as ids, folders for files.

import CommandLineTool
import Foundation
import Images
import Testing

@testable import retinanet

@Suite("Strangers' files on the command line")
struct StrangersCommandTests {
  private static let truth = #"""
    {"images": [{"id": 7, "file_name": "val/a.png", "width": 64, "height": 48}],
     "categories": [{"id": 1, "name": "kite"}],
     "annotations": [{"id": 0, "image_id": 7, "category_id": 1, "bbox": [4, 4, 20, 20], "area": 400}]}
    """#

  private func withFiles(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    try withNewFolder { folder in
      for (name, text) in files { try writeFile(Data(text.utf8), to: folder.appendingPathComponent(name)) }
      try body(folder)
    }
  }

  @Test("Results whose image_id are names of files are scored and examined by them, with a note; so is the id 0 noted")
  func namesAsIDs() throws {
    let results = #"[{"image_id": "a", "category_id": 1, "bbox": [4, 4, 20, 20], "score": 0.9}]"#
    try withFiles(["a.json": Self.truth, "r.json": results]) { folder in
      let files = "--results \(folder.path)/r.json --annotations \(folder.path)/a.json"
      let run = runProgram("evaluate \(files)")
      #expect(run.code == .success && run.output.contains("maxDets=100 ] = 1.000"))
      #expect(
        run.error.contains("r.json: its image_id are the names of the pictures' files, and the pictures are found"))
      #expect(
        run.error.contains("a.json: an annotation has the id 0: here it counts like any other, where pycocotools"))
      #expect(runProgram("doctor \(files)").output.contains("AP 1.000"))
    }
  }

  @Test("An error names its file once, whatever kind of file it is")
  func once() throws {
    try withFiles(["a.json": "{", "b.json": "<html>", "c.csv": "x\n", "d.xml": "<a/>", "e.json": ""]) { folder in
      for name in ["a.json", "b.json", "c.csv", "d.xml", "e.json", "nothing.json", "nothing.csv", "nothing.xml"] {
        let path = "\(folder.path)/\(name)"
        let run = runProgram("inspect \(path)")
        #expect(run.code == .failure && run.error.hasPrefix("Error: \(path)"), "\(run.error)")
        #expect(run.error.components(separatedBy: name).count == 2, "\(run.error)")
        guard name.hasSuffix("json") else { continue }
        for command in ["anchors --annotations", "doctor --annotations", "doctor --results \(path) --annotations"] {
          let run = runProgram("\(command) \(path)")
          #expect(run.code == .failure && run.error.components(separatedBy: folder.path).count == 2, "\(run.error)")
        }
      }
    }
  }

  @Test("PASCAL VOC's folder is read where its Annotations are one below; one picture is not called all")
  func vocFolder() throws {
    let voc = """
      <annotation><filename>a.png</filename><object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax>\
      <ymax>9</ymax></bndbox></object></annotation>
      """
    try withFiles(["Annotations/a.xml": voc]) { folder in
      let images = folder.appendingPathComponent("JPEGImages")
      try makeFolder(images)
      try Image(height: 20, width: 20, color: .red).write(to: images.appendingPathComponent("a.png"))
      let run = runProgram("inspect \(folder.path) --images \(images.path)")
      #expect(run.output.contains("PASCAL VOC\n1 picture, 1 object of 1 class\n"))
      #expect(run.output.contains("Note: the picture is in \(images.path), whole and of that size\n"))
    }
  }

  @Test("Weights: a folder is told which file in it to name, and a device is no file")
  func weights() throws {
    try withNewFolder { folder in
      try makeFolder(folder)
      #expect(
        runProgram("evaluate --weights \(folder.path)").error
          == "Error: \(folder.path): expected a safetensors file, found a folder; name the file in it, such as "
          + "weights.safetensors\n")
    }
    #expect(
      runProgram("evaluate --weights /dev/zero").error
        == "Error: /dev/zero: cannot be read: it is a device, not a file\n")
  }
}
