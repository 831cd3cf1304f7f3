// What can be wrong with COCO files, in words.

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
  /// Width or height is not above 0.
  case degenerate = "a box without width or height"
  /// The box has no part within the image.
  case outside = "a box wholly outside its image"
}

/// Why a COCO file could not be read or written.
public enum COCOError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is not there or may not be read.
  case unreadable(path: String)
  /// Not JSON, or not COCO's: where (empty for the whole file), and what is wrong.
  case malformed(place: String, problem: String)
  /// Two images or two categories with one id; `list` is "images" or "categories".
  case duplicateID(list: String, id: Int)
  /// An image that cannot be used; `index` is its place in the list.
  case image(id: Int, index: Int, problem: String)
  /// A category that cannot be used; `index` is its place in the list.
  case category(id: Int, index: Int, problem: String)
  /// An annotation that cannot be used; `id` is -1 if it has none, `index` is its place in the list.
  case annotation(id: Int, index: Int, problem: AnnotationProblem, found: String)
  /// The picture's size is not what the file says.
  case wrongSize(file: String, expected: [Int], found: [Int])
  /// A result whose category or image the annotations do not have, or whose numbers are no box and score.
  case result(index: Int, problem: String)

  /// A sentence that says where, what is wrong and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): no such file, or it may not be read; check the name"
    case .malformed(let place, let problem): "not a COCO file: \(place.isEmpty ? "" : place + ": ")\(problem)"
    case .duplicateID(let list, let id): "\(list): two have the id \(id); ids must differ"
    case .image(let id, let index, let problem): "image \(id) (images[\(index)]): \(problem)"
    case .category(let id, let index, let problem): "category \(id) (categories[\(index)]): \(problem)"
    case .annotation(let id, let index, let problem, let found):
      "annotation \(id == -1 ? "without id" : "\(id)") (annotations[\(index)]) has \(problem.rawValue): \(found); "
        + "correct it, or leave such annotations out"
    case .wrongSize(let file, let expected, let found):
      "\(file): the picture has height \(found[0]) and width \(found[1]), where the annotations say \(expected[0]) "
        + "and \(expected[1]): boxes would not fit; correct the file or the annotations"
    case .result(let index, let problem): "result \(index): \(problem)"
    }
  }
}
