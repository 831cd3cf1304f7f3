import Boxes
import Foundation
import Testing
import Training

@testable import Experiments

@Suite("The laboratory")
struct LaboratoryTests {
  private let base = Experiment.quick()

  @Test("What is written reads back; nothing is known of an experiment that was not made")
  func files() throws {
    try withFolder { folder in
      let results = ResultFolder(folder)
      #expect(try results.result(of: base) == nil)
      try results.write(result(base, found: 11))
      #expect(try results.result(of: base) == result(base, found: 11))
      #expect(try results.result(of: base.with(seed: 1)) == nil)
    }
  }

  @Test("A file that is cut, or another experiment's, is refused with its path and what to do")
  func damaged() throws {
    try withFolder { folder in
      let results = ResultFolder(folder)
      try results.write(result(base, found: 11))
      let file = try results.file(of: base)
      let whole = try Data(contentsOf: file)
      try whole.prefix(100).write(to: file)
      let cut = #expect(throws: ResultFileError.self) { _ = try results.result(of: base) }
      #expect(cut?.description.contains(file.lastPathComponent) == true)
      #expect(cut?.description.contains("Delete the file") == true)
      try results.write(result(base.with(seed: 1), found: 11))
      try Data(contentsOf: results.file(of: base.with(seed: 1))).write(to: file)
      let other = #expect(throws: ResultFileError.self) { _ = try results.result(of: base) }
      #expect(other?.problem.contains("another") == true)
    }
  }

  @Test("Experiments of one training are made together, equal ones once, known ones not at all")
  func sharing() throws {
    try withFolder { folder in
      let runner = FakeRunner()
      let laboratory = Laboratory(folder: ResultFolder(folder), runner: runner)
      let soft = try base.applying([.suppression(.soft(SoftNonMaximumSuppression()))])
      let other = try base.applying([.gamma(0)])
      var events: [LaboratoryEvent] = []
      let results = try laboratory.results(of: [base, other, soft, base]) {
        true
      } observe: {
        events.append($0)
      }
      #expect(results.count == 3 && runner.trainings == [[base, soft], [other]])
      #expect(events.first == .planned(experiments: 3, known: 0, trainings: 2))
      _ = try laboratory.results(of: [base, soft, base.with(seed: 1)])
      #expect(runner.trainings.count == 3 && runner.trainings.last == [base.with(seed: 1)])
    }
  }

  @Test("What was made before a stop is not made again")
  func resumption() throws {
    try withFolder { folder in
      let experiments = (0..<5 as Range<UInt64>).map { base.with(seed: $0) }
      let stopped = FakeRunner()
      stopped.stopsBefore = 3
      #expect(throws: FakeRunner.Stopped.self) {
        _ = try Laboratory(folder: ResultFolder(folder), runner: stopped).results(of: experiments)
      }
      let runner = FakeRunner()
      let results = try Laboratory(folder: ResultFolder(folder), runner: runner).results(of: experiments)
      #expect(results.count == 5 && runner.trainings == [[experiments[3]], [experiments[4]]])
    }
  }

  @Test("No training is begun that may not begin")
  func budget() throws {
    try withFolder { folder in
      let runner = FakeRunner()
      var asked = 0
      let results = try Laboratory(folder: ResultFolder(folder), runner: runner).results(
        of: (0..<5 as Range<UInt64>).map { base.with(seed: $0) },
        mayBegin: {
          asked += 1
          return asked <= 2
        })
      #expect(results.count == 2 && runner.trainings.count == 2)
    }
  }
}

@Suite("The runner that trains")
struct ExperimentTrainerTests {
  private let folder = FileManager.default.temporaryDirectory

  @Test("A training that is gone on with ends with the bits of one that was never stopped")
  func continuation() throws {
    try withFolder { folder in
      let whole = tinyExperiment()
      var early = whole
      early.stop = 2
      let (first, second) = (folder.appendingPathComponent("a"), folder.appendingPathComponent("b"))
      let stopping = ExperimentTrainer(statesIn: first)
      _ = try stopping.results(of: [early], keepsState: true) { _ in }
      var steps: [Int] = []
      let goneOn = try stopping.results(of: [whole], keepsState: true) { steps.append($0.step) }
      #expect(steps == [3, 4, 5, 6])
      let direct = try ExperimentTrainer(statesIn: second).results(of: [whole], keepsState: true) { _ in }
      let name = "\(try whole.trainingKey()).safetensors"
      #expect(
        try Data(contentsOf: first.appendingPathComponent(name))
          == Data(contentsOf: second.appendingPathComponent(name)))
      #expect(goneOn[0].ap == direct[0].ap && goneOn[0].pictures == direct[0].pictures)
      try stopping.forgetState(of: whole)
      #expect(!FileManager.default.fileExists(atPath: first.appendingPathComponent(name).path))
    }
  }

  @Test("One training is measured in several ways; every anchor that counts is in Figure 4, and its curves end at 1")
  func measures() throws {
    try withFolder { folder in
      let base = tinyExperiment(steps: 2)
      let soft = try base.applying([.suppression(.soft(SoftNonMaximumSuppression()))])
      var focus = base
      focus.measured = .focus(gammas: [0, 2])
      let results = try ExperimentTrainer(statesIn: folder).results(of: [base, soft, focus], keepsState: false) { _ in }
      #expect(results.map(\.experiment) == [base, soft, focus])
      #expect(results[0].ap != nil && results[1].pictures != nil && results[2].ap == nil)
      let measured = try #require(results[2].focus)
      #expect(measured.positiveCount > 0 && measured.negativeCount > 1_000)
      #expect(measured.curves.map(\.gamma) == [0, 2])
      for curves in measured.curves {
        #expect(curves.positives.count == 101 && curves.positives.last == 1 && curves.negatives.first == 0)
        #expect(curves.hardest(20, of: \.negatives) >= 0.2)
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path), "no state was to be kept")
    }
  }

  @Test("A training whose loss is no longer a number is a result, and says why")
  func diverging() throws {
    try withFolder { folder in
      var wild = try tinyExperiment(steps: 8).applying([.rate(1e30)])
      wild.options.optimizer = OptimizerConfiguration(
        rule: .sgd(momentum: 0.9), weightDecay: 0, clipNorm: nil)
      let results = try ExperimentTrainer(statesIn: folder).results(of: [wild], keepsState: false) { _ in }
      #expect(results[0].ap == nil && results[0].failure?.contains("not finite") == true)
    }
  }

  @Test("Pictures are drawn once for all who ask, up to the memory that they may take")
  func sharedPictures() throws {
    let source = Experiment.quick().pictures.training(seed: 0)
    let shared = SharedPictures(source, pictureBytes: 10, bytes: 35)
    for index in [5, 6, 7, 8, 5] { #expect(try shared.example(at: index) == source.example(at: index)) }
    #expect(shared.keptCount == 3)
  }
}
