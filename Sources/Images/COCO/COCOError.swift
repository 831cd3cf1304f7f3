// What can be wrong with COCO files, in words.

import Boxes
import Formats

/// What can be wrong with one annotation.
public enum AnnotationProblem: String, Hashable, Sendable, CaseIterable {
  /// Another annotation has the same id.
  case duplicateID = "an id that another annotation has"
  /// No image has its `image_id`.
  case unknownImage = "an image that the file does not list"
  /// No category has its `category_id`.
  case unknownCategory = "a category that the file does not list"
  /// There are not four numbers in `bbox`, or it is not there.
  case notFourNumbers = "a bbox that is not the four numbers x, y, width, height"
  /// NaN or infinity in `bbox` or `area`, or numbers so large that the box's edges or its area are.
  case notFinite = "a number that is not finite"
  /// The annotation's own `area` is below 0.
  case negativeArea = "an area below 0"
  /// Width or height is below 0.
  case degenerate = "a width or a height below 0"
  /// The box has no part within the image.
  case outside = "a box wholly outside its image"
}

extension COCOError {
  /// The sentence with the path of the file that it is about, once.
  package func description(in path: String) -> String {
    switch self {
    case .unreadable, .folder, .otherKind: description
    default: "\(path): \(description)"
    }
  }
}

/// Why a COCO file could not be read or written.
public enum COCOError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is not there or may not be read.
  case unreadable(path: String, reason: String)
  /// Not JSON, or not COCO's: where (empty for the whole file), and what is wrong.
  case malformed(place: String, problem: String)
  /// A folder stands where the file is expected.
  case folder(path: String)
  /// The file is of another kind.
  case otherKind(path: String, kind: String)
  /// Two images or two categories with one id; `list` is "images" or "categories".
  case duplicateID(list: String, id: COCOIdentifier)
  /// An image that cannot be used; `index` is its place in the list.
  case image(id: COCOIdentifier, index: Int, problem: String)
  /// A category that cannot be used; `index` is its place in the list.
  case category(id: COCOIdentifier, index: Int, problem: String)
  /// An annotation that cannot be used; `index` is its place in the list.
  case annotation(id: COCOIdentifier?, index: Int, problem: AnnotationProblem, found: String)
  /// More than one in twenty that cannot be used for the same reason, with what they have in common or the first.
  case annotations(count: Int, total: Int, problem: AnnotationProblem, found: String)
  /// The picture's size is not what the file says.
  case wrongSize(file: String, expected: ImageSize, found: ImageSize)
  /// The annotations have the size of the picture as it is stored, and its Exif orientation turns it by a quarter.
  case turned(file: String, stored: ImageSize, shown: ImageSize)
  /// A result whose category or image the annotations do not have, or whose numbers are no box and score.
  case result(index: Int, problem: String)

  /// A sentence that says where, what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): the file cannot be read: \(reason); check the name"
    case .folder(let path): "\(path): expected a COCO file, found a folder; name the file in it"
    case .otherKind(let path, let kind): "\(path): expected a COCO file, which is JSON, found \(kind)"
    case .malformed(let place, let problem): "not a COCO file: \(place.isEmpty ? "" : place + ": ")\(problem)"
    case .duplicateID(let list, let id): "\(list): two have the id \(id); ids must differ"
    case .image(let id, let index, let problem): "image \(id) (images[\(index)]): \(problem)"
    case .category(let id, let index, let problem): "category \(id) (categories[\(index)]): \(problem)"
    case .annotation(let id, let index, let problem, let found):
      "annotation \(id?.description ?? "without id") (annotations[\(index)]) has \(problem.rawValue): \(found); "
        + "correct it, or leave such annotations out"
    case .annotations(let count, let total, let problem, let found):
      "\(count == total ? (total == 1 ? "the only" : "all \(total)") : "\(count) of \(total)") annotation"
        + "\(total == 1 ? " has" : "s have") \(problem.rawValue): \(found); "
        + "it is the file that is wrong, not one annotation of it: correct it where it was made"
    case .wrongSize(let file, let expected, let found):
      "\(shown(file)): the picture has height \(found.height) and width \(found.width), where the annotations say \(expected.height) "
        + "and \(expected.width): boxes would not fit; correct the file or the annotations"
    case .turned(let file, let stored, let shown):
      "\(file): the annotations fit the picture as it is stored (height \(stored.height), width \(stored.width)), but its Exif "
        + "orientation turns it by a quarter (height \(shown.height), width \(shown.width)): boxes would not fit; take the "
        + "orientation out of the file, with Pillow: Image.open(file).save(file, exif=b''), or annotate it as it is shown"
    case .result(let index, let problem): "result \(index): \(problem)"
    }
  }
}
