// What a search found, as values for other programs: what `retinanet search --json` prints.

/// A search's result as JSON holds it.
public struct SearchRecord: Hashable, Sendable, Codable {
  /// A candidate.
  public struct Entry: Hashable, Sendable, Codable {
    /// Its values by the options' names.
    public var settings: [String: String]
    /// How far it was trained.
    public var steps: Int
    /// The mean over the seeds, in 0…1.
    public var ap: Double
    /// Of each seed.
    public var seeds: [Double]
    /// Where AP lies with other pictures.
    public var overPictures: Interval?
  }

  /// How it was searched.
  public var method: Search.Method
  /// How many candidates there were to be.
  public var planned: Int
  /// Whether all that was planned was done.
  public var isWhole: Bool
  /// The best first.
  public var entries: [Entry]
  /// By how much the best is better than the next.
  public var difference: Double?
  /// Whether that is more than noise.
  public var isBeyondNoise: Bool?
  /// The command that trains the best.
  public var command: String

  /// The record of a result.
  public init(_ result: SearchResult, command: String) {
    method = result.search.method
    planned = result.planned
    isWhole = result.isWhole
    entries = result.entries.map { entry in
      let estimate = entry.measured.last?.estimate
      return Entry(
        settings: Dictionary(entry.point.values.map { ($0.parameter.rawValue, $0.word) }) { first, _ in first },
        steps: entry.steps, ap: entry.ap, seeds: estimate?.seeds ?? [], overPictures: estimate?.overPictures)
    }
    difference = result.difference?.ap
    isBeyondNoise = result.difference?.isBeyondNoise
    self.command = command
  }
}
