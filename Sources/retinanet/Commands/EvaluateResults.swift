// The results of any detector scored against annotations: read, fitted to the file's pictures and classes, and looked
// at for the one mistake that a score of 0 hides, ids that mean other pictures.

import Boxes
import CommandLineTool
import Evaluation
import Formats
import Foundation
import Images

/// A file of results beside a file of annotations.
struct ResultsScoring {
  let results: URL
  let pictures: AnnotatedPictures

  /// The numbers; what is passed over is told.
  ///
  /// Throws if a file cannot be used, or if no result is of a picture and a class of the annotations.
  ///
  /// - Parameter evaluator: of the file's classes.
  func summary(
    evaluator: ([String]) -> COCOEvaluator, console: Console
  ) throws -> (images: [EvaluatedImage], summary: COCOSummary, categories: [String]) {
    let file = try pictures.read(for: .measuring, console: console).file
    let list: COCOResults
    do {
      let data = try COCOFile.data(of: results)
      list = try named { try COCOResults(decoding: data) }
    } catch let error as COCOError {
      throw CommandFailure("\(error)")
    }
    let fitted = try fitted(list, to: file, console: console)
    // In the order of the ids, as pycocotools has it: among detections of one score the first counts first.
    let images = file.images.sorted { $0.id < $1.id }.map {
      EvaluatedImage(detections: fitted.detections[$0.id] ?? [], objects: file.objects(imageID: $0.id))
    }
    warnIfNothingTouches(images, console: console)
    let categories = file.categories.map(\.name)
    return (images, evaluator(categories).evaluate(images), categories)
  }

  private func named<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw CommandFailure("\(results.path): \(error)")
    }
  }

  private func fitted(
    _ list: COCOResults, to file: COCOFile, console: Console
  ) throws(CommandFailure) -> COCOResults.Fitted {
    let fitted = (byNames(list, in: file, console: console) ?? byFileNames(list, in: file, console: console) ?? list)
      .fitted(to: file)
    for note in fitted.notes { console.error("Note: \(results.path): \(note).\n") }
    if !list.entries.isEmpty && fitted.detections.isEmpty {
      throw CommandFailure(
        "\(results.path): none of \(list.entries.count.counted("result")) is of a picture and a class of "
          + "\(pictures.annotations.path): " + Self.advice)
    }
    return fitted
  }

  /// With the ids of the annotations, if `detect` wrote a list of its pictures beside the results and counts them in
  /// another way.
  private func byNames(_ list: COCOResults, in file: COCOFile, console: Console) -> COCOResults? {
    let url = results.deletingLastPathComponent().appendingPathComponent("pictures.json")
    guard url.standardizedFileURL != pictures.annotations.standardizedFileURL,
      let own = try? COCOFile(contentsOf: url, policy: .drop),
      !list.hasNames(of: own, in: file), let renamed = list.renamed(from: own, to: file)
    else { return nil }
    console.error(
      "Note: \(results.path): pictures and classes are counted as in pictures.json beside it; they are matched with the "
        + "annotations by their names.\n")
    return renamed
  }

  /// With the ids of the annotations, if the results call their pictures by the names of files.
  private func byFileNames(_ list: COCOResults, in file: COCOFile, console: Console) -> COCOResults? {
    guard let renamed = list.withIDs(ofFileNamesIn: file) else { return nil }
    console.error(
      "Note: \(results.path): its image_id are the names of the pictures' files, and the pictures are found by them.\n")
    return renamed
  }

  private func warnIfNothingTouches(_ images: [EvaluatedImage], console: Console) {
    let looked = images.filter { !$0.detections.isEmpty && !$0.objects.isEmpty }
    let touches = images.contains { image in
      image.detections.contains { found in image.objects.contains { found.box.intersectionArea(with: $0.box) > 0 } }
    }
    guard !touches, images.contains(where: { !$0.detections.isEmpty }), images.contains(where: { !$0.objects.isEmpty })
    else { return }
    console.error(
      "Warning: \(results.path): no box of the results touches any object of its picture"
        + (looked.isEmpty ? ", for no picture has both" : "") + ". Most likely " + Self.advice + ".\n")
  }

  private static let advice =
    "the ids of the pictures, or the boxes, mean something else than in the annotations; results of 'retinanet detect' "
    + "have the right ids if it is given --annotations"
}
