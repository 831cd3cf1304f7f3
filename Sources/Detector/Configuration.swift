// Everything that has to be decided before a RetinaNet can be built, and the one that this package trains.
// What each part may be made of is in ConfigurationParts.swift and Architecture.swift.

extension RetinaNet {
  /// A detector's architecture, what it sees, how it learns and how its outputs become detections.
  ///
  /// The parts are apart because they may change at different times: weights mean the same only with an equal
  /// `architecture`; `preprocessing` belongs to them, too, but for the resizing; `learning` is over once they are
  /// trained; `inference` may be chosen anew for every picture.
  ///
  /// As JSON, which is how weights and checkpoints say what they are:
  ///
  /// ```
  /// {"architecture": {…}, "inference": {…}, "learning": {…}, "preprocessing": {…}, "schema": 1}
  /// ```
  ///
  /// with every property by its name. An enum with values is an object with the case's name as its one key, a set a
  /// sorted list, and both what has no limit and what is infinite the word "infinity".
  ///
  /// Properties:
  /// - What is written reads back as an equal value, whatever the configuration.
  /// - Equal configurations are written as equal texts, in every process.
  /// - What no initializer would accept is refused with the place and the reason.
  public struct Configuration: Hashable, Sendable, Codable {
    /// All that must be equal for weights to mean the same.
    public var architecture: Architecture
    /// What is done to pictures before the network sees them.
    public var preprocessing = Preprocessing()
    /// What the network learns, and by which losses.
    public var learning = Learning()
    /// How outputs become detections.
    public var inference = Inference()
    /// The names of pieces from outside this package, which a detector has in place of the configuration's.
    public internal(set) var ownPieces = OwnPieces()

    /// The small detector's architecture for a number of classes.
    ///
    /// - Precondition: `classes` ≥ 1.
    public init(classes: Int) {
      architecture = Architecture(classes: classes)
    }

    /// The model that the benchmark and the default training use: 128 × 128 pixels, three classes, 3 069 anchors,
    /// 1 152 527 parameters.
    public static let small = Configuration(classes: 3)

    /// The first thing that no detector can be built from, if there is one.
    public var problem: String? {
      architecture.problem ?? preprocessing.problem ?? learning.problem ?? outputsProblem
        ?? (ownPieces.names["assigner"] == nil ? learning.assigner.problem(with: architecture.anchors) : nil)
    }
  }
}

extension RetinaNet.Configuration {
  /// The form in which configurations are written; files of a newer one are refused.
  public static let schema = 1

  private enum CodingKeys: String, CodingKey {
    case schema, architecture, preprocessing, learning, inference, ownPieces
  }

  /// Reads a configuration that can be built.
  ///
  /// - Throws: `DecodingError` for what is missing, of another kind or out of its range, and for a newer schema.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.checkSchema(of: "a configuration", Self.schema, forKey: .schema)
    architecture = try values.decode(RetinaNet.Architecture.self, forKey: .architecture)
    preprocessing = try values.decode(RetinaNet.Preprocessing.self, forKey: .preprocessing)
    learning = try values.decode(RetinaNet.Learning.self, forKey: .learning)
    inference = try values.decode(RetinaNet.Inference.self, forKey: .inference)
    ownPieces = try values.decodeIfPresent(RetinaNet.OwnPieces.self, forKey: .ownPieces) ?? .init()
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// Writes the schema and the four parts.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.schema, forKey: .schema)
    try values.encode(architecture, forKey: .architecture)
    try values.encode(preprocessing, forKey: .preprocessing)
    try values.encode(learning, forKey: .learning)
    try values.encode(inference, forKey: .inference)
    if ownPieces != .init() { try values.encode(ownPieces, forKey: .ownPieces) }
  }
}

extension KeyedDecodingContainer {
  /// Throws for a value that another program has written in another form.
  func checkSchema(of value: String, _ known: Int, forKey key: Key) throws {
    let schema = try decode(Int.self, forKey: key)
    guard schema != known else { return }
    throw DecodingError.dataCorruptedError(
      forKey: key, in: self,
      debugDescription: "expected \(value) of schema \(known), found \(schema)"
        + (schema > known ? "; it was written by a newer program, which can read it" : ""))
  }
}
