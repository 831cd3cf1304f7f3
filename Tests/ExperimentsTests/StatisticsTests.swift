import Boxes
import Evaluation
import Foundation
import Randomness
import Testing
import _TestSupport

@testable import Experiments

/// Pictures with objects of two classes, found more or less.
private func randomPictures(_ count: Int, seed: UInt64) -> [EvaluatedImage] {
  var generator = SeededGenerator(seed: seed)
  func box() -> Box {
    let (x, y) = (generator.uniform(in: 0...80), generator.uniform(in: 0...80))
    return Box(
      xMin: x, yMin: y, xMax: x + generator.uniform(in: 8...40), yMax: y + generator.uniform(in: 8...40))
  }
  return (0..<count).map { _ in
    let objects = (0..<generator.integer(in: 0...4)).map { _ in
      LabeledBox(box: box(), label: generator.integer(in: 0...1))
    }
    let near = objects.flatMap { object in
      (0..<2).map { _ in
        let b = object.box
        func moved(_ edge: Double) -> Double { edge + generator.uniform(in: -3...3) }
        return Detection(
          box: Box(xMin: moved(b.xMin), yMin: moved(b.yMin), xMax: moved(b.xMax), yMax: moved(b.yMax)),
          label: object.label, score: (generator.uniform() * 20).rounded() / 20)
      }
    }
    let anywhere = (0..<3).map { _ in
      Detection(box: box(), label: generator.integer(in: 0...1), score: generator.uniform())
    }
    return EvaluatedImage(detections: near + anywhere, objects: objects)
  }
}

@Suite("Scored pictures")
struct ScoredPicturesTests {
  @Test("With every picture once, AP is the evaluator's, to the last bit")
  func agreement() {
    for seed in 0..<5 as Range<UInt64> {
      let images = randomPictures(30, seed: seed)
      let expected = COCOEvaluator(categories: ["a", "b"]).evaluate(images).ap
      #expect(ScoredPictures(images, classes: 2).ap() == expected, "seed \(seed)")
      #expect((expected ?? 0) > 0.05, "seed \(seed): the pictures test nothing")
    }
  }

  @Test("A picture that is drawn twice counts as two, and one that is not drawn does not count")
  func multiplicity() throws {
    let images = randomPictures(12, seed: 7)
    let times = [2, 0, 1, 3, 1, 0, 2, 1, 1, 0, 1, 1]
    let drawn = zip(images, times).flatMap { Array(repeating: $0, count: $1) }
    let expected = try #require(COCOEvaluator(categories: ["a", "b"]).evaluate(drawn).ap)
    let found = try #require(ScoredPictures(images, classes: 2).ap(times: times))
    #expect(isClose(found, expected, relative: 1e-12))
  }

  @Test("Without objects there is no AP; half of the objects found without mistake are 51 of 101 recalls")
  func worked() {
    #expect(ScoredPictures([], classes: 3).ap() == nil)
    #expect(isClose(ScoredPictures(found(20), classes: 1).ap() ?? 0, 51 / 101.0))
  }

  @Test("A file with a detection of a picture that is not there is refused")
  func refused() {
    let text = #"{"classes":[{"found":[1],"objects":[1],"picture":[1]}],"count":1}"#
    #expect(throws: DecodingError.self) {
      _ = try JSONDecoder().decode(ScoredPictures.self, from: Data(text.utf8))
    }
  }
}

