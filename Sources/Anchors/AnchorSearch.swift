// A search for the scales and ratios that suit a dataset: differential evolution, then a climb to the top of the hill.

import Foundation

/// How to search for scales and ratios, as the project anchor-optimization does for keras-retinanet.
///
/// A candidate is a point of log₂ scales and log₂ ratios. Differential evolution (Storn and Price, 1997) starts from
/// the given anchors and random ones; each generation replaces a candidate by a mixture of it with `a + F · (b - c)` of
/// three others, if that is as good. The best is then improved one coordinate at a time by steps that halve from an
/// eighth of an octave. Scales are looked for from a quarter of the smallest to four times the largest given, ratios as
/// far as those of the objects and the given ones go.
///
/// anchor-optimization keeps ratio 1 and pairs r, 1/r, and ignores where anchors stand unless told otherwise; here
/// every ratio is free, and overlap is that with the anchors where they stand.
public struct AnchorSearch: Hashable, Sendable {
  /// What is made as good as possible.
  public let objective: AnchorFitObjective
  /// Candidates kept at a time; at least 4.
  public let population: Int
  /// How often every candidate is challenged.
  public let generations: Int
  /// How many objects, drawn at random, the evolution looks at; the climb looks at all.
  public let sample: Int

  /// A search with the given effort; it looks at about population × generations candidates.
  ///
  /// - Precondition: `population` is at least 4, `generations` is not negative, and `sample` is at least 1.
  public init(
    objective: AnchorFitObjective = .meanBestIoU, population: Int = 24, generations: Int = 40, sample: Int = 2_000
  ) {
    precondition(population >= 4, "population must be at least 4, found \(population)")
    precondition(generations >= 0, "generations must not be negative, found \(generations)")
    precondition(sample >= 1, "sample must be at least 1, found \(sample)")
    self.objective = objective
    self.population = population
    self.generations = generations
    self.sample = sample
  }

  /// The best generator found, `start` with other scales and ratios, or `start` itself.
  func best(
    _ start: AnchorGenerator, columns: ObjectColumns, ratios: ClosedRange<Double>,
    using generator: inout some RandomNumberGenerator
  ) -> AnchorGenerator {
    var run = Run(search: self, start: start, columns: columns, ratios: ratios)
    run.evolve(using: &generator)
    run.climb()
    return run.isImproved ? run.generator(run.best.genes) : start
  }

  /// One search under way.
  private struct Run {
    typealias Candidate = (genes: [Double], score: AnchorFitObjective.Score)
    let search: AnchorSearch
    let start: AnchorGenerator
    let columns: ObjectColumns
    let bounds: [ClosedRange<Double>]
    let startScore: AnchorFitObjective.Score
    var best: Candidate

    init(search: AnchorSearch, start: AnchorGenerator, columns: ObjectColumns, ratios: ClosedRange<Double>) {
      self.search = search
      self.start = start
      self.columns = columns
      let scales = start.scales.map { log2($0) }
      let (smallest, largest) = (scales.min() ?? 0, scales.max() ?? 0)
      bounds =
        scales.map { _ in (smallest - 2)...(largest + 2) }
        + start.ratios.map { _ in log2(ratios.lowerBound)...log2(ratios.upperBound) }
      startScore = search.objective.value(columns.bestIoU(start), weights: columns.weights)
      best = (scales.sorted() + start.ratios.map { log2($0) }.sorted(), startScore)
    }

    var isImproved: Bool { best.score.isBetter(than: startScore) }

    func generator(_ genes: [Double]) -> AnchorGenerator {
      var result = start
      result.scales = genes.prefix(start.scales.count).map { exp2($0) }
      result.ratios = genes.dropFirst(start.scales.count).map { exp2($0) }
      return result
    }

    /// The candidate at a point, brought within the bounds; scales and ratios each ascend, so that no two are the same.
    func candidate(_ point: [Double], on columns: ObjectColumns) -> Candidate {
      let bounded = zip(point, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
      let genes = bounded.prefix(start.scales.count).sorted() + bounded.dropFirst(start.scales.count).sorted()
      let bestIoU = columns.bestIoU(generator(genes))
      return (genes, search.objective.value(bestIoU, weights: columns.weights))
    }

    mutating func evolve(using generator: inout some RandomNumberGenerator) {
      let drawn = columns.sample(search.sample, using: &generator)
      var population = [candidate(best.genes, on: drawn)]
      while population.count < search.population {
        var point: [Double] = []
        for bound in bounds {
          point.append(bound.lowerBound + generator.unit() * (bound.upperBound - bound.lowerBound))
        }
        population.append(candidate(point, on: drawn))
      }
      for _ in 0..<search.generations {
        for index in population.indices {
          let trial = candidate(mixture(of: population, at: index, using: &generator), on: drawn)
          if !(trial.score < population[index].score) { population[index] = trial }
        }
      }
      // What is best for the objects drawn need not be for all.
      for member in population.sorted(by: { $0.score > $1.score }).prefix(4) {
        let trial = candidate(member.genes, on: columns)
        if best.score < trial.score { best = trial }
      }
    }

    /// A candidate's genes, nine in ten of them replaced by those of one other moved by the difference of two more.
    private func mixture(
      of population: [Candidate], at index: Int, using generator: inout some RandomNumberGenerator
    ) -> [Double] {
      var others: [Int] = []
      while others.count < 3 {
        let other = Int(generator.unit() * Double(population.count))
        if other != index, !others.contains(other) { others.append(other) }
      }
      let (a, b, c) = (population[others[0]].genes, population[others[1]].genes, population[others[2]].genes)
      let factor = 0.4 + 0.5 * generator.unit()
      let forced = Int(generator.unit() * Double(bounds.count))
      var point = population[index].genes
      for gene in point.indices where generator.unit() < 0.9 || gene == forced {
        point[gene] = a[gene] + factor * (b[gene] - c[gene])
      }
      return point
    }

    mutating func climb() {
      var step = 0.125
      while step > 0.002 {
        var isMoved = false
        for gene in bounds.indices {
          for direction in [step, -step] {
            var point = best.genes
            point[gene] += direction
            let trial = candidate(point, on: columns)
            if trial.score.isBetter(than: best.score) {
              best = trial
              isMoved = true
              break
            }
          }
        }
        if !isMoved { step /= 2 }
      }
    }
  }
}
