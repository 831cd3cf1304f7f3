// COCO's results read from JSON, and fitted to the file that they are measured by.

import Boxes
import Formats
import Foundation

extension COCOResults {
  /// Reads a list's JSON; a box without four numbers, of negative width or height, or a number that is not finite, is
  /// an error that says which.
  ///
  /// The list may stand in an object, as "results", "annotations", "predictions" or "detections". Where there is no
  /// `bbox` the box is that of the mask or the polygons, or around all keypoints, as pycocotools' `loadRes` takes it. A
  /// box of no width or height is an ordinary detection that finds nothing, and so is a mask without a pixel.
  ///
  /// Whether results are boxes or masks, the first of them says, as in pycocotools: if it has no `bbox` and a mask, the
  /// area of all of them is that of their masks, with or without a `bbox` beside it. The area decides among which sizes
  /// a detection counts that found nothing. pycocotools takes no polygons as results; here their area is what they
  /// enclose.
  public init(decoding data: Data) throws(COCOError) {
    var scan = try COCOScan(data)
    let raw = try scan.results()
    let areMasks = raw.first.map { $0.bbox.isMissing && $0.segmentation != nil } ?? false
    var entries: [Entry] = []
    entries.reserveCapacity(raw.count)
    for (index, result) in raw.enumerated() {
      let place = "[\(index)]"
      guard let imageID = result.imageID else { throw .malformed(place: place, problem: "\"image_id\" is missing") }
      guard let categoryID = result.categoryID else {
        throw .malformed(place: place, problem: "\"category_id\" is missing")
      }
      let (frame, area) = try Self.frame(of: result, index: index, areMasks: areMasks, scan)
      guard let score = result.score else { throw .malformed(place: place, problem: "\"score\" is missing") }
      guard frame.numbers.allSatisfy(\.isFinite) && score.isFinite else {
        throw .result(index: index, problem: "bbox \(frame.numbers) or score \(score) is not finite")
      }
      guard frame.width >= 0 && frame.height >= 0 else {
        throw .result(
          index: index, problem: "bbox \(frame.numbers) has a width or height below 0; COCO's are no corners")
      }
      guard frame.box.hasFiniteEdgesAndArea else {
        throw .result(index: index, problem: "bbox \(frame.numbers) has edges or an area that overflow")
      }
      entries.append(Entry(imageID: imageID, categoryID: categoryID, frame: frame, score: score, area: area))
    }
    self.entries = entries
  }

  /// The box, and the area of the mask if that decides.
  private static func frame(
    of result: RawResult, index: Int, areMasks: Bool, _ scan: COCOScan
  ) throws(COCOError) -> (Frame, area: Double?) {
    func outline() -> Outline? { result.segmentation.flatMap { scan.outline(at: $0) } }
    switch result.bbox {
    case .frame(let frame): return (frame, areMasks ? outline()?.area : nil)
    case .other(let place):
      throw .result(index: index, problem: "bbox must be x, y, width, height, found \(scan.quoted(at: place))")
    case .missing:
      if let outline = outline() { return (outline.frame, outline.area) }
      guard let frame = result.keypoints.flatMap({ scan.boxOfKeypoints(at: $0) }) else {
        throw .malformed(
          place: "[\(index)]",
          problem: result.segmentation == nil
            ? "\"bbox\" is missing" : "\"bbox\" is missing, and \"segmentation\" is no mask or polygon to take it from")
      }
      return (frame, nil)
    }
  }

  /// The detections by picture, fitted to a file.
  public struct Fitted: Hashable, Sendable {
    /// The detections by the id of their picture, with the file's labels; pictures without any are not in it.
    public var detections: [COCOIdentifier: [Detection]] = [:]
    /// The same in x, y, width, height: `frames[id][i]` is the box of `detections[id][i]`.
    public var frames: [COCOIdentifier: [Frame]] = [:]
    /// How many results were passed over because the file lists no such picture, by its id.
    public var unknownImages: [COCOIdentifier: Int] = [:]
    /// How many results were passed over because the file lists no such category, by its id.
    public var unknownCategories: [COCOIdentifier: Int] = [:]