@Suite("Intervals")
struct IntervalTests {
  @Test("A draw has as many pictures as the set, and is the same for the same seed and number")
  func draws() {
    let bootstrap = Bootstrap(draws: 10, seed: 3)
    for draw in 0..<10 { #expect(bootstrap.times(pictures: 25, draw: draw).reduce(0, +) == 25) }
    #expect(bootstrap.times(pictures: 25, draw: 1) == bootstrap.times(pictures: 25, draw: 1))
    #expect(bootstrap.times(pictures: 25, draw: 1) != bootstrap.times(pictures: 25, draw: 2))
  }

  @Test("Of 40 values the interval is from the second to the 39th, of one it is the value")
  func quantiles() {
    #expect(Interval(quantilesOf: (1...40).map(Double.init).shuffled()) == Interval(low: 2, high: 39))
    #expect(Interval(quantilesOf: [3]) == Interval(low: 3, high: 3))
    #expect(Interval(quantilesOf: []) == nil)
  }

  @Test("The interval over pictures holds AP, and is narrower for more pictures")
  func width() throws {
    func interval(_ pictures: Int) throws -> Interval {
      let scored = ScoredPictures(found(pictures / 2, of: pictures), classes: 1)
      return try #require(Estimate(seeds: [0.5], draws: Bootstrap(draws: 200).aps(of: scored)).overPictures)
    }
    let (few, many) = (try interval(20), try interval(320))
    #expect(few.low < 0.5 && few.high > 0.5 && many.low < 0.5 && many.high > 0.5)
    #expect(many.high - many.low < (few.high - few.low) / 2)
  }

  @Test("Differences 1, 2 and 3 have the mean 2 ± 4.303 · 1 / √3")
  func student() throws {
    let interval = try #require(Difference.interval(of: [1, 2, 3]))
    #expect(isClose(interval.low, 2 - 4.303 / 3.0.squareRoot()) && isClose(interval.high, 2 + 4.303 / 3.0.squareRoot()))
    #expect(Difference.interval(of: [1]) == nil)
    #expect(Difference.student(degrees: 1) == 12.706)
    // Tables have 2.201, 2.086 and 1.984 for 11, 20 and 100 degrees.
    for (degrees, expected) in [(11, 2.201), (20, 2.086), (100, 1.984)] {
      #expect(abs(Difference.student(degrees: degrees) - expected) < 0.002)
    }
  }

  @Test("A setting is not better than itself, and one that finds ten more of 40 pictures is, beyond noise")
  func differences() {
    let bootstrap = Bootstrap(draws: 100)
    let base = Experiment.quick()
    let (less, more) = (
      Estimate([result(base, found: 20)], bootstrap), Estimate([result(base, found: 30)], bootstrap)
    )
    #expect(Difference(less, minus: less).ap == 0 && !Difference(less, minus: less).isBeyondNoise)
    #expect(Difference(more, minus: less).isBeyondNoise)
    let barely = Estimate([result(base, found: 21)], bootstrap)
    #expect(Difference(barely, minus: less).ap > 0 && !Difference(barely, minus: less).isBeyondNoise)
  }

  @Test("What other pictures leave alone, other seeds can take away")
  func seeds() {
    let bootstrap = Bootstrap(draws: 100)
    let base = Experiment.quick()
    func estimate(_ counts: Int...) -> Estimate { Estimate(counts.map { result(base, found: $0) }, bootstrap) }
    #expect(!Difference(estimate(39, 22, 20), minus: estimate(20, 20, 20)).isBeyondNoise)
    #expect(Difference(estimate(38, 39, 37), minus: estimate(20, 20, 20)).isBeyondNoise)
    #expect(estimate(10, 30).overSeeds?.low == estimate(10).ap && estimate(10).overSeeds == nil)
  }

  @Test("A training that failed counts as finding nothing")
  func failed() {
    var failed = ExperimentResult(Experiment.quick())
    failed.failure = "step 3: the loss is not finite"
    let estimate = Estimate([failed], Bootstrap(draws: 20))
    #expect(estimate.ap == 0 && estimate.draws == [Double](repeating: 0, count: 20))
  }
}

@Suite("Agreement of orders")
struct OrderAgreementTests {
  @Test("1, 2, 3, 4 and 1, 2, 4, 3 have a rank correlation of 0.8; reversed it is -1")
  func correlation() {
    #expect(isClose(OrderAgreement.spearman([1, 2, 3, 4], [1, 2, 4, 3]) ?? 0, 0.8))
    #expect(isClose(OrderAgreement.spearman([1, 2, 3], [30, 20, 10]) ?? 0, -1))
    #expect(isClose(OrderAgreement.spearman([0.1, 0.2, 0.3], [31, 78, 79]) ?? 0, 1))
    #expect(OrderAgreement.spearman([1, 1, 1], [1, 2, 3]) == nil && OrderAgreement.spearman([1], [1]) == nil)
  }

  @Test("Equal numbers share the mean of their ranks")
  func ties() {
    #expect(OrderAgreement.ranks([5, 1, 5, 9]) == [2.5, 1, 2.5, 4])
  }

  @Test("Pairs are counted by their order here, and a contradiction beyond noise is named")
  func pairs() {
    let bootstrap = Bootstrap(draws: 100)
    let estimates = [10, 30, 31].map { Estimate([result(Experiment.quick(), found: $0)], bootstrap) }
    let agreement = OrderAgreement(estimates, paper: [20, 31, 30])
    #expect(agreement.pairs == 3 && agreement.same == 2 && agreement.sameBeyondNoise == 2)
    #expect(agreement.opposite == 1 && agreement.contradictions.isEmpty)
    let reversed = OrderAgreement(estimates, paper: [31, 20, 20])
    #expect(reversed.pairs == 2 && reversed.opposite == 2)
    #expect(reversed.contradictions.map(\.here) == [1, 2] && reversed.contradictions.map(\.there) == [0, 0])
  }
}
