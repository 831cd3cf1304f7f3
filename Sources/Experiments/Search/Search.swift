// Looks for good settings: all of a grid, some at random, or many for a short time and the best of them for longer.

import Foundation
import Text

/// A search for settings.
///
/// Successive halving (Jamieson and Talwalkar, 2016) trains all candidates for a ninth of the steps, the best third for
/// a third, and the best third of those to the end. A candidate that goes on is not begun anew: its state is kept, and
/// as the learning rate of every step is that of the whole length from the beginning, it ends with the bits of a
/// training that was never stopped. What is measured early are therefore weights at a high rate, for all candidates
/// alike.
public struct Search: Hashable, Sendable {
  /// How candidates are found and dropped.
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every combination.
    case grid
    /// Drawn at random.
    case random
    /// Drawn at random, and only the best trained to the end.
    case halving
  }

  /// What is varied.
  public var space: SearchSpace
  /// How.
  public var method: Method
  /// What is the same for all.
  public var base: Experiment
  /// The seeds of every candidate's trainings.
  public var seeds: [UInt64]
  /// At most how many candidates; nil: as many as the time is enough for, or without a time a grid's all, else 9.
  public var runs: Int?
  /// After so many minutes no training is begun that would not end in them; nil: none is left out.
  public var minutes: Double?
  /// Decides the candidates.
  public var seed: UInt64

  /// Of the candidates of a rung one in so many goes on, but two at least.
  static let factor = 3
  private static let mostDraws = 1_000

  /// A search.
  ///
  /// - Precondition: there is a seed; `runs` ≥ 1 and `minutes` > 0.
  public init(
    _ space: SearchSpace, method: Method, base: Experiment, seeds: [UInt64] = [0], runs: Int? = nil,
    minutes: Double? = nil, seed: UInt64 = 0
  ) {
    precondition(!seeds.isEmpty, "seeds must be at least one, found none")
    precondition((runs ?? 1) >= 1, "runs must be at least 1, found \(runs ?? 1)")
    precondition((minutes ?? 1) > 0, "minutes must be above 0, found \(minutes ?? 0)")
    self.space = space
    self.method = method
    self.base = base
    self.seeds = seeds
    self.runs = runs
    self.minutes = minutes
    self.seed = seed
  }

  /// After how many steps candidates are measured, in turn: for halving a ninth, a third and all.
  var stops: [Int] {
    let steps = base.options.steps
    guard method == .halving else { return [steps] }
    return Array(Set([9, 3, 1].map { (steps + $0 - 1) / $0 })).sorted()
  }

  /// The candidates that can be, each once.
  ///
  /// - Throws: `ChangeError` if the base can have none of them.
  public func candidates() throws(ChangeError) -> [SearchPoint] {
    let isGrid = method == .grid
    let most = runs ?? (isGrid ? space.gridCount : minutes == nil ? 9 : Self.mostDraws)
    let grid = isGrid ? space.grid(seed: seed) : []
    var found: [SearchPoint] = []
    var seen: Set<[Change]> = []
    var problem: ChangeError?
    var number = 0
    // Of few combinations draws soon say nothing new.
    while found.count < most, number < (isGrid ? grid.count : 20 * Self.mostDraws) {
      let point = isGrid ? grid[number] : space.point(number, seed: seed)
      number += 1
      guard seen.insert(point.changes).inserted else { continue }
      do throws(ChangeError) {
        _ = try base.applying(point.changes)
        found.append(point)
      } catch {
        problem = problem ?? error
      }
    }
    if found.isEmpty, let problem { throw problem }
    return found
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - laboratory: where trainings are made and their results kept.
  ///   - clock: seconds from any origin.
  ///   - bootstrap: how the difference of the best two is judged.
  ///   - observe: told what happens, as it happens.
  public func result(
    in laboratory: Laboratory, clock: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime },
    bootstrap: Bootstrap = Bootstrap(), observe: (LaboratoryEvent) -> Void = { _ in }
  ) throws -> SearchResult {
    var budget = SearchBudget(minutes: minutes, clock: clock)
    let candidates = try candidates()
    var entries = candidates.map { SearchResult.Entry(point: $0) }
    var isWhole = true
    // In the order in which they are trained: after the first rung the best first.
    var alive = Array(entries.indices)
    for (rung, steps) in stops.enumerated() {
      let before = rung == 0 ? 0 : stops[rung - 1]
      budget.share = rung == 0 ? firstShare : 1
      for index in alive {
        let experiments = try seeds.map { try experiment(candidates[index], seed: $0, steps: steps) }
        let results = try laboratory.results(
          of: experiments, keepsStates: steps < base.options.steps,
          mayBegin: { budget.mayBegin(steps: steps - before) },
          observe: { event in
            budget.see(event, after: before)
            observe(event)
          })
        let made = experiments.compactMap { results[$0] }
        guard made.count == seeds.count else {
          // How many candidates there are to be is then the time's decision.
          if rung > 0 || !isOpen { isWhole = false }
          break
        }
        entries[index].measured.append(.init(steps: steps, estimate: Estimate(made, bootstrap), results: made))
      }
      let survivors = alive.filter { entries[$0].measured.last?.steps == steps }
        .sorted { (entries[$0].ap, $1) > (entries[$1].ap, $0) }
      let count = steps == base.options.steps ? 0 : max(2, survivors.count / Self.factor)
      let next = Array(survivors.prefix(count))
      if method == .halving {
        // Those for which there was no time any more are kept: another search may go on with them.
        for index in alive where entries[index].steps == steps && !next.contains(index) {
          for seed in seeds {
            try laboratory.forgetState(of: experiment(candidates[index], seed: seed, steps: steps))
          }
        }
      }
      alive = next
    }
    let measured = entries.filter { !$0.measured.isEmpty }
    return SearchResult(
      search: self, entries: measured, planned: isOpen ? measured.count : candidates.count, isWhole: isWhole)
  }

  private func experiment(_ point: SearchPoint, seed: UInt64, steps: Int) throws -> Experiment {
    var experiment = try base.with(seed: seed).applying(point.changes)
    experiment.stop = steps == base.options.steps ? nil : steps
    return experiment
  }

  /// Whether as many candidates are tried as the time is enough for.
  var isOpen: Bool { method != .grid && runs == nil && minutes != nil }

  /// What the experiments of the search are called: "lr 0.004, gamma 2, 67 steps".
  public func names() throws -> (Experiment) -> String {
    var names: [Experiment: String] = [:]
    for point in try candidates() {
      for seed in seeds { names[try experiment(point, seed: seed, steps: base.options.steps)] = point.name }
    }
    return { experiment in
      var whole = experiment
      whole.stop = nil
      return (names[whole] ?? "") + ", \(experiment.steps.counted("step"))"
    }
  }

  /// How much of the time the first rung may take: its part of all steps, if a third goes on from each.
  private var firstShare: Double {
    guard method == .halving else { return 1 }
    let costs = stops.enumerated().map { rung, steps in
      Double(steps - (rung == 0 ? 0 : stops[rung - 1])) / pow(Double(Self.factor), Double(rung))
    }
    return costs[0] / costs.reduce(0, +)
  }
}
