// What a reader of a COCO file should know though nothing in it is wrong, in words; and what was left out.

import Formats

/// Something in a file that is no fault, but decides what becomes of it.
public enum COCONote: Hashable, Sendable, CustomStringConvertible {
  /// Boxes that reach beyond the edge of their picture by more than a tenth of a pixel.
  case beyondEdge(Int)
  /// Boxes that begin at 0 in a file of PASCAL VOC, which counts from 1.
  case beginsAtZero(Int)
  /// Boxes wholly outside their picture, kept because nothing is learnt from them.
  case outside(Int)
  /// Objects of width or height 0.
  case withoutExtent(Int)
  /// Annotations without `bbox`, whose box is that of their polygons or mask.
  case boxesOfOutlines(Int)
  /// Boxes that were turned after they were drawn (CVAT's `rotation`), with the `bbox` from before.
  case turned(Int)
  /// Categories of one name, with their ids.
  case sameName(name: String, ids: [COCOIdentifier])
  /// Pictures of which the file does not say the size, or says 0.
  case withoutSize(Int)
  /// Pictures in YOLO's folders without a text file.
  case withoutTexts(Int)
  /// Files that are listed as more than one picture: how many, and the first with its ids.
  case sameFile(count: Int, name: String, ids: [COCOIdentifier])
  /// An annotation whose id is 0: pycocotools takes a detection that finds it for one that finds nothing, because it
  /// notes the id of what was found.
  case idZero
  /// A category without objects that only heads others.
  case heading(id: COCOIdentifier, name: String)

  /// A sentence without its full stop.
  public var description: String {
    switch self {
    case .beyondEdge(let count):
      "\(counted(count, "box reaches", "boxes reach")) beyond the edge of the picture; for training it is cut off there"
    case .beginsAtZero(let count):
      "\(counted(count, "box begins", "boxes begin")) at 0, where PASCAL VOC counts pixels from 1: if the tool that wrote "
        + "the file counts from 0, all boxes are one pixel too far to the upper left"
    case .outside(let count):
      "\(counted(count, "box lies", "boxes lie")) wholly outside the picture: counted as never found"
    case .withoutExtent(let count):
      "\(counted(count, "object has", "objects have")) no width or no height: left out of training, counted as never "
        + "found in measuring"
    case .boxesOfOutlines(let count):
      "\(counted(count, "annotation has", "annotations have")) no bbox: the box is that of the polygons or the mask"
    case .turned(let count):
      "\(counted(count, "box was", "boxes were")) turned after drawing (attributes.rotation), and the bbox is that from "
        + "before: it is not around the object; draw such objects as polygons, or as boxes that are not turned"
    case .sameName(let name, let ids):
      "categories \(ids.prefix(3).map(\.description).joined(separator: ", "))\(ids.count > 3 ? ", …" : "") are all called "
        + "\(shown(name)): they are as many classes; if one is meant, give its objects one category_id"
    case .withoutSize(let count):
      "\(counted(count, "picture has", "pictures have")) no height and width above 0 in the file: taken from the picture "
        + "itself where that is read"
    case .withoutTexts(let count):
      "\(counted(count, "picture has", "pictures have")) no text file: taken as "
        + "\(count == 1 ? "one" : "pictures") without objects"
    case .sameFile(let count, let name, let ids):
      "\(counted(count, "file is", "files are")) listed as more than one picture, \(shown(name)) as "
        + "\(ids.prefix(3).map(\.description).joined(separator: ", ")): one picture may be both trained on and measured on"
    case .idZero:
      "an annotation has the id 0: here it counts like any other, where pycocotools takes what finds it for a mistake; "
        + "ids from 1 give both the same numbers"
    case .heading(let id, let name):
      "category \(id), \(shown(name)), has no objects and only heads others: it is no class"
    }
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
}

extension COCOFile {
  /// How many annotations were left out on reading, in words: "3 annotations left out: 2 have a box of negative width
  /// or height, 1 has a number that is not finite"; nil if none was.
  public var droppedText: String? {
    let reasons = AnnotationProblem.allCases.compactMap { problem in
      dropped[problem].map { "\($0) \($0 == 1 ? "has" : "have") \(problem.rawValue)" }
    }
    let count = dropped.values.reduce(0, +)
    guard count > 0 else { return nil }
    return "\(count) annotation\(count == 1 ? "" : "s") left out: \(reasons.joined(separator: ", "))"
  }

  /// The file as it is learnt from: objects without width or height are left out, and boxes end where their picture
  /// does.
  public var forTraining: COCOFile {
    let pictures = Dictionary(images.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let kept = annotations.compactMap { annotation -> Annotation? in
      guard annotation.frame.width > 0, annotation.frame.height > 0 else { return nil }
      guard let picture = pictures[annotation.imageID], let size = picture.size else {
        return annotation
      }
      var annotation = annotation
      let (box, cut) = (annotation.box, annotation.box.clipped(to: size))
      if cut != box { annotation.box = cut }
      return cut.area > 0 ? annotation : nil
    }
    return COCOFile(categories: categories, images: images, annotations: kept, dropped: dropped, notes: notes)
  }
}
