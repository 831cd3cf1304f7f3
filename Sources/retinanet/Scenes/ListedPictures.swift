// A COCO file as a list of ids: how it calls the pictures and the classes that a detector was given by their names.

import CommandLineTool
import Formats
import Foundation
import Images

/// The ids of a file of annotations.
struct ListedPictures {
  private let path: String
  private let file: COCOFile
  private let idsOfName: [String: [COCOFile.Picture]]

  init(annotations: URL, console: Console) throws(CommandFailure) {
    path = annotations.path
    do {
      file = try COCOFile(contentsOf: annotations, policy: .drop)
    } catch {
      throw CommandFailure(error.description(in: path))
    }
    idsOfName = Dictionary(grouping: file.images) { PictureName.key($0.fileName) }
  }

  /// The id of the picture in a file, by the file's name; of several the one whose folders agree furthest.
  func id(of picture: URL) throws(CommandFailure) -> COCOIdentifier {
    let parts = Self.parts(picture.path)
    let candidates = idsOfName[PictureName.key(parts.last ?? "")] ?? []
    func agreement(_ name: String) -> Int {
      zip(Self.parts(name).reversed(), parts.reversed()).prefix { $0 == $1 }.count
    }
    let best = candidates.map { agreement($0.fileName) }.max()
    let found = candidates.filter { agreement($0.fileName) == best }
    guard let first = found.first else {
      throw CommandFailure(
        "\(path) does not list \(shown(picture.lastPathComponent)): give the annotations of these pictures")
    }
    guard found.count == 1 else {
      throw CommandFailure(
        "\(path) lists \(shown(picture.lastPathComponent)) \(found.count) times, as "
          + "\(found.prefix(3).map(\.id.description).joined(separator: ", ")): which of them it is cannot be told")
    }
    return first.id
  }

  /// The detector's classes with the file's ids; one that the file does not list is called by its name, and told.
  func categories(_ own: [COCOFile.Category], console: Console) throws(CommandFailure) -> [COCOFile.Category] {
    let ids = Dictionary(file.categories.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
    let missing = own.map(\.name).filter { ids[$0] == nil }
    guard missing.count < own.count else {
      throw CommandFailure(
        "\(path) lists none of the detector's classes, \(Self.list(missing)), but \(Self.list(file.categories.map(\.name)))"
      )
    }
    if !missing.isEmpty {
      console.error("Note: \(path) does not list \(Self.list(missing)): results of these have their name as id.\n")
    }
    return own.map { COCOFile.Category(id: ids[$0.name] ?? .text($0.name), name: $0.name) }
  }

  private static func list(_ names: [String]) -> String {
    let text = names.prefix(10).map { shown($0, limit: 40) }.joined(separator: ", ")
    return names.count > 10 ? "\(text), … (\(names.count) in all)" : text
  }

  private static func parts(_ name: String) -> [String] {
    name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).map(String.init)
  }
}
