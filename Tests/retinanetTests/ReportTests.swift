import Boxes
import CommandLineTool
import Detector
import Evaluation
import Foundation
import Images
import Testing
import Text
import Training

@testable import Reports
@testable import retinanet

@Suite("Report of a training run")
struct ReportTests {
  /// A report on what a fresh model finds in a number of pictures, after steps that are made up.
  private func report(pictures: Int = 20, words: String = "--steps 10 --size 64") throws -> TrainingReport {
    var settings = try settings(words)
    guard case .shapes(var shapes) = settings.data else { throw UsageError("pictures were named") }
    shapes.validationImages = pictures
    settings.data = .shapes(shapes)
    let validation = shapes.validation
    let images = (0..<pictures).map { index in
      let objects = validation.example(at: index).objects
      // Every third picture has one more detection than it should.
      let wrong = index % 3 == 0 ? [Detection(box: objects[0].box, label: objects[0].label, score: 0.4)] : []
      let right = objects.map { Detection(box: $0.box, label: $0.label, score: 0.9) }
      return EvaluatedImage(detections: right + wrong, objects: objects)
    }
    var evaluation = try DetectorEvaluation(RetinaNet(.small), on: InMemoryDataset(categories: [], examples: []))
    evaluation.images = images
    evaluation.summary = COCOEvaluator(categories: validation.categories).evaluate(images)
    let metrics = (1...10).map { step in
      let report = StepResult(step: step, loss: 3, classLoss: 1 / Double(step), boxLoss: 2, positivesPerImage: 5)
      return MetricsRecord.step(StepRecord(report, rate: 0.003))
    }
    let end = MetricsRecord.evaluation(EvaluationRecord(evaluation.summary, step: 10))
    return TrainingReport(
      run: settings.described, options: settings.options, model: RetinaNet(.small), metrics: metrics + [end],
      evaluation: evaluation,
      validation: validation)
  }

