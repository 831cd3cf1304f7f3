// A file of tensors told in few words, so that what is changed in it is what decides.

import Formats
import Foundation

/// A recipe for a file of tensors.
///
/// ```
/// {"base": 0, "says": {"retinakit": {…}}, "before": "module.",
///  "but": {"a.weight": [2, 3], "b.weight": null, "c.bias": 0.5, "d.bias": "e.bias"}}
/// ```
///
/// The tensors of a good file; of some another shape, none at all, another number, another name; all names behind
/// another; and what the file says of itself, where what is no text is a text of JSON.
enum FuzzRecipe {
  /// The file of a recipe; of other bytes a good one that says them of itself.
  static func file(_ bytes: [UInt8], of bases: [[SafetensorsFile.Entry]], standard: Int = 0) -> SafetensorsFile {
    guard let recipe = try? JSONValue(Data(bytes)), case .object(let says)? = recipe["says"] else {
      return SafetensorsFile(
        entries: bases[standard], metadata: ["retinakit": String(decoding: bytes, as: UTF8.self)])
    }
    var entries = bases[standard]
    if case .number(let number)? = recipe["base"], let base = number.int, bases.indices.contains(base) {
      entries = bases[base]
    }
    if case .object(let changes)? = recipe["but"], !changes.isEmpty {
      var names = Set(entries.map(\.name))
      entries = entries.compactMap { entry in
        guard let change = changes[entry.name] else { return entry }
        return changed(entry, change, &names)
      }
    }
    if case .string(let prefix)? = recipe["before"], !prefix.isEmpty {
      entries = entries.map { .init(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }
    let metadata = says.mapValues { value in
      if case .string(let text) = value { text } else { value.written }
    }
    return SafetensorsFile(entries: entries, metadata: metadata)
  }

  /// What the reader of bytes would let through: names that differ, shapes with as many numbers as they say.
  private static func changed(
    _ entry: SafetensorsFile.Entry, _ change: JSONValue, _ names: inout Set<String>
  ) -> SafetensorsFile.Entry? {
    switch change {
    case .null: return nil
    case .number(let number):
      let values = [Float](repeating: Float(number.double), count: entry.values.count)
      return .init(name: entry.name, shape: entry.shape, values: values)
    case .string(let name):
      guard name != "__metadata__", names.insert(name).inserted else { return entry }
      return .init(name: name, shape: entry.shape, values: entry.values)
    case .list(let sizes):
      let shape = sizes.compactMap { size -> Int? in
        if case .number(let number) = size, let size = number.int, (0...most).contains(size) { size } else { nil }
      }
      let count = shape.reduce(1.0) { $0 * Double($1) }
      guard shape.count == sizes.count, count <= Double(most) else { return entry }
      return .init(name: entry.name, shape: shape, values: [Float](repeating: 0, count: Int(count)))
    default: return entry
    }
  }

  /// Numbers of a tensor.
  private static let most = 1 << 16
}