    /// What was passed over, in words, one sentence each.
    public var notes: [String] {
      [(unknownCategories, "category", "categories"), (unknownImages, "picture", "pictures")].compactMap {
        counts, one, many in
        guard !counts.isEmpty else { return nil }
        let results = counts.values.reduce(0, +)
        return
          "\(results) result\(results == 1 ? "" : "s") of \(counts.count) \(counts.count == 1 ? one : many) that the "
          + "file does not list \(results == 1 ? "is" : "are") passed over: \(CommonFault.range(Set(counts.keys)))"
      }
    }
  }

  /// The detections by picture, category ids turned into the file's labels; those of pictures and categories that the
  /// file does not list are passed over and counted, as pycocotools passes over them.
  public func fitted(to file: COCOFile) -> Fitted {
    let images = Set(file.images.map(\.id))
    var result = Fitted()
    for entry in entries {
      guard images.contains(entry.imageID) else {
        result.unknownImages[entry.imageID, default: 0] += 1
        continue
      }
      guard let label = file.label(categoryID: entry.categoryID) else {
        result.unknownCategories[entry.categoryID, default: 0] += 1
        continue
      }
      result.detections[entry.imageID, default: []].append(
        Detection(frame: entry.frame, label: label, score: entry.score, area: entry.area))
      result.frames[entry.imageID, default: []].append(entry.frame)
    }
    return result
  }
}

/// One entry as it stands.
struct RawResult {
  var imageID: COCOIdentifier?
  var categoryID: COCOIdentifier?
  var bbox = RawBox.missing
  var segmentation: Int?
  var keypoints: Int?
  var score: Double?
}

extension COCOScan {
  private static let lists = JSONNames(["results", "annotations", "predictions", "detections", "images", "image_id"])
  private static let resultKeys = ["image_id", "category_id", "bbox", "segmentation", "keypoints", "score"]
  private static let resultNames = JSONNames(resultKeys)

  /// The list of results, by itself or in an object.
  mutating func results() throws(COCOError) -> [RawResult] {
    try placed { (scan) throws(JSONError) in
      var results: [RawResult]?
      if try scan.scanner.kind() == .object {
        let start = scan.scanner.position
        var (hasImages, isResult) = (false, false)
        try scan.scanner.beginObject()
        while let key = try scan.scanner.nextKey(Self.lists) {
          switch key {
          case 0...3 where try scan.scanner.kind() == .list && !hasImages:
            results = try scan.list("") { (scan) throws(JSONError) in try scan.result() }
          case 4:
            hasImages = true
            try scan.scanner.skipValue()
          case 5:
            isResult = true
            try scan.scanner.skipValue()
          default: try scan.scanner.skipValue()
          }
        }
        if hasImages || results == nil {
          throw scan.scanner.failure(
            "a list of results, [{\"image_id\", \"category_id\", \"bbox\", \"score\"}, …]"
              + (hasImages ? ", not a file of annotations" : isResult ? ", not one result by itself" : ""), at: start)
        }
      } else {
        guard try scan.scanner.kind() == .list else {
          throw scan.scanner.failure("a list of results, [{\"image_id\", \"category_id\", \"bbox\", \"score\"}, …]")
        }
        results = try scan.list("") { (scan) throws(JSONError) in try scan.result() }
      }
      try scan.scanner.finish()
      return results ?? []
    }
  }

  private mutating func result() throws(JSONError) -> RawResult {
    var result = RawResult()
    try members(Self.resultNames, Self.resultKeys) { (scan, key) throws(JSONError) in
      switch key {
      case 0: result.imageID = try scan.identifier()
      case 1: result.categoryID = try scan.identifier()
      case 2: result.bbox = try scan.box()
      case 3:
        result.segmentation = scan.scanner.position
        try scan.scanner.skipValue()
      case 4:
        result.keypoints = scan.scanner.position
        try scan.scanner.skipValue()
      default: result.score = scan.scanner.takeNull() ? nil : try scan.scanner.double()
      }
    }
    return result
  }
}
