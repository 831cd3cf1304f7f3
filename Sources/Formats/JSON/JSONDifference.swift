// Two JSON trees compared, and trees within values that are written: for what is kept for whoever knows its meaning.

/// Where two trees differ.
package struct JSONDifference: Hashable, Sendable {
  /// The keys that lead there: `learning.matcher.positiveThreshold`, `categories[1]`.
  package var place: String
  /// What the one has; "none" for nothing.
  package var old: String
  /// What the other has.
  package var new: String
}

extension JSONValue {
  /// The first place, by sorted keys and in the order of lists, in which another tree differs.
  ///
  /// Null and a key that is not there are the same: nothing.
  package func firstDifference(from other: JSONValue, at place: String = "") -> JSONDifference? {
    switch (self, other) {
    case (.object(let old), .object(let new)):
      for key in Set(old.keys).union(new.keys).sorted() {
        let found = (old[key] ?? .null).firstDifference(from: new[key] ?? .null, at: Self.path(place, key))
        if let found { return found }
      }
      return nil
    case (.list(let old), .list(let new)) where old.count == new.count:
      for (index, pair) in zip(old, new).enumerated() {
        if let found = pair.0.firstDifference(from: pair.1, at: "\(place)[\(index)]") { return found }
      }
      return nil
    default:
      return self == other ? nil : JSONDifference(place: place, old: shortText, new: other.shortText)
    }
  }

  /// The first key, by its path, that another tree does not have.
  func firstKey(missingIn other: JSONValue, at place: String = "") -> String? {
    switch (self, other) {
    case (.object(let own), .object(let known)):
      for (key, value) in own.sorted(by: { $0.key < $1.key }) where value != .null {
        let path = Self.path(place, key)
        guard let other = known[key] else { return path }
        if let found = value.firstKey(missingIn: other, at: path) { return found }
      }
      return nil
    case (.list(let own), .list(let known)):
      for (index, pair) in zip(own, known).enumerated() {
        if let found = pair.0.firstKey(missingIn: pair.1, at: "\(place)[\(index)]") { return found }
      }
      return nil
    default: return nil
    }
  }

  private static func path(_ place: String, _ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  /// The value in a message: a text without its quotation marks, "none" for nothing.
  private var shortText: String {
    switch self {
    case .null: "none"
    case .string(let text): shown(text)
    default: (try? CodedJSON.encode(self)).map { shown($0, limit: 200) } ?? kindText
    }
  }
}

extension JSONValue: Codable {
  /// Keeps the tree as it is.
  package init(from decoder: any Decoder) throws {
    guard let tree = decoder as? JSONTreeDecoder else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a JSON tree is read from JSON only"))
    }
    self = tree.value
  }

  /// Writes the tree as it was.
  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let truth): try value.encode(truth)
    case .number(.integer(let number)): try value.encode(number)
    case .number(.unsigned(let number)): try value.encode(number)
    case .number(let number): try value.encode(number.double)
    case .string(let text): try value.encode(text)
    case .list(let elements): try value.encode(elements)
    case .object(let members): try value.encode(members)
    }
  }
}
