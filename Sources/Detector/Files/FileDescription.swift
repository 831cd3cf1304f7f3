// What a file of weights says of itself, so that it can be read back by whoever has the file alone.
// What files before this form said is FilesOfBefore's business.

import Formats

/// What weights, checkpoints and logs say of themselves: one JSON value.
///
/// ```
/// {"categories": ["cat", "dog"], "configuration": {…}, "notes": {"options": {…}}, "schema": 1, "step": 800}
/// ```
///
/// In a safetensors file it is the text under `retinakit` in the metadata.
///
/// Properties:
/// - A detector of any configuration is built again from its description.
/// - Equal descriptions are equal texts.
public struct FileDescription: Hashable, Sendable, Codable {
  /// The detector that the weights belong to.
  public var configuration: RetinaNet.Configuration
  /// The classes' names; a detection's label is an index into them.
  public var categories: [String]
  /// How many training steps the weights have seen.
  public var step: Int
  /// What others want to be remembered: a run's options, what the data were.
  public var notes: Notes

  /// A description of a detector's weights.
  ///
  /// - Precondition: there is a name for each class, and `step` is not negative.
  public init(configuration: RetinaNet.Configuration, categories: [String], step: Int = 0, notes: Notes = Notes()) {
    self.configuration = configuration
    self.categories = categories
    self.step = step
    self.notes = notes
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    let classes = configuration.architecture.classes
    if categories.count != classes {
      return "categories: expected a name for each of \(classes) classes, found \(categories.count)"
    }
    return step >= 0 ? nil : "step must not be negative, found \(step)"
  }

  /// Values by name whose meaning is their owner's.
  public struct Notes: Hashable, Sendable, Codable {
    private var values: [String: JSONValue] = [:]

    /// No notes.
    public init() {}

    /// Keeps a value under a name; nil takes it away.
    ///
    /// - Throws: `CodedJSONError` if the value cannot be written.
    public mutating func set(_ value: (some Codable)?, as name: String) throws(CodedJSONError) {
      guard let value else {
        values[name] = nil
        return
      }
      values[name] = try CodedJSON.tree(encoding: value)
    }

    /// The value under a name; nil if there is none.
    ///
    /// - Throws: `CodedJSONError` if it is of another kind.
    public func value<Value: Codable>(_ name: String, as type: Value.Type = Value.self) throws(CodedJSONError) -> Value?
    {
      guard let value = values[name] else { return nil }
      do {
        return try CodedJSON.decode(value, as: type)
      } catch {
        let place = error.place.isEmpty || error.place.hasPrefix("[") ? name + error.place : "\(name).\(error.place)"
        throw CodedJSONError(place: place, problem: error.problem)
      }
    }

    /// Both notes; of two under one name the other's.
    public func adding(_ other: Notes) -> Notes {
      var result = self
      result.values.merge(other.values) { $1 }
      return result
    }

    /// All but the values of some names.
    package func leaving(out names: [String]) -> Notes {
      var result = self
      for name in names { result.values[name] = nil }
      return result
    }

    /// Keeps a tree under a name.
    mutating func set(tree: JSONValue, as name: String) { values[name] = tree }

    /// Reads whatever is there.
    public init(from decoder: any Decoder) throws {
      values = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    /// Writes all values.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(values)
    }
  }
}

// MARK: - In a file

extension FileDescription {
  /// The form in which descriptions are written; files of a newer one are refused.
  public static let schema = 1
  /// The key in a safetensors file's metadata.
  static let key = "retinakit"

  /// The metadata of a file that says this of itself.
  ///
  /// - Throws: `CodedJSONError` if a name cannot be written.
  public func metadata() throws(CodedJSONError) -> [String: String] { [Self.key: try CodedJSON.encode(self)] }

  /// What a file says of itself; nil if it says nothing.
  ///
  /// - Throws: `CodedJSONError` for a description that cannot be read.
  public init?(of file: SafetensorsFile) throws(CodedJSONError) {
    if let text = file.metadata[Self.key] {
      self = try CodedJSON.decode(text)
    } else if let before = try FilesOfBefore.description(of: file) {
      self = before
    } else {
      return nil
    }
  }

  private enum CodingKeys: String, CodingKey { case schema, configuration, categories, step, notes }

  /// Reads a description; throws `DecodingError` for one of a newer schema or of names that are not as many as classes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.checkSchema(of: "a description", Self.schema, forKey: .schema)
    configuration = try values.decode(RetinaNet.Configuration.self, forKey: .configuration)
    categories = try values.decode([String].self, forKey: .categories)
    step = try values.decode(Int.self, forKey: .step)
    notes = try values.decode(Notes.self, forKey: .notes)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// Writes the schema and all that is said.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.schema, forKey: .schema)
    try values.encode(configuration, forKey: .configuration)
    try values.encode(categories, forKey: .categories)
    try values.encode(step, forKey: .step)
    try values.encode(notes, forKey: .notes)
  }
}
