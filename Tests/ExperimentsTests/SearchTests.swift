import Foundation
import Testing
import Training

@testable import Experiments

@Suite("Axes of a search")
struct SearchAxisTests {
  @Test("A range of rates is divided by factors, one of γ by differences; a grid takes three, or as many as are said")
  func ranges() throws {
    #expect(try SearchAxis("lr=0.001..0.1").words == ["0.001", "0.01", "0.1"])
    #expect(try SearchAxis("gamma=0..2:5").words == ["0", "0.5", "1", "1.5", "2"])
    #expect(try SearchAxis("augment=none|flip|standard").words == ["none", "flip", "standard"])
    #expect(try SearchAxis("scales=1|3").words == ["1", "3"])
  }

  @Test("Commas part axes; the grid has every combination once, in the order of its seed")
  func grid() throws {
    let space = try SearchSpace(["lr=0.001..0.1,gamma=1|2", "augment=none|flip"])
    let grid = space.grid(seed: 0)
    #expect(grid.count == 12 && space.gridCount == 12 && Set(grid).count == 12)
    #expect(grid == space.grid(seed: 0) && grid != space.grid(seed: 1))
    #expect(grid[0].changes.count == 3 && grid[0].name.hasPrefix("lr 0."))
  }

  @Test("What is drawn lies in the range, is the same for the same seed and number, and has three digits")
  func random() throws {
    let space = try SearchSpace(["lr=0.001..0.03,gamma=1|2|3"])
    for number in 0..<50 {
      let point = space.point(number, seed: 3)
      #expect(point == space.point(number, seed: 3))
      guard case .rate(let rate) = point.changes[0] else {
        Issue.record("the first axis is not the rate")
        return
      }
      #expect((0.001...0.03).contains(rate) && point.values[0].word.count <= 7)
    }
    #expect(Set((0..<50).map { space.point($0, seed: 3) }).count > 40)
  }

  @Test(
    "A text that says no axis is refused with what was expected",
    arguments: [
      ("speed=1|2", "an option and its values"), ("lr", "an option and its values"), ("lr=fast", "numbers with |"),
      ("lr=0..1", "above 0"), ("lr=0.1..0.01", "a lower to a higher"), ("scales=1..3", "whole numbers"),
      ("scales=1.5", "whole numbers"), ("augment=strong", "none, flip or standard"), ("gamma=1||2", "numbers with |"),
      ("gamma=1|1", "different values"), ("gamma=0..2:1", "how many"), ("gamma=1,gamma=2", "each option once"),
      ("lr=0.001..inf", "a range"), ("", "an option and its values"),
    ])
  func refused(text: String, expected: String) {
    let error = #expect(throws: SearchSpaceError.self) { _ = try SearchSpace([text]) }
    #expect(error?.description.contains(expected) == true, "\(text): \(error?.description ?? "nothing")")
  }
}

@Suite("Searches")
struct SearchTests {
  private let base = Experiment.quick(steps: 90)

  /// A detector is the better the nearer its rate is to 0.01.
  private static func rule(_ experiment: Experiment) -> Int {
    max(0, 39 - Int(10 * abs(log10(experiment.options.schedule.peak / 0.01))))
  }

  private func search(
    _ axes: String, _ method: Search.Method, seeds: [UInt64] = [0], runs: Int? = nil, minutes: Double? = nil
  ) throws -> Search {
    Search(
      try SearchSpace([axes]), method: method, base: base, seeds: seeds, runs: runs, minutes: minutes)
  }

  private func result(
    _ search: Search, _ runner: FakeRunner, clock: @escaping () -> Double = { 0 }
  ) throws -> SearchResult {
    var found: SearchResult?
    try withFolder { folder in
      found = try search.result(
        in: Laboratory(folder: ResultFolder(folder), runner: runner), clock: clock, bootstrap: Bootstrap(draws: 50))
    }
    return try #require(found)
  }

  @Test("A grid tries every combination and finds the best")
  func grid() throws {
    let runner = FakeRunner(Self.rule)
    let result = try result(try search("lr=0.0001|0.001|0.01,gamma=1|2", .grid), runner)
    #expect(runner.trainings.count == 6 && result.entries.count == 6 && result.isWhole)
    #expect(result.best?.point.values[0].word == "0.01" && result.bestExperiment?.options.schedule.peak == 0.01)
    // Both γ find the same pictures.
    #expect(result.difference?.isBeyondNoise == false && result.verdict.contains("no more than noise"))
    #expect(result.verdict.contains("another seed may say otherwise"))
  }

  @Test("A best that finds ten more of forty pictures with every seed is better beyond noise")
  func sure() throws {
    let result = try result(
      try search("lr=0.001|0.01", .grid, seeds: [0, 1, 2]),
      FakeRunner { Self.rule($0) - Int($0.options.seed) })
    #expect(result.difference?.isBeyondNoise == true && result.verdict.contains("more than noise."))
    #expect(result.best?.measured.last?.estimate.seeds.count == 3 && result.text.contains("over seeds"))
  }

  @Test("A random search tries nine settings unless told otherwise, none twice, and all of a few")
  func random() throws {
    #expect(try search("lr=0.001..0.1", .random).candidates().count == 9)
    #expect(try search("lr=0.001..0.1", .random, runs: 4).candidates().count == 4)
    #expect(try search("gamma=1|2|3", .random).candidates().count == 3)
  }

