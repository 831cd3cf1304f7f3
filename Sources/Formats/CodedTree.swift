// A JSON value whose meaning is not known here: to be kept for whoever knows it, and to be compared with another.

/// The tree of objects, lists and plain values that a JSON text is.
public indirect enum CodedTree: Hashable, Sendable {
  /// Values by name.
  case object([String: CodedTree])
  /// Values in order.
  case list([CodedTree])
  /// A text.
  case text(String)
  /// A whole number that fits into 64 bits with a sign.
  case integer(Int)
  /// A whole number that fits into 64 bits without one only.
  case natural(UInt64)
  /// Any other number.
  case number(Double)
  /// True or false.
  case truth(Bool)
  /// Null.
  case nothing

  /// The tree of a JSON text.
  public init(_ text: String) throws(CodedJSONError) {
    self = try CodedJSON.read(text, as: CodedTree.self)
  }

  /// The tree that a value is written as.
  public init(encoding value: some Encodable) throws(CodedJSONError) {
    try self.init(CodedJSON.encode(value))
  }

  /// The value that the tree says.
  public func decoded<Value: Codable>(as type: Value.Type = Value.self) throws(CodedJSONError) -> Value {
    try CodedJSON.decode(CodedJSON.encode(self), as: type)
  }
}

// MARK: - Comparing

extension CodedTree {
  /// Where two trees differ: the keys that lead there, and what either has, "none" for nothing.
  public struct Difference: Hashable, Sendable {
    /// `learning.matcher.positiveThreshold`, `categories[1]`.
    public var place: String
    /// What the one has, as JSON.
    public var old: String
    /// What the other has, as JSON.
    public var new: String
  }

  /// The first place, by sorted keys and in the order of lists, in which another tree differs.
  ///
  /// Null and a key that is not there are the same: nothing.
  public func firstDifference(from other: CodedTree, at place: String = "") -> Difference? {
    switch (self, other) {
    case (.object(let old), .object(let new)):
      for key in Set(old.keys).union(new.keys).sorted() {
        let found = (old[key] ?? .nothing).firstDifference(
          from: new[key] ?? .nothing, at: place.isEmpty ? key : "\(place).\(key)")
        if let found { return found }
      }
      return nil
    case (.list(let old), .list(let new)) where old.count == new.count:
      for (index, pair) in zip(old, new).enumerated() {
        if let found = pair.0.firstDifference(from: pair.1, at: "\(place)[\(index)]") { return found }
      }
      return nil
    default: return self == other ? nil : Difference(place: place, old: words, new: other.words)
    }
  }

  /// The first key, by its path, that another tree does not have.
  func firstKey(missingIn other: CodedTree, at place: String = "") -> String? {
    switch (self, other) {
    case (.object(let own), .object(let known)):
      for key in own.keys.sorted() where own[key] != .nothing {
        let path = place.isEmpty ? key : "\(place).\(key)"
        guard let value = own[key], let other = known[key] else { return path }
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

  private var words: String {
    switch self {
    case .nothing: "none"
    case .text(let text): text
    default: (try? CodedJSON.encode(self)) ?? "\(self)"
    }
  }
}

// MARK: - As JSON

extension CodedTree: Codable {
  /// Reads whatever is there.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let truth = try? value.decode(Bool.self) {
      self = .truth(truth)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let natural = try? value.decode(UInt64.self) {
      self = .natural(natural)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let list = try? value.decode([CodedTree].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: CodedTree].self))
    }
  }

  /// Writes it as it was.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .object(let values): try value.encode(values)
    case .list(let values): try value.encode(values)
    case .text(let text): try value.encode(text)
    case .integer(let integer): try value.encode(integer)
    case .natural(let natural): try value.encode(natural)
    case .number(let number): try value.encode(number)
    case .truth(let truth): try value.encode(truth)
    case .nothing: try value.encodeNil()
    }
  }
}
