// What a search found: the candidates in order, and whether the best is better than the next beyond noise.

/// The candidates of a search with what came of them.
public struct SearchResult: Hashable, Sendable {
  /// A candidate.
  public struct Entry: Hashable, Sendable {
    /// Its settings.
    public var point: SearchPoint
    /// What was measured, after more and more steps.
    public var measured: [Measured] = []

    /// AP after some steps.
    public struct Measured: Hashable, Sendable {
      /// The steps.
      public var steps: Int
      /// AP with its intervals.
      public var estimate: Estimate
      /// The results, seed by seed.
      public var results: [ExperimentResult]
    }

    /// How far it was trained.
    public var steps: Int { measured.last?.steps ?? 0 }
    /// AP there.
    public var ap: Double { measured.last?.estimate.ap ?? 0 }
  }

  /// What was searched.
  public let search: Search
  /// Those that were trained furthest first, and of those the best first.
  public let entries: [Entry]
  /// How many candidates there were.
  public let planned: Int
  /// Whether all that was planned was done; false if the time was over before.
  public let isWhole: Bool

  init(search: Search, entries: [Entry], planned: Int, isWhole: Bool) {
    self.search = search
    self.entries = entries.enumerated().sorted {
      ($0.element.steps, $0.element.ap, $1.offset) > ($1.element.steps, $1.element.ap, $0.offset)
    }.map(\.element)
    self.planned = planned
    self.isWhole = isWhole
  }

  /// The best of those that were trained furthest.
  public var best: Entry? { entries.first }
  /// The next best that was trained as far.
  public var runnerUp: Entry? { entries.dropFirst().first.flatMap { $0.steps == best?.steps ? $0 : nil } }

  /// By how much the best is better than the next.
  public var difference: Difference? {
    guard let first = best?.measured.last, let second = runnerUp?.measured.last else { return nil }
    return Difference(first.estimate, minus: second.estimate)
  }

  /// The experiment of the best, with its first seed, trained to the end.
  public var bestExperiment: Experiment? {
    best?.measured.last?.results.first.map { result in
      var experiment = result.experiment
      experiment.stop = nil
      return experiment
    }
  }
}
