// The report of a training run: which parts it has, in which order, and what each shows.
// Charts, pictures and the words on the run are in files of their own beside it.

import Detector
import Figures
import Foundation
import Images
import Text
import Training

/// All that a report is made from; equal parts make equal reports.
public struct TrainingReport {
  /// What the page says of the run and cannot see in its numbers.
  public struct Run: Sendable {
    /// What the pictures are, as a part of a sentence's end: "standard shapes, 128 × 128 px".
    public var pictures: String
    /// What was to be found, as "to find …" goes on: "shapes".
    public var objects: String
    /// Why training and validation share no picture: sentences.
    public var parts: String
    /// The height and width that the detector sees, in pixels.
    public var size: Int
    /// Every option that decides the result, with its value.
    public var rows: [(name: String, value: String)]
    /// The command that makes the run again.
    public var command: String

    /// What the page says of a run.
    public init(
      pictures: String, objects: String, parts: String, size: Int, rows: [(name: String, value: String)],
      command: String
    ) {
      self.pictures = pictures
      self.objects = objects
      self.parts = parts
      self.size = size
      self.rows = rows
      self.command = command
    }
  }

  /// What the run was.
  public var run: Run
  /// What it was trained with.
  public var options: TrainingOptions
  /// The detector at the end.
  public var model: RetinaNet
  /// The run's log.
  public var metrics: [MetricsRecord]
  /// Of the weights that were saved.
  public var evaluation: DetectorEvaluation
  /// What it was measured on.
  public var validation: any Dataset

  /// A report from all that it is made from.
  public init(
    run: Run, options: TrainingOptions, model: RetinaNet, metrics: [MetricsRecord], evaluation: DetectorEvaluation,
    validation: any Dataset
  ) {
    self.run = run
    self.options = options
    self.model = model
    self.metrics = metrics
    self.evaluation = evaluation
    self.validation = validation
  }

  /// The whole page; throws what the data set throws when its pictures are looked at once more.
  public func document() throws -> HTMLReport {
    let summary = evaluation.summary
    var page = HTMLReport(title: "A RetinaNet's training", subtitle: subtitle)
    page.numbers([
      ("AP, IoU 0.50 to 0.95", summary.ap.fixed(digits: 3)), ("AP, IoU 0.50", summary.ap50.fixed(digits: 3)),
      ("AP, IoU 0.75", summary.ap75.fixed(digits: 3)), ("AR, 100 detections", summary.ar100.fixed(digits: 3)),
    ])
    page.paragraph(
      "This page shows how a small RetinaNet learnt to find \(run.objects), and how well it does on "
        + "\(evaluation.images.count) pictures that it never saw in training. Above are the numbers by which "
        + "detectors are compared: 1 is perfect, 0 is nothing found.")
    try addPictures(to: &page)
    addLosses(to: &page)
    addProgress(to: &page)
    addPrecision(to: &page)
    addErrors(to: &page)
    try addLedger(to: &page)
    addNumbers(to: &page)
    addRun(to: &page)
    return page
  }

  private var subtitle: String {
    "\(options.steps.counted("step")) of \(options.batchSize.counted("picture")) · \(run.pictures) · seed "
      + "\(options.seed)"
  }

  private func addPictures(to page: inout HTMLReport) throws {
    page.heading("What it sees")
    page.paragraph(
      "Validation pictures, enlarged. Green and white dashes, just outside, are what is there. A box in a class's "
        + "color is what was found, with the class and the score; boxes that score less than \(Self.shownScore) are "
        + "not drawn, but the best of them is named where nothing else is shown. Dashes alone are an object that was "
        + "missed, a box alone is a false alarm, and a box that runs along the dashes with the wrong class is both.")
    page.heading("As they come", level: 3)
    page.grid(try pictures(first))
    guard !worst.isEmpty else { return }
    page.heading("With the most mistakes", level: 3)
    page.grid(try pictures(worst))
  }

  private func addLosses(to page: inout HTMLReport) {
    page.heading("Losses")
    page.paragraph(
      "What training makes smaller, at every step: "
        + (lossWindow > 1
          ? "the pale line is the loss of each batch, the strong line the mean of the last \(lossWindow)"
          : "the loss of each batch")
        + ". The classification loss is summed over all anchors that teach it, the box loss "
        + "(\(model.configuration.learning.boxLoss.text)) over the positive ones; both are divided by the number of positive anchors. The axis is logarithmic: "
        + "equal distances are equal factors. Every batch has other pictures, so that single steps jump; what counts "
        + "is whether the strong lines still fall at the end.")
    page.figure(svg: lossChart.svg)
    page.paragraph(lossVerdict)
    page.paragraph(rateText)
    page.figure(svg: rateChart.svg)
  }

  private var rateText: String {
    let schedule = options.schedule
    let rise =
      schedule.warmUp.steps > 0
      ? " It rises at first, because the early gradients are large and point anywhere." : ""
    let fall =
      switch schedule.decay {
      case .constant: " It never falls: the weights do not come to rest, and the last steps are as noisy as the first."
      case .step, .linear, .cosine: " It falls towards the end, so that the weights come to rest."
      }
    return "The learning rate says how far each step goes.\(rise)\(fall)"
  }

  private func addProgress(to page: inout HTMLReport) {
    page.heading("AP while it learnt")
    page.paragraph(
      "The same weights, measured on the validation pictures from time to time. AP50 rises first: the network finds "
        + "objects before its boxes fit well, and AP counts how well they fit. A curve that falls while the losses "
        + "still fall would be a network that learns its training pictures by heart. \(beginning)")
    page.figure(svg: apChart.svg)
  }

  /// What is known of the beginning, where a chart would have its first point.
  private var beginning: String {
    guard let first = evaluations.map(\.step).min() else { return "" }
    return first == 0
      ? "The first point is the network before its first step."
      : "The first point is at step \(first): it was not measured before."
  }

  private func addPrecision(to page: inout HTMLReport) {
    page.heading("Precision and recall")
    page.paragraph(
      "Precision is the share of the detections that are right, recall the share of the objects that are found. The "
        + "lower the score that is accepted, the further to the right: more is found, and more of it is wrong. A "
        + "detection is right here if it has the class and at least IoU 0.5 with an object that no better one has "
        + "taken. The area under a class's curve is its AP at IoU 0.5. Where a curve falls to 0 before recall 1, the "
        + "rest of the objects is found at no score at all.")
    page.figure(svg: precisionChart.svg)
  }

  private func addNumbers(to page: inout HTMLReport) {
    page.heading("All numbers")
    page.paragraph(
      "AP of each class, and the score threshold with the best balance (F1) of precision and recall at IoU 0.5: a "
        + "good place to cut detections for use.")
    page.table(
      header: ["class", "objects", "AP", "AP50", "best threshold", "precision there", "recall there"],
      rows: evaluation.summary.perClass.map { result in
        let counts = result.best50?.counts
        return [
          result.category, "\(result.objects)", result.ap.fixed(digits: 3), result.ap50.fixed(digits: 3),
          (result.best50?.threshold).fixed(digits: 2), (counts?.precision).fixed(digits: 3),
          (counts?.recall).fixed(digits: 3),
        ]
      })
    page.paragraph(
      "COCO's twelve numbers. Small are objects of at most 32 × 32 px, large those of at least 96 × 96 px; -1 stands "
        + "where there was no such object.")
    page.preformatted(evaluation.summary.table)
  }
}
