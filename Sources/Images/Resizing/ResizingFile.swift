// Resizings as files say them: which rule, its numbers, and the color of the padding.

extension Resizing {
  private enum CodingKeys: String, CodingKey {
    case kind, height, width, shorterSide, longerSide, multiple, rounding, padding
  }

  private enum Kind: String, Codable { case stretch, letterbox, shorterSide }

  /// The directions of rounding by their names in Swift.
  private static let roundings: [(name: String, rule: FloatingPointRoundingRule)] = [
    ("toNearestOrAwayFromZero", .toNearestOrAwayFromZero), ("toNearestOrEven", .toNearestOrEven), ("up", .up),
    ("down", .down), ("towardZero", .towardZero), ("awayFromZero", .awayFromZero),
  ]

  /// Larger than any picture that is read here, and small enough that areas can be counted.
  private static let largest = 1 << 16

  /// Reads a resizing: `{"kind": "letterbox", "height": 128, "width": 128, "padding": {…}}`.
  ///
  /// - Throws: `DecodingError` for one that no factory makes, and for sides above 65 536 pixels.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func side(_ key: CodingKeys) throws -> Int {
      let side = try values.decode(Int.self, forKey: key)
      guard (1...Self.largest).contains(side) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "must be in 1 ... \(Self.largest), found \(side)")
      }
      return side
    }
    let padding = try values.decode(Color.self, forKey: .padding)
    switch try values.decode(Kind.self, forKey: .kind) {
    case .stretch: self.init(.stretch(height: try side(.height), width: try side(.width)), padding: padding)
    case .letterbox: self.init(.letterbox(height: try side(.height), width: try side(.width)), padding: padding)
    case .shorterSide:
      let name = try values.decode(String.self, forKey: .rounding)
      guard let rounding = Self.roundings.first(where: { $0.name == name })?.rule else {
        throw DecodingError.dataCorruptedError(
          forKey: .rounding, in: values,
          debugDescription: "expected one of \(Self.roundings.map(\.name).joined(separator: ", ")), found \(name)")
      }
      self.init(
        .shorterSide(
          try side(.shorterSide), longerSide: try side(.longerSide), multiple: try side(.multiple),
          rounding: rounding), padding: padding)
    }
  }

  /// Writes the rule's name and its numbers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(padding, forKey: .padding)
    switch rule {
    case .stretch(let height, let width), .letterbox(let height, let width):
      var kind = Kind.stretch
      if case .letterbox = rule { kind = .letterbox }
      try values.encode(kind, forKey: .kind)
      try values.encode(height, forKey: .height)
      try values.encode(width, forKey: .width)
    case .shorterSide(let shorter, let longer, let multiple, let rounding):
      try values.encode(Kind.shorterSide, forKey: .kind)
      try values.encode(shorter, forKey: .shorterSide)
      try values.encode(longer, forKey: .longerSide)
      try values.encode(multiple, forKey: .multiple)
      // A rule that later versions of the language add is written as the default.
      try values.encode(Self.roundings.first { $0.rule == rounding }?.name ?? "down", forKey: .rounding)
    }
  }
}