  @Test("It holds every part: numbers, pictures, losses, rate, AP, precision and recall, options, detector, command")
  func parts() throws {
    let report = try report()
    let html = try report.document().html
    for text in [
      "What it sees", "As they come", "With the most mistakes", "Losses", "Both parts of the loss", "Learning rate",
      "AP while it learnt", "Precision and recall at IoU 0.5", "What is wrong",
      "on an object that is found already", "is \\ detected as", "All numbers", "maxDets=100 ]", "The run",
      "--weight-decay", "The detector", "1152527", "Once more", "retinanet train --steps 10", "seed 1000000",
      "retinanet detect --weights weights.safetensors",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(html.contains(">\(report.evaluation.summary.ap.fixed(digits: 3))<"))
    #expect(html.components(separatedBy: "data:image/png;base64,").count - 1 == 9 + 4, "4 of 11 others have a mistake")
    #expect(html.components(separatedBy: "<svg ").count - 1 == 4)
    for outside in ["<script", "src=\"http", "href=", "@import", "url("] {
      #expect(!html.contains(outside), "\(outside): the page needs nothing but itself")
    }
  }

  @Test("The same run gives the same page")
  func pure() throws { #expect(try report().document().html == report().document().html) }

  @Test("First the pictures as they come; then, of the others, those with mistakes, the most first")
  func choice() throws {
    let report = try report()
    #expect(report.first == Array(0..<9))
    #expect(report.worst == [9, 12, 15, 18])
    let captions = try report.pictures([0, 1]).map(\.caption)
    #expect(captions[0].hasSuffix(" found; wrong: 1 duplicate"))
    #expect(captions[1].hasPrefix("picture 1: ") && captions[1].hasSuffix(" found"))
  }

  @Test("The end of the losses: learnt by heart, still falling, level, too short to say")
  func verdicts() throws {
    var report = try report()
    /// A log in which the loss is made up.
    func log(rate: (Int) -> Double = { _ in 0.1 }, _ loss: (Int) -> Double) -> [MetricsRecord] {
      (1...20).map { step in
        let report = StepResult(step: step, loss: loss(step), classLoss: 0, boxLoss: 0, positivesPerImage: 1)
        return MetricsRecord.step(StepRecord(report, rate: rate(step)))
      }
    }
    report.metrics = log { 3 / Double($0) }
    #expect(report.lossVerdict.contains("still falls, and more steps would help"))
    report.metrics = log { _ in 0.4 }
    #expect(
      report.lossVerdict == "At the end the loss is 0.400, about as just before: more steps of the same kind "
        + "would change little.")
    // The default's rate ends at 0, where any loss is level: 400 steps end so, and 800 are better.
    report.metrics = log(rate: { 0.1 * Double(20 - $0) / 20 }) { _ in 0.4 }
    #expect(report.lossVerdict.contains("the learning rate has come to rest") && !report.lossVerdict.contains("little"))
    report.metrics = log { _ in 0.01 }
    #expect(!report.isLearntByHeart, "nearly all is found: nothing is wrong with a small loss")
    report.evaluation.summary = COCOEvaluator(categories: report.validation.categories).evaluate(
      report.evaluation.images.map { EvaluatedImage(detections: [], objects: $0.objects) })
    #expect(report.isLearntByHeart)
    #expect(report.lossVerdict.contains("AP on pictures that it never saw is only 0.000"))
    #expect(report.lossVerdict.contains("More steps make that worse"))
    #expect(try report.document().html.contains("learnt its training pictures by heart"))
    #expect(report.gapVerdict?.contains("(--augment standard)") == true)
    // What is known of the training pictures themselves decides, where it is known.
    var record = EvaluationRecord(report.evaluation.summary, step: 20)
    record.trainingAP = 0.19
    report.metrics.append(.evaluation(record))
    #expect(!report.isLearntByHeart && report.gapVerdict == nil, "it does as badly on both")
    record.trainingAP = 0.79
    report.metrics.append(.evaluation(record))
    report.options.augmentation = .standard
    #expect(report.gap == GeneralizationGap(training: 0.79, validation: 0))
    #expect(
      report.gapVerdict
        == "AP is 0.790 on pictures that it learnt from, but AP on pictures that it never saw is only 0.000: the network "
        + "has learnt its training pictures by heart. More steps make that worse. What helps is more pictures; or to "
        + "begin with what another run has learnt (--weights).")
    var parted = record
    parted.trainingAP = 0.911
    report.metrics.append(.evaluation(parted))
    report.evaluation.summary.ap = 0.69
    #expect(!report.isLearntByHeart)
    #expect(
      report.lossVerdict
        == "AP is 0.911 on pictures that it learnt from and 0.690 on others: the two have parted, and more steps of the "
        + "same kind would help the first more than the second. What helps both is more pictures; or to begin with what "
        + "another run has learnt (--weights).")
    report.evaluation.summary.ap = 0.12
    report.run.rows.append((name: "--weights", value: "w"))
    #expect(report.gapVerdict?.hasSuffix("What helps is more pictures.") == true)
    #expect(try report.document().html.contains("AP on pictures learnt from"))
    report.metrics = []
    #expect(report.lossVerdict == "There are too few steps to say where the losses go.")
  }

  @Test("Where nothing is shown the caption names the best below the limit")
  func silent() throws {
    var report = try report()
    let object = report.evaluation.images[0].objects[0]
    report.evaluation.images[0].detections = [Detection(box: object.box, label: object.label, score: 0.08)]
    let name = report.validation.categories[object.label]
    let caption = try report.pictures([0])[0].caption
    #expect(caption.hasSuffix(" found: nothing from 0.4 on; the best is \(name) 0.08"), "\(caption)")
  }

  @Test("A run with one picture, or with nothing logged, has a report too", arguments: [1, 9, 10])
  func few(pictures: Int) throws {
    var report = try report(pictures: pictures)
    report.metrics = []
    let html = try report.document().html
    #expect(html.contains("no points"))
    #expect(html.components(separatedBy: "data:image/png;base64,").count - 1 == pictures)
  }

  @Test(
    "The command in it makes the same run: it parses back to the same settings",
    arguments: [
      "", "--steps 70 --batch 3 --seed 9 --preset long-tailed --size 96",
      "--optimizer sgd --momentum 0.7 --schedule step --milestones 5,9 --clip 0 --average 0.02 --augment standard",
      "--schedule constant --train-images 12 --validation-images 34 --warmup 3 --lr 1e-05 --weight-decay 0",
    ])
  func command(words: String) throws {
    let expected = try settings(words)
    let command = expected.command
    let lines = command.split(separator: "\n")
    for line in lines { #expect(line.count <= 80, "\(line)") }
    let back = command.replacing("\\\n", with: "").replacing("retinanet train", with: "")
    #expect(try settings(back) == expected)
  }
}
