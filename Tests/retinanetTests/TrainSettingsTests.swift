import Detector
import Formats
import Foundation
import Images
import Shapes
import Testing
import Training

@testable import retinanet

@Suite("Settings of a training run")
struct TrainSettingsTests {
  @Test("Without options everything is the library's default, also for short runs")
  func defaults() throws {
    #expect(try settings("").options == .standard())
    for steps in [1, 10, 300, 5000] {
      #expect(try settings("--steps \(steps)").options == .standard(steps: steps))
    }
    #expect(try settings("--batch 4 --seed 7").options == .standard(batchSize: 4, seed: 7))
    let data = try settings("").data
    #expect(
      data == .shapes(ShapesData(preset: .standard, size: 128, seed: 0, trainImages: nil, validationImages: 500)))
  }

  @Test("To be measured on standard shapes, a detector learns from busy ones; else from what it is measured on")
  func trainPreset() throws {
    let cases: [(words: String, trained: ShapesDataset.Preset, measured: ShapesDataset.Preset)] = [
      ("", .busy, .standard), ("--preset tiny", .tiny, .tiny), ("--train-preset standard", .standard, .standard),
      ("--preset crowded --train-preset easy", .easy, .crowded),
    ]
    for (words, trained, measured) in cases {
      var data = try settings(words).data
      #expect(try CodedJSON.decode(CodedJSON.encode(data)) == data)
      let sets = try data.sets(console: .silent)
      #expect((sets.training as? ShapesDataset)?.recipe == .preset(trained), "\(words)")
      #expect((sets.validation as? ShapesDataset)?.recipe == .preset(measured), "\(words)")
    }
  }

  @Test("Every option reaches the run")
  func options() throws {
    let all = try settings(
      "--steps 90 --optimizer sgd --momentum 0.8 --lr 0.02 --weight-decay 0.001 --clip 5 --schedule step "
        + "--milestones 30,60 --warmup 7 --average 0.01 --augment flip --train-images 20 --validation-images 9 "
        + "--size 96 --preset crowded")
    let options = all.options
    #expect(
      options.optimizer
        == OptimizerConfiguration(rule: .sgd(momentum: 0.8), weightDecay: 0.001, clipNorm: 5))
    #expect(options.schedule.peak == 0.02)
    #expect(options.schedule.decay == .step(milestones: [30, 60], factor: 0.1))
    #expect(options.schedule.warmUp.steps == 7)
    #expect(options.schedule.totalSteps == 90)
    #expect(options.averageShare == 0.01)
    #expect(options.augmentation == Augmentation(horizontalFlip: 0.5))
    var data = all.data
    #expect(data == .shapes(ShapesData(preset: .crowded, size: 96, seed: 0, trainImages: 20, validationImages: 9)))
    #expect(try data.sets(console: .silent).training.count == 20)
  }

  @Test("Muon, with a line that rises for a quarter and falls to 0, is the default; what it was before is in reach")
  func recipe() throws {
    let options = try settings("").options
    #expect(options.optimizer == .muon && options.batchSize == 8 && options.steps == 800)
    #expect(
      options.schedule
        == LearningRateSchedule(
          peak: 0.012, totalSteps: 800, decay: .linear(finalFraction: 0),
          warmUp: .init(steps: 200, startFactor: 0.01)))
    #expect(
      try settings("--steps 800 --batch 16 --optimizer adamw --schedule cosine --warmup 100").options == .plain())
    let momentum = try settings("--momentum 0.5").options.optimizer.rule
    #expect(momentum == .muon(momentum: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8))
  }

  @Test("Every rung of the speedrun is a command; the first was the default before, the last is the default")
  func ladder() throws {
    for rung in Speedrun.ladder {
      let found = try settings(rung.options)
      #expect(found.data == (try settings("").data), "\(rung.change): the pictures are the same")
    }
    let first = try settings(#require(Speedrun.ladder.first).options)
    #expect(first.options == .plain())
    #expect(try first.model.fresh(classes: 3) { [] } == .small)
    #expect(try settings(#require(Speedrun.ladder.last).options) == settings(""))
  }

  @Test("Annotated pictures are varied, seen at least twelve times in 1 600 steps or more, and weights go on gently")
  func ownPictures() throws {
    let own = "--annotations a.json"
    let few = try TrainSettings(arguments(own), pictures: 80).options
    #expect(few.augmentation == .standard && few.steps == 1600 && few.schedule.totalSteps == 1600)
    #expect(few.schedule.peak == 0.012 && few == .ownPictures(count: 80))
    // 12 · 10 000 / 8
    #expect(try TrainSettings(arguments(own), pictures: 10_000).options.steps == 15_000)
    #expect(try TrainSettings(arguments("\(own) --batch 16"), pictures: 10_000).options.steps == 7_500)
    let further = try TrainSettings(arguments("\(own) --weights w"), pictures: 80).options
    #expect(further.steps == 400 && further.schedule.peak == 0.25 * 0.012 && further.augmentation == .standard)
    let sgd = try TrainSettings(arguments("\(own) --weights w --optimizer sgd"), pictures: 80).options
    #expect(sgd.schedule.peak == 0.25 * 0.01)
    let asked = try TrainSettings(arguments("\(own) --weights w --steps 7 --augment none --lr 0.1"), pictures: 80)
      .options
    #expect(asked.steps == 7 && asked.augmentation == .none && asked.schedule.peak == 0.1)
    #expect(try settings("--augment standard").options.augmentation == .standard)
    #expect(try settings("").options.augmentation == .none, "every step has new shapes")
  }

  @Test("0 turns clipping and the average off")
  func off() throws {
    let options = try settings("--clip 0 --average 0").options
    #expect(options.optimizer.clipNorm == nil)
    #expect(options.averageShare == nil)
  }

  @Test("SGD is the paper's by default, and 90 000 stepped steps are divided at 60 000 and 80 000 as there")
  func paper() throws {
    let options = try settings("--optimizer sgd --schedule step --steps 90000 --warmup 0").options
    #expect(options.optimizer == .paper)
    #expect(options.schedule.peak == LearningRateSchedule.retinaNet.peak)
    #expect(options.schedule.decay == LearningRateSchedule.retinaNet.decay)
    #expect(try settings("--schedule step --steps 1").options.schedule.decay == .step(milestones: [], factor: 0.1))
  }

  @Test("No training set has a seed in common with any validation set, and the pictures differ")
  func seeds() throws {
    let data = [0, 1, 999_999].map {
      ShapesData(preset: .standard, size: 64, seed: $0, trainImages: nil, validationImages: 2)
    }
    #expect(data.map(\.validationSeed) == [1_000_000, 1_000_001, 1_999_999])
    for set in data {
      #expect(set.validation.seed == set.validationSeed)
      #expect(set.training.seed == set.seed)
      #expect(set.training.example(at: 0).image != set.validation.example(at: 0).image)
    }
    #expect(data[0].training.count > 1_000_000_000, "every step has new pictures")
  }

  @Test("What a weights file says of its data reads back; what no command line asks for is refused")
  func files() throws {
    for trainImages in [nil, 1, 500] {
      let data = TrainData.shapes(
        ShapesData(preset: .longTailed, size: 96, seed: 5, trainImages: trainImages, validationImages: 7))
      let text = try CodedJSON.encode(data)
      #expect(try CodedJSON.decode(text) == data)
      for (old, new) in [
        ("\"size\":96", "\"size\":7"), ("\"size\":96", "\"size\":\"x\""), ("\"seed\":5", "\"seed\":-1"),
        ("\"seed\":5", "\"seed\":1000000"), ("\"validationImages\":7", "\"validationImages\":0"),
        ("\"preset\":\"", "\"preset\":\"x"), ("shapes", "shape"), ("\"size\"", "\"height\""),
      ] {
        #expect(text.contains(old))
        #expect(throws: CodedJSONError.self, "\(new)") {
          try CodedJSON.decode(text.replacing(old, with: new), as: TrainData.self)
        }
      }
    }
  }
}
