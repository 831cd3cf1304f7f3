// What the ids of many annotations have in common when a file does not list them: all one too small, or other names.

import Formats

/// A fault that is the file's, not one annotation's.
struct CommonFault {
  /// What is wrong with all of them, in words; nil where one example says it best.
  let text: String?
  /// True if the annotations' ids would be just those of the file if each were one more, or one less.
  let isShift: Bool

  init(problem: AnnotationProblem, annotations: [RawAnnotation], check: AnnotationCheck) {
    switch problem {
    case .unknownCategory:
      let found = Set(annotations.compactMap(\.categoryID))
      let names = Set(check.categoryNames)
      if !found.isEmpty && found.isDisjoint(with: check.categories) && found.allSatisfy({ names.contains($0.name) }) {
        self.init(text: "their category_id are names of categories, where their ids are needed", isShift: false)
      } else {
        self.init("category", found: found, listed: check.categories)
      }
    case .unknownImage:
      let found = Set(annotations.compactMap(\.imageID))
      let names = Set(check.fileNames.flatMap { [$0, Self.stem(of: $0)] })
      if !found.isEmpty && found.allSatisfy({ names.contains($0.name) }) {
        self.init(text: "their image_id are names of files, where the ids of the images are needed", isShift: false)
      } else {
        self.init("image", found: found, listed: Set(check.pictures.keys))
      }
    case .duplicateID, .notFourNumbers, .notFinite, .negativeArea, .degenerate, .outside:
      self.init(text: nil, isShift: false)
    }
  }

  private init(text: String?, isShift: Bool) {
    self.text = text
    self.isShift = isShift
  }

  private init(_ kind: String, found: Set<COCOIdentifier>, listed: Set<COCOIdentifier>) {
    let ids = "\(Self.range(found)) where the file lists \(Self.range(listed))"
    guard !found.isEmpty else {
      self.init(text: "there is no \(kind)_id in any of them", isShift: false)
      return
    }
    for (step, name) in [(1, "small"), (-1, "large")] {
      let moved = found.compactMap { $0.int?.addingReportingOverflow(step).partialValue }
      if moved.count == found.count, moved.allSatisfy({ listed.contains(.number($0)) }) {
        self.init(text: "all \(kind) ids are one too \(name): \(ids)", isShift: moved.count == listed.count)
        return
      }
    }
    self.init(text: "the \(kind) ids are \(ids)", isShift: false)
  }

  /// "0…2" for numbers without a gap, else the first five.
  static func range(_ ids: Set<COCOIdentifier>) -> String {
    let sorted = ids.sorted()
    guard let first = sorted.first, let last = sorted.last else { return "none" }
    if sorted.count > 2, let low = first.int, let high = last.int,
      high.subtractingReportingOverflow(low).partialValue == sorted.count - 1
    {
      return "\(low)…\(high)"
    }
    let shown = sorted.prefix(5).map(\.description).joined(separator: ", ")
    return sorted.count > 5 ? "\(shown), … (\(sorted.count) in all)" : shown
  }

  private static func stem(of name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    return last.lastIndex(of: ".").map { String(last[..<$0]) } ?? String(last)
  }
}
