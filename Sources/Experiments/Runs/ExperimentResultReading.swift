// A result as its file has it: numbers that no measurement gives are refused, for tables and charts are made of them.

extension ExperimentResult {
  private enum Keys: String, CodingKey {
    case schema, experiment, ap, ap50, ap75, pictures, focus, failure, seconds
  }

  /// Reads a result; throws `DecodingError` for numbers that no experiment comes to.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Keys.self)
    self.init(
      try values.decode(Experiment.self, forKey: .experiment), seconds: try values.decode(Double.self, forKey: .seconds)
    )
    schema = try values.decode(Int.self, forKey: .schema)
    ap = try values.decodeIfPresent(Double.self, forKey: .ap)
    ap50 = try values.decodeIfPresent(Double.self, forKey: .ap50)
    ap75 = try values.decodeIfPresent(Double.self, forKey: .ap75)
    pictures = try values.decodeIfPresent(ScoredPictures.self, forKey: .pictures)
    focus = try values.decodeIfPresent(FocusMeasurement.self, forKey: .focus)
    failure = try values.decodeIfPresent(String.self, forKey: .failure)
    if let problem {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  private var problem: String? {
    for ap in [ap, ap50, ap75].compactMap(\.self) where !(0...1).contains(ap) {
      return "expected an average precision in 0…1, found \(ap)"
    }
    if !(seconds.isFinite && seconds >= 0) { return "expected seconds of at least 0, found \(seconds)" }
    guard let focus else { return nil }
    // A table reads the curves of all its results side by side.
    guard case .focus(let gammas) = experiment.measured, focus.curves.map(\.gamma) == gammas else {
      return "expected curves of the γ that were asked for, found those of \(focus.curves.map(\.gamma))"
    }
    for curve in focus.curves.flatMap({ [$0.positives, $0.negatives] }) {
      guard curve.count == 101, curve.allSatisfy((0...1).contains) else {
        return "expected curves of 101 shares in 0…1, found another"
      }
    }
    return focus.positiveCount >= 0 && focus.negativeCount >= 0
      ? nil : "expected counts of anchors of at least 0, found \(focus.positiveCount) and \(focus.negativeCount)"
  }
}
