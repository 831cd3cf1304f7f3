// Each annotation of a file looked at: used, noted, or found wanting and counted.

import Boxes
import Formats

/// Goes through the annotations of a file in order and keeps count.
struct AnnotationCheck {
  let scan: COCOScan
  let pictures: [COCOIdentifier: COCOFile.Picture]
  let categories: Set<COCOIdentifier>
  let purpose: AnnotationPurpose
  /// Whether annotations are kept that say something impossible, as long as they say it in numbers.
  let keepsAll: Bool
  /// The names of the images' files and of the categories, for errors.
  let fileNames, categoryNames: [String]

  private var seen: Set<COCOIdentifier> = []
  private(set) var counts: [AnnotationProblem: Int] = [:]
  private var firsts: [AnnotationProblem: (id: COCOIdentifier?, index: Int, found: String)] = [:]
  private var total = 0
  private var beyondEdge = 0
  private var outside = 0
  private var withoutExtent = 0
  private var outlines = 0
  private var turned = 0
  private var hasIDZero = false

  init(
    scan: COCOScan, categories: [COCOFile.Category], images: [COCOFile.Picture], purpose: AnnotationPurpose,
    keepsAll: Bool = false
  ) {
    self.keepsAll = keepsAll
    self.scan = scan
    pictures = Dictionary(images.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.categories = Set(categories.map(\.id))
    self.purpose = purpose
    fileNames = images.map(\.fileName)
    categoryNames = categories.map(\.name)
  }

  /// The annotation, if it can be used.
  mutating func annotation(_ entry: RawAnnotation, index: Int) -> COCOFile.Annotation? {
    total += 1
    func refuse(_ problem: AnnotationProblem, _ found: String) -> COCOFile.Annotation? {
      counts[problem, default: 0] += 1
      if firsts[problem] == nil { firsts[problem] = (entry.id, index, found) }
      return nil
    }
    if entry.id == 0 { hasIDZero = true }
    if let id = entry.id, !seen.insert(id).inserted { return refuse(.duplicateID, "\(id)") }
    guard let imageID = entry.imageID else { return refuse(.unknownImage, "no image_id") }
    guard let picture = pictures[imageID] else { return refuse(.unknownImage, "image_id \(imageID)") }
    guard let categoryID = entry.categoryID else { return refuse(.unknownCategory, "no category_id") }
    guard keepsAll || categories.contains(categoryID) else {
      return refuse(.unknownCategory, "category_id \(categoryID)")
    }
    let frame: Frame
    var area = entry.area
    switch entry.bbox {
    case .frame(let found):
      frame = found
      if entry.isTurned { turned += 1 }
    case .other(let place): return refuse(.notFourNumbers, "bbox \(scan.quoted(at: place))")
    case .missing:
      guard let place = entry.segmentation, let found = scan.outline(at: place), found.area > 0
      else {
        return refuse(.notFourNumbers, "no bbox, and no polygon or mask to take it from")
      }
      frame = found.frame
      area = area ?? found.area
      outlines += 1
    }
    let numbers = [frame.x, frame.y, frame.width, frame.height]
    guard numbers.allSatisfy(\.isFinite) else { return refuse(.notFinite, "bbox \(numbers)") }
    if let area, !area.isFinite { return refuse(.notFinite, "area \(area)") }
    if keepsAll {
      return COCOFile.Annotation(
        id: entry.id ?? .number(index + 1), imageID: imageID, categoryID: categoryID, frame: frame, area: area,
        isCrowd: entry.isCrowd)
    }
    guard frame.width >= 0 && frame.height >= 0 else { return refuse(.degenerate, "bbox \(numbers)") }
    guard frame.box.hasFiniteEdgesAndArea else {
      return refuse(.notFinite, "bbox \(numbers), whose edges or area overflow")
    }
    if let area, area < 0 { return refuse(.negativeArea, "area \(area)") }
    guard isInside(frame, picture) else {
      return refuse(.outside, "bbox \(numbers) in height \(picture.height ?? 0), width \(picture.width ?? 0)")
    }
    return COCOFile.Annotation(
      id: entry.id ?? .number(index + 1), imageID: imageID, categoryID: categoryID, frame: frame, area: area,
      isCrowd: entry.isCrowd)
  }

  /// False for a box that cannot be used because no part of it is in the picture.
  private mutating func isInside(_ frame: Frame, _ picture: COCOFile.Picture) -> Bool {
    guard frame.width > 0, frame.height > 0 else {
      withoutExtent += 1
      return true
    }
    guard let height = picture.height.map(Double.init), let width = picture.width.map(Double.init) else { return true }
    let box = frame.box
    if box.clipped(height: height, width: width).area > 0 {
      if let size = picture.size, box.reachesBeyond(size) { beyondEdge += 1 }
      return true
    }
    if purpose == .measuring { outside += 1 }
    return purpose == .measuring
  }

  /// What is no fault.
  var notes: [COCONote] {
    [
      (beyondEdge, COCONote.beyondEdge), (outside, COCONote.outside), (withoutExtent, COCONote.withoutExtent),
      (outlines, COCONote.boxesOfOutlines), (turned, COCONote.turned),
    ].filter { $0.0 > 0 }.map { $0.1($0.0) } + (hasIDZero && purpose == .measuring ? [.idZero] : [])
  }

  /// Why the file cannot be used, if any annotation cannot be.
  func error(_ annotations: [RawAnnotation]) -> COCOError? {
    guard let (problem, first) = firsts.min(by: { $0.value.index < $1.value.index }) else { return nil }
    let common = CommonFault(problem: problem, annotations: annotations, check: self)
    let count = counts[problem] ?? 0
    // What one in twenty has is no slip of the hand: to leave such out would hide what is wrong with all.
    guard common.isShift || count == total || (count > 1 && count * 20 > total) else {
      return .annotation(id: first.id, index: first.index, problem: problem, found: first.found)
    }
    return .annotations(count: count, total: total, problem: problem, found: common.text ?? first.found)
  }
}

extension Box {
  /// False where x + width, or width times height, is beyond what a number can be.
  var hasFiniteEdgesAndArea: Bool { xMax.isFinite && yMax.isFinite && area.isFinite }

  /// Whether it ends more than a tenth of a pixel beyond an edge of its picture.
  func reachesBeyond(_ size: ImageSize) -> Bool {
    min(xMin, yMin) < -0.1 || xMax > Double(size.width) + 0.1 || yMax > Double(size.height) + 0.1
  }
}