  @Test("Of nine candidates three go on to a third of the steps and two to the end; the others' states are forgotten")
  func halving() throws {
    let runner = FakeRunner(Self.rule)
    let result = try result(try search("lr=0.0001..1", .halving, runs: 9), runner)
    let stops = runner.trainings.map { $0[0].stop }
    #expect(stops == Array(repeating: 10, count: 9) + [30, 30, 30] + [nil, nil])
    #expect(runner.trainings.allSatisfy { $0[0].options.steps == 90 && $0[0].options.schedule.totalSteps == 90 })
    #expect(runner.forgotten == 9)
    let best = try search("lr=0.0001..1", .random, runs: 9).candidates().max {
      abs(log10((Double($0.values[0].word) ?? 1) / 0.01)) > abs(log10((Double($1.values[0].word) ?? 1) / 0.01))
    }
    #expect(result.best?.steps == 90 && result.runnerUp?.steps == 90)
    #expect(result.best.map { Self.rule(runner.trainings.last?[0] ?? base) <= Int($0.ap * 100) } == true)
    #expect(result.best?.measured.map(\.steps) == [10, 30, 90] && best != nil)
    #expect(result.charts.map(\.name) == ["best", "course"])
  }

  @Test("A candidate that cannot be is left out; if none can be the search says why")
  func impossible() throws {
    let search = try search("positive-threshold=0.3|0.6,negative-threshold=0.4", .grid)
    #expect(try search.candidates().map(\.name) == ["positive-threshold 0.6, negative-threshold 0.4"])
    let none = try self.search("positive-threshold=0.3,negative-threshold=0.4", .grid)
    let error = #expect(throws: ChangeError.self) { _ = try none.candidates() }
    #expect(error?.change == "thresholds")
  }

  @Test(
    "With a minute for trainings of twenty seconds three are made; of a grid the search says that the time was over")
  func time() throws {
    let runner = FakeRunner(Self.rule)
    var now = 0.0
    runner.begins = { _ in now += 20 }
    let result = try result(try search("lr=0.001..0.1", .random, minutes: 1), runner) { now }
    #expect(runner.trainings.count == 3 && result.entries.count == 3 && result.isWhole)
    #expect(result.scaleText.contains("3 candidates in the time given"))
    let grid = FakeRunner(Self.rule)
    grid.begins = { _ in now += 20 }
    let part = try self.result(try search("lr=0.001..0.1:6", .grid, minutes: 1), grid) { now }
    #expect(part.entries.count == 3 && !part.isWhole)
    #expect(part.scaleText.contains("3 of 6 candidates, for the time was over"))
  }

  @Test("Halving keeps time for the later rungs: the first has three sevenths, and the best end in the minutes given")
  func halvingInTime() throws {
    let runner = FakeRunner(Self.rule)
    var (now, done) = (0.0, [Experiment: Int]())
    // A second for every step that a candidate has not made yet.
    runner.begins = { experiment in
      var whole = experiment
      whole.stop = nil
      now += Double(experiment.steps - done[whole, default: 0])
      done[whole] = experiment.steps
    }
    let result = try result(try search("lr=0.0001..1", .halving, minutes: 10), runner) { now }
    // 600 s · 3/7 are 25 times ten steps; eight of them make twenty more, and two sixty more: 250 + 160 + 120.
    #expect(runner.trainings.count { $0[0].stop == 10 } == 25)
    #expect(runner.trainings.count { $0[0].stop == 30 } == 8 && runner.trainings.count { $0[0].stop == nil } == 2)
    #expect(now == 530 && result.best?.steps == 90)
  }

  @Test("When the time is over before the end, the search says so, and the states of the last are kept to go on from")
  func halvingCutShort() throws {
    let runner = FakeRunner(Self.rule)
    var now = 0.0
    runner.begins = { _ in now += 20 }
    // 252 s · 3/7 are five times twenty. At two seconds a step two have 40 s for twenty more; the end's 120 s are too
    // many.
    let result = try result(try search("lr=0.0001..1", .halving, runs: 9, minutes: 4.2), runner) { now }
    #expect(runner.trainings.map { $0[0].stop } == [10, 10, 10, 10, 10, 30, 30])
    #expect(runner.forgotten == 3 && result.best?.steps == 30 && !result.isWhole)
    #expect(result.verdict.contains("no time to train either to the end"))
  }

  @Test("A second search knows what the first has found")
  func resumption() throws {
    try withFolder { folder in
      let search = try search("lr=0.0001..1", .halving, runs: 9)
      let first = FakeRunner(Self.rule)
      let results = ResultFolder(folder)
      let found = try search.result(
        in: Laboratory(folder: results, runner: first), bootstrap: Bootstrap(draws: 20))
      let second = FakeRunner()
      let again = try search.result(
        in: Laboratory(folder: results, runner: second), bootstrap: Bootstrap(draws: 20))
      #expect(second.trainings.isEmpty && again.entries == found.entries)
    }
  }

  @Test("Found by halving, the best has the result of an uninterrupted training; no state is left behind")
  func endToEnd() throws {
    try withFolder { folder in
      let search = Search(
        try SearchSpace(["lr=0.001|0.01|0.02"]), method: .halving, base: tinyExperiment(steps: 9))
      let result = try search.result(in: Laboratory(in: folder), bootstrap: Bootstrap(draws: 20))
      let best = try #require(result.bestExperiment)
      let direct = try ExperimentTrainer(statesIn: folder.appendingPathComponent("other"))
        .results(of: [best], keepsState: false) { _ in }
      #expect(result.best?.ap == direct[0].ap ?? 0)
      #expect(result.best?.measured.last?.results.first?.pictures == direct[0].pictures)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("states").path).isEmpty)
      #expect(result.page(command: "retinanet train").html.contains("retinanet train"))
      let record = SearchRecord(result, command: "")
      #expect(try JSONDecoder().decode(SearchRecord.self, from: JSONEncoder().encode(record)) == record)
    }
  }
}
