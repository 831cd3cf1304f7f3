// The one door between values of Swift and JSON: what files say of themselves goes through here, both ways.
// How a value is written is the value's own business (Codable).

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
  private static let words = (infinity: "infinity", negative: "-infinity", nan: "nan")

  /// A value on one line.
  ///
  /// Throws `CodedJSONError` if the value itself refuses to be written.
  public static func encode(_ value: some Encodable) throws(CodedJSONError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: words.infinity, negativeInfinity: words.negative, nan: words.nan)
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw CodedJSONError(place: "", problem: "cannot be written: \(error)")
    }
  }

  /// The value that a text says.
  ///
  /// Throws `CodedJSONError` for what is not JSON, is missing, of another kind, refused by its type, or unknown to it.
  public static func decode<Value: Codable>(
    _ text: String, as type: Value.Type = Value.self
  ) throws(CodedJSONError) -> Value {
    let value = try read(text, as: type)
    if let key = try CodedTree(text).firstKey(missingIn: CodedTree(encoding: value)) {
      throw CodedJSONError(place: key, problem: "is not known here; is it misspelled, or of a newer program?")
    }
    return value
  }

  /// The value that a text says, whatever else it says.
  static func read<Value: Decodable>(_ text: String, as type: Value.Type) throws(CodedJSONError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: words.infinity, negativeInfinity: words.negative, nan: words.nan)
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw CodedJSONError(error)
    } catch {
      throw CodedJSONError(place: "", problem: "cannot be read: \(error)")
    }
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

  init(_ error: DecodingError) {
    func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + (last.map { [$0] } ?? [])).reduce("") { path, key in
        if let index = key.intValue { return "\(path)[\(index)]" }
        return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
      }
    }
    switch error {
    case .keyNotFound(let key, let context): self.init(place: place(context, key), problem: "expected, but not there")
    case .valueNotFound(let type, let context):
      self.init(place: place(context), problem: "expected \(Self.words(for: type)), found null")
    case .typeMismatch(let type, let context):
      self.init(place: place(context), problem: "expected \(Self.words(for: type)), found something else")
    case .dataCorrupted(let context):
      self.init(
        place: place(context),
        problem: context.codingPath.isEmpty && context.underlyingError != nil
          ? "expected JSON: \(context.debugDescription)" : context.debugDescription)
    @unknown default: self.init(place: "", problem: "\(error)")
    }
  }

  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is any BinaryInteger.Type: "an integer"
    case is any BinaryFloatingPoint.Type: "a number"
    case is any Collection.Type: type is [String: Any].Type ? "an object" : "a list"
    default: "\(type)"
    }
  }
}
