// The classes of two files brought together by their names: ids and order are each tool's own affair.

import Formats

/// Why two sets of classes cannot be brought together.
public struct COCOClassesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The classes with objects that only one file has.
  public var unknown: [String]
  /// The classes that were asked for.
  public var known: [String]

  /// One sentence.
  public var description: String {
    "expected the classes \(list(known)), in any order, found \(list(unknown)) besides; name the classes alike"
  }

  private func list(_ names: [String]) -> String {
    let text = names.prefix(20).map { shown($0, limit: 40) }.joined(separator: ", ")
    return names.count > 20 ? "\(text), … (\(names.count) in all)" : text
  }
}

extension COCOFile {
  /// The same file with the given classes as labels 0, 1, 2, …, matched by their names.
  ///
  /// A class that the file does not have has no objects; one of the file's that is not among the given ones is left out
  /// if it has no objects, and is an error if it has.
  public func withClasses(_ names: [String]) throws(COCOClassesError) -> COCOFile {
    guard names != categories.map(\.name) else { return self }
    let labels = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let used = Set(annotations.map(\.categoryID))
    let unknown = categories.filter { labels[$0.name] == nil && used.contains($0.id) }
    guard unknown.isEmpty else { throw COCOClassesError(unknown: unknown.map(\.name), known: names) }
    let labelOfID = Dictionary(
      categories.compactMap { category in labels[category.name].map { (category.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    return COCOFile(
      categories: names.enumerated().map { Category(id: $0.offset + 1, name: $0.element) }, images: images,
      annotations: annotations.compactMap { annotation in
        guard let label = labelOfID[annotation.categoryID] else { return nil }
        var annotation = annotation
        annotation.categoryID = .number(label + 1)
        return annotation
      },
      dropped: dropped, notes: notes)
  }
}
