// The safetensors format, so that Python reads our weights and we read Python's. What the tensors mean is not
// known here. https://github.com/huggingface/safetensors#format

import Foundation
import Text

/// Named arrays of single-precision numbers and a few strings: the content of one safetensors file.
///
/// ```
/// 8 bytes             length n of the header, little-endian
/// n bytes             JSON, padded with spaces to a multiple of 8:
///                     {"__metadata__": {"key": "text"},
///                      "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
/// the rest            the arrays, row by row, little-endian, without a gap
/// ```
///
/// Properties:
/// - What is written reads back with the same bits, order and metadata.
/// - Equal content makes equal bytes.
///
/// F16, BF16, F64 and I64 are converted to single precision on reading; what has to keep every bit (a generator's
/// state, a count of steps) belongs in `metadata`.
public struct SafetensorsFile: Sendable, Hashable {
  /// One named array.
  public struct Entry: Sendable, Hashable {
    /// The name: any text but `__metadata__`.
    public let name: String
    /// The shape; empty for a single number.
    public let shape: [Int]
    /// The elements, row by row: as many as the product of the shape.
    public let values: [Float]

    /// An array with its name.
    ///
    /// - Precondition: `shape` has no negative size and its product is `values.count`.
    public init(name: String, shape: [Int], values: [Float]) {
      precondition(name != metadataKey, "name must not be \(metadataKey), which the format keeps for itself, found it")
      precondition(shape.allSatisfy { $0 >= 0 }, "shape: sizes must not be negative, found \(shape)")
      let count = shape.reduce((1, false)) { product, size in
        let (next, overflows) = product.0.multipliedReportingOverflow(by: size)
        return (next, product.1 || overflows)
      }
      precondition(!count.1, "shape of '\(name)' must be of numbers that can be counted, found \(shape)")
      precondition(
        count.0 == values.count,
        "values of '\(name)' must be \(count.0), as the shape \(shape) says, found \(values.count)")
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The arrays in the order of the header.
  public var entries: [Entry]
  /// Free text by key.
  public var metadata: [String: String]

  /// A file with this content.
  public init(entries: [Entry] = [], metadata: [String: String] = [:]) {
    self.entries = entries
    self.metadata = metadata
  }

  /// Reads the bytes of a file.
  public init(data: Data) throws(SafetensorsError) {
    do {
      self = try SafetensorsReader(bytes: [UInt8](data)).file()
    } catch {
      throw SafetensorsError(error)
    }
  }

  /// Reads a file; its errors carry the path.
  public init(contentsOf url: URL) throws(SafetensorsError) {
    // Before all of it is in memory: people have files of many gigabytes.
    try Self.check(FileKind(of: url), of: url)
    let data: Data
    do {
      data = try fileContents(url)
    } catch {
      throw SafetensorsError(
        .inaccessible(reason: "cannot be read: \(fileReason(error))"), path: url.path)
    }
    try Self.check(FileKind(data), of: url)
    do {
      try self.init(data: data)
      try checkDigest()
    } catch {
      throw SafetensorsError(error.problem, path: url.path)
    }
  }

  private static func check(_ kind: FileKind?, of url: URL) throws(SafetensorsError) {
    if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
      throw SafetensorsError(
        .otherKind("a folder", advice: "name the file in it, such as weights.safetensors"), path: url.path)
    }
    if let kind, kind != .safetensors, kind != .empty {
      throw SafetensorsError(.otherKind(kind.name, advice: kind.adviceForWeights), path: url.path)
    }
  }

  /// The first array of this name.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The bytes of the file: metadata by key, arrays in the order of `entries`.
  ///
  /// - Precondition: No two entries have the same name.
  public func encoded() -> Data {
    var bytes = header()
    let dataStart = bytes.count
    let count = entries.reduce(0) { $0 + $1.values.count }
    bytes.append(contentsOf: repeatElement(0, count: 4 * count))
    var position = dataStart
    for entry in entries {
      for value in entry.values {
        let bits = value.bitPattern
        bytes[position] = UInt8(truncatingIfNeeded: bits)
        bytes[position + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        bytes[position + 2] = UInt8(truncatingIfNeeded: bits >> 16)
        bytes[position + 3] = UInt8(truncatingIfNeeded: bits >> 24)
        position += 4
      }
    }
    return Data(bytes)
  }

  /// Writes the file as a whole or not at all; a reader never sees a part of it.
  public func write(to url: URL) throws(SafetensorsError) {
    do {
      try encoded().write(to: url, options: .atomic)
    } catch {
      throw SafetensorsError(
        .inaccessible(reason: "cannot be written: \(fileReason(error))"), path: url.path)
    }
  }

  private func header() -> [UInt8] {
    var items: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key.jsonQuoted):\($0.value.jsonQuoted)" }
      items.append("\"\(metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<String> = []
    var offset = 0
    for entry in entries {
      precondition(names.insert(entry.name).inserted, "entries: names must differ, found '\(entry.name)' twice")
      let end = offset + 4 * entry.values.count
      let shape = entry.shape.map(String.init).joined(separator: ",")
      items.append(
        "\(entry.name.jsonQuoted):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(items.joined(separator: ","))}".utf8)
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return length + text
  }
}

/// The key of the free text beside the tensors' names.
let metadataKey = "__metadata__"
