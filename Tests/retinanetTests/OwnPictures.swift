// A COCO file and a folder of pictures of several sizes, for the tests of all commands.

import CommandLineTool
import Evaluation
import Foundation
import Images
import Shapes
import Testing

@testable import retinanet

/// Shapes as if they were somebody's pictures: of three sizes, ids with gaps, some without objects.
struct OwnPictures {
  let folder: URL
  var annotations: String { folder.appendingPathComponent("labels.json").path }
  var images: String { folder.appendingPathComponent("photos").path }
  /// The words that name them on a command line.
  var words: String { "--annotations \(annotations) --images \(images)" }

  /// - Parameter change: changes the file before it is written.
  init(
    in folder: URL, count: Int = 6, seed: UInt64 = 5, withoutObjects empty: Set<Int> = [1],
    change: (inout [COCOFile.Annotation], inout [COCOFile.Picture]) -> Void = { _, _ in }
  ) throws {
    self.folder = folder
    var pictures: [COCOFile.Picture] = []
    var annotations: [COCOFile.Annotation] = []
    let photos = folder.appendingPathComponent("photos")
    try makeFolder(photos)
    for index in 0..<count {
      let shapes = ShapesDataset(preset: .easy, seed: seed, count: count, imageSize: 96)
      let size = [(96, 96), (64, 128), (150, 70)][index % 3]
      let example = shapes.example(at: index).resized(height: size.0, width: size.1)
      let id = index * 7 + 3
      let name = "p\(index).\(index % 2 == 0 ? "png" : "ppm")"
      try example.image.write(to: photos.appendingPathComponent(name))
      pictures.append(.init(id: id, fileName: name, height: size.0, width: size.1))
      for object in example.objects where !empty.contains(index) {
        annotations.append(
          .init(
            id: annotations.count * 3 + 50, imageID: id, categoryID: [7, 90, 3][object.label], box: object.box,
            area: object.area))
      }
    }
    change(&annotations, &pictures)
    let file = COCOFile(
      categories: [.init(id: 7, name: "egg"), .init(id: 90, name: "brick"), .init(id: 3, name: "tent")],
      images: pictures, annotations: annotations)
    try file.encoded().write(to: folder.appendingPathComponent("labels.json"))
  }
}

/// The shortest run on them.
let shortOwnRun = "--steps 2 --batch 2 --size 64 --seed 3 --quiet"

/// What `evaluate --json` says.
func evaluatedSummary(_ words: String) throws -> COCOSummary {
  let run = runProgram("evaluate --json " + words)
  #expect(run.error.isEmpty, "\(run.error)")
  return try JSONDecoder().decode(EvaluateOutput.self, from: Data(run.output.utf8)).summary
}
