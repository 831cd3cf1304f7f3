// `retinanet inspect`: one screen about a file of annotations, whatever tool wrote it, and a clean copy on request.

import CommandLineTool
import Formats
import Foundation
import Images

/// Says what annotations hold, what will be left out and why.
struct InspectCommand: Command {
  static let file = Argument.positional(
    .path("file"),
    help:
      "A COCO file; PASCAL VOC's XML, one file or a folder of them; a folder of YOLO's text files with classes.txt or "
      + "data.yaml; or a CSV of keras-retinanet.")
  static let images = Argument.optional(
    "images", .path("folder"),
    help: "The folder of the pictures, by default the folder images beside the file; YOLO's boxes need their sizes.")
  static let clean = Argument.optional(
    "write-clean", .path(), help: "Write what can be used as a COCO file, with numbers as ids.")
  static let json = Argument.flag("json", help: "Print JSON: all classes, and how many annotations are left out why.")

  static let specification = CommandSpecification(
    name: "inspect", overview: "Say in one screen what a file of annotations holds, and write a clean copy.",
    discussion: """
      The other commands read COCO's format alone; from VOC, YOLO or CSV --write-clean makes it. The copy has the \
      annotations that can be used, ids from 1, names of pictures as they lie in the folder, and boxes within their \
      pictures.
      """,
    arguments: [file, images, clean, json])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    let url = arguments[Self.file]
    let folder = arguments[Self.images] ?? url.deletingLastPathComponent().appendingPathComponent("images")
    let read: InspectedFile
    do {
      read = try InspectedFile(url, pictures: folder, arePicturesGiven: arguments.isGiven(Self.images))
    } catch let error as COCOError {
      throw CommandFailure(error.description(in: url.path))
    } catch let error as AnnotationFileError where error.file == url.lastPathComponent {
      throw CommandFailure("\(url.deletingLastPathComponent().path)/\(error)")
    } catch {
      // What lies in the folder is named by its own path, the file itself not by every reader.
      let text = "\(error)"
      throw CommandFailure(text.hasPrefix(url.path) ? text : "\(url.path): \(text)")
    }
    guard arguments[Self.json] else {
      console.print(read.text(named: url.relativePath))
      if let (copy, clean) = try writeCopy(of: read, at: url) {
        console.print(
          "\nWritten: \(copy.relativePath), \(clean.images.count.counted("picture")) with "
            + clean.annotations.count.counted("object"))
      }
      return
    }
    var output = InspectOutput(read, named: url.relativePath)
    output.written = try writeCopy(of: read, at: url)?.copy.relativePath
    try console.print(json: output)
  }

  /// Writes the clean copy, if there is to be one.
  private func writeCopy(of read: InspectedFile, at url: URL) throws -> (copy: URL, clean: COCOFile)? {
    guard let copy = arguments[Self.clean] else { return nil }
    let clean = try read.cleaned()
    guard copy.standardizedFileURL != url.standardizedFileURL else {
      throw CommandFailure("\(copy.relativePath) would replace the file itself: choose another --write-clean")
    }
    try writeFile(try clean.encoded(), to: copy)
    return (copy, clean)
  }
}
