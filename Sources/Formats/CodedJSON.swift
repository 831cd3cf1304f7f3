// The one door between values of Swift and JSON: what files say of themselves goes through here, both ways.
// How a value is written is the value's own business (Codable); the grammar is JSON/'s.

import Foundation

/// Values as JSON texts that are the same for equal values, and back.
///
/// Keys are sorted, numbers have as many digits as it takes to read back the same bits, and what JSON lacks is a word:
/// "infinity", "-infinity" and "nan".
///
/// Properties:
/// - What is written reads back as an equal value.
/// - Equal values make equal texts, in every process.
/// - What is read has no key that its type does not know: a misspelled one is an error, not a default.
public enum CodedJSON {
  /// A value on one line.
  ///
  /// - Throws: `CodedJSONError` if the value itself refuses to be written.
  public static func encode(_ value: some Encodable) throws(CodedJSONError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw CodedJSONError(place: "", problem: "cannot be written: \(error)")
    }
  }

  /// The value that a text says.
  ///
  /// - Throws: `CodedJSONError` for what is not JSON, is missing, of another kind, refused by its type, or unknown to
  ///   it.
  public static func decode<Value: Codable>(
    _ text: String, as type: Value.Type = Value.self
  ) throws(CodedJSONError) -> Value {
    try decode(tree(of: text), as: type)
  }

  /// The value that a tree says.
  package static func decode<Value: Codable>(
    _ tree: JSONValue, as type: Value.Type = Value.self
  ) throws(CodedJSONError) -> Value {
    let value: Value
    do {
      value = try JSONReader.decode(type, from: tree, readsWords: true)
    } catch {
      throw CodedJSONError(place: error.place, problem: error.problem)
    }
    if let key = tree.firstKey(missingIn: try self.tree(encoding: value)) {
      throw CodedJSONError(place: key, problem: "is not known here; is it misspelled, or of a newer program?")
    }
    return value
  }

  /// The tree of a text.
  package static func tree(of text: String) throws(CodedJSONError) -> JSONValue {
    do {
      return try JSONValue(text)
    } catch {
      throw CodedJSONError(place: "", problem: "is not JSON: \(error)")
    }
  }

  /// The tree that a value is written as.
  package static func tree(encoding value: some Encodable) throws(CodedJSONError) -> JSONValue {
    try tree(of: encode(value))
  }
}

/// Why a text is not the JSON of a value: where in it, and what is wrong.
public struct CodedJSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The keys that lead there: `architecture.anchors.levels[2].stride`; empty for the text as a whole.
  public var place: String
  /// What was expected and what was found.
  public var problem: String

  /// What is wrong, and where.
  public init(place: String, problem: String) {
    self.place = place
    self.problem = problem
  }

  /// Where and what.
  public var description: String { place.isEmpty ? problem : "\(place): \(problem)" }
}
