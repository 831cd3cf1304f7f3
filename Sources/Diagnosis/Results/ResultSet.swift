// A detector's results as they are written, beside the truth, in a form in which they are scored again in milliseconds.

import Boxes
import Evaluation
import Images

/// One line of a results file, unjudged.
public struct ResultEntry: Hashable, Sendable {
  /// The picture's number, as written.
  public var imageID: COCOIdentifier
  /// The class's number, as written.
  public var categoryID: COCOIdentifier
  /// First number: the left edge, in pixels.
  public var x: Double
  /// Second number: the upper edge, in pixels.
  public var y: Double
  /// Third number: the width, in pixels.
  public var width: Double
  /// Fourth number: the height, in pixels.
  public var height: Double
  /// The score, as written.
  public var score: Double

  /// A line of a results file.
  public init(
    imageID: COCOIdentifier, categoryID: COCOIdentifier, x: Double, y: Double, width: Double, height: Double,
    score: Double
  ) {
    self.imageID = imageID
    self.categoryID = categoryID
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    self.score = score
  }

  /// A line that was read.
  public init(_ entry: COCOResults.Entry) {
    self.init(
      imageID: entry.imageID, categoryID: entry.categoryID, x: entry.frame.x, y: entry.frame.y,
      width: entry.frame.width, height: entry.frame.height, score: entry.score)
  }

  /// The line as it is written.
  public var entry: COCOResults.Entry {
    COCOResults.Entry(
      imageID: imageID, categoryID: categoryID, frame: Frame(x: x, y: y, width: width, height: height), score: score)
  }

  var numbers: Numbers {
    get { (x, y, width, height) }
    set { (x, y, width, height) = newValue }
  }

  var box: Box { Box(xMin: x, yMin: y, xMax: x + width, yMax: y + height) }
}

/// The truth, laid out for scoring: objects by picture, labels 0 ..< K.
struct Truth {
  let file: COCOFile
  let pictureOfID: [COCOIdentifier: Int]
  let labelOfCategory: [COCOIdentifier: Int]
  /// The pictures as the doctor knows them, in the order of `file.images`.
  let pictures: [AnnotationSet.Picture]
  /// The objects of each picture, in the order of `file.images`.
  let objects: [[LabeledBox]]
  /// Objects of each label that are no crowds.
  let counts: [Int]

  init(_ file: COCOFile) {
    self.file = file
    pictureOfID = Dictionary(file.images.enumerated().map { ($1.id, $0) }) { first, _ in first }
    pictures = AnnotationSet(file).pictures
    labelOfCategory = Dictionary(file.categories.enumerated().map { ($1.id, $0) }) { first, _ in first }
    objects = file.images.map { file.objects(imageID: $0.id) }
    var counts = [Int](repeating: 0, count: file.categories.count)
    for object in objects.joined() where !object.isCrowd { counts[object.label] += 1 }
    self.counts = counts
  }

  /// Of about so many pictures those with every n-th place.
  func sample(_ count: Int) -> Set<Int> {
    let step = max(1, objects.count / count)
    return Set(stride(from: 0, to: objects.count, by: step))
  }
}

/// Results by falling score, each with its picture's place and its label; −1 where the truth has none of that number.
struct RankedResults {
  var entries: [ResultEntry]
  var pictures: [Int]
  var labels: [Int]

  init(_ entries: [ResultEntry], _ truth: Truth) {
    let places = entries.map { truth.pictureOfID[$0.imageID] ?? -1 }
    // Of equal scores the earlier picture's first, as COCO's own evaluation goes through them.
    let order = entries.indices.sorted { first, second in
      let (a, b) = (entries[first].score, entries[second].score)
      return a == b ? (places[first], first) < (places[second], second) : a > b
    }
    self.entries = order.map { entries[$0] }
    pictures = order.map { places[$0] }
    labels = self.entries.map { truth.labelOfCategory[$0.categoryID] ?? -1 }
  }

  /// The results of some pictures alone.
  func only(_ kept: Set<Int>) -> RankedResults {
    at(pictures.indices.filter { kept.contains(pictures[$0]) })
  }

  /// The results at some places, in this order.
  func at(_ places: [Int]) -> RankedResults {
    var result = self
    result.entries = places.map { entries[$0] }
    result.pictures = places.map { pictures[$0] }
    result.labels = places.map { labels[$0] }
    return result
  }

  /// The results under another reading of their boxes.
  func reading(_ reading: BoxReading, _ truth: Truth) -> RankedResults {
    var result = self
    for index in entries.indices where pictures[index] >= 0 {
      result.entries[index].numbers = reading.apply(entries[index].numbers, truth.pictures[pictures[index]])
    }
    return result
  }

  /// What each picture has, for COCO's own evaluation.
  func images(_ truth: Truth) -> [EvaluatedImage] {
    var detections = [[Detection]](repeating: [], count: truth.objects.count)
    for (index, entry) in entries.enumerated() where pictures[index] >= 0 && labels[index] >= 0 {
      detections[pictures[index]].append(Detection(box: entry.box, label: labels[index], score: entry.score))
    }
    return zip(detections, truth.objects).map { EvaluatedImage(detections: $0, objects: $1) }
  }
}
